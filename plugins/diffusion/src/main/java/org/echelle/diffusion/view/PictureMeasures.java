package org.echelle.diffusion.view;

import java.util.Arrays;
import java.util.List;
import org.echelle.api.PlainFeatures;
import org.echelle.api.Sample;
import org.echelle.api.SampleSites;
import org.echelle.diffusion.network.Place;
import org.echelle.diffusion.subject.DiffusionSubject;

/**
 * What anyone can see without the network: brightness and contrast of the finished picture where a row stands. A row without a place, or of
 * a hook point without a grid, gets those of the whole picture.
 */
public final class PictureMeasures implements PlainFeatures {
    private final DiffusionSubject subject;
    private final Gallery gallery;

    public PictureMeasures(DiffusionSubject subject, Gallery gallery) {
        this.subject = subject;
        this.gallery = gallery;
    }

    @Override
    public List<String> names() {
        return List.of("brightness", "darkness", "contrast");
    }

    @Override
    public float[] of(Sample sample, SampleSites sites) {
        Picture picture = gallery.picture(sample);
        Place place = subject.place(sites.hook().name()).orElse(null);
        int[] places = new int[sites.rows()];
        Arrays.fill(places, -1);
        int columns = place == null ? 0 : place.columns();
        if (place != null && sites.hook().axis("y") >= 0) {
            int[] ys = sites.along("y");
            int[] xs = sites.along("x");
            for (int r = 0; r < places.length; r++) {
                places[r] = ys[r] < 0 || xs[r] < 0 ? -1 : ys[r] * columns + xs[r];
            }
        }
        float[][] known = new float[1 + (place == null ? 0 : place.rows() * columns)][];
        float[] all = new float[places.length * 3];
        for (int r = 0; r < places.length; r++) {
            int cell = 1 + places[r];
            if (known[cell] == null) {
                known[cell] = cell == 0
                        ? measured(picture, 0, 0, 1, 1)
                        : measured(picture, places[r] / columns, places[r] % columns, place.rows(), columns);
            }
            System.arraycopy(known[cell], 0, all, 3 * r, 3);
        }
        return all;
    }

    /** Of one cell of a grid over the whole picture, pixels counted by their upper left corner; at least one pixel. */
    private static float[] measured(Picture picture, int row, int column, int rows, int columns) {
        int top = row * picture.height() / rows;
        int bottom = Math.max(top + 1, (row + 1) * picture.height() / rows);
        int left = column * picture.width() / columns;
        int right = Math.max(left + 1, (column + 1) * picture.width() / columns);
        double sum = 0;
        double squares = 0;
        for (int y = top; y < bottom; y++) {
            for (int x = left; x < right; x++) {
                double value = picture.brightness(y, x);
                sum += value;
                squares += value * value;
            }
        }
        double n = (double) (bottom - top) * (right - left);
        double mean = sum / n;
        double deviation = Math.sqrt(Math.max(0, squares / n - mean * mean));
        return new float[] {(float) mean, (float) (1 - mean), (float) deviation};
    }
}
