package org.echelle.vision;

import java.util.List;
import org.echelle.api.PlainFeatures;
import org.echelle.api.Sample;
import org.echelle.api.SampleSites;
import org.echelle.pictures.PictureGrid;
import org.echelle.pictures.SiteGrid;

/**
 * What anybody sees in a patch: its mean brightness, red, green and blue (0 to 1), and its contrast, the standard deviation of its
 * brightness. Brightness is {@code 0.299 R + 0.587 G + 0.114 B} (ITU-R BT.601). A pixel belongs to the patch that holds its centre; a
 * patch smaller than a pixel takes the nearest one. Tokens without a place measure the whole picture.
 */
final class PatchColours implements PlainFeatures {
    private static final List<String> NAMES = List.of("brightness", "red", "green", "blue", "contrast");

    private final PictureGrid subject;

    PatchColours(PictureGrid subject) {
        this.subject = subject;
    }

    @Override
    public List<String> names() {
        return NAMES;
    }

    @Override
    public float[] of(Sample sample, SampleSites sites) {
        ImageSample picture = (ImageSample) sample;
        SiteGrid grid = SiteGrid.of(subject, sites, picture.width(), picture.height());
        float[] all = new float[grid.rows() * NAMES.size()];
        double[] whole = {0, 0, picture.width(), picture.height()};
        for (int row = 0; row < grid.rows(); row++) {
            measure(picture, grid.placed(row) ? grid.cell(row) : whole, all, row * NAMES.size());
        }
        return all;
    }

    private static void measure(ImageSample picture, double[] cell, float[] into, int at) {
        int left = first(cell[0], cell[2], picture.width());
        int top = first(cell[1], cell[3], picture.height());
        int right = Math.max(left, inside(Math.ceil(cell[2] - 0.5) - 1, picture.width()));
        int bottom = Math.max(top, inside(Math.ceil(cell[3] - 0.5) - 1, picture.height()));
        double[] sum = new double[5];
        for (int y = top; y <= bottom; y++) {
            for (int x = left; x <= right; x++) {
                int pixel = (y * picture.width() + x) * picture.channels();
                double brightness = 0;
                for (int c = 0; c < 3; c++) {
                    double value = (picture.pixels()[pixel + (picture.channels() == 1 ? 0 : c)] & 0xff) / 255.0;
                    sum[1 + c] += value;
                    brightness += value * (c == 0 ? 0.299 : c == 1 ? 0.587 : 0.114);
                }
                sum[0] += brightness;
                sum[4] += brightness * brightness;
            }
        }
        double n = (right - left + 1.0) * (bottom - top + 1);
        for (int i = 0; i < 4; i++) {
            into[at + i] = (float) (sum[i] / n);
        }
        into[at + 4] = (float) Math.sqrt(Math.max(0, sum[4] / n - sum[0] / n * (sum[0] / n)));
    }

    /** The first pixel whose centre lies between two edges; the one that holds the middle where there is none. */
    private static int first(double from, double to, int size) {
        double pixel = Math.ceil(from - 0.5);
        return inside(pixel + 0.5 < to ? pixel : Math.floor((from + to) / 2), size);
    }

    private static int inside(double place, int size) {
        return (int) Math.max(0, Math.min(size - 1, place));
    }
}
