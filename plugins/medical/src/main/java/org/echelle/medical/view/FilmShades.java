package org.echelle.medical.view;

import java.util.List;
import org.echelle.api.PlainFeatures;
import org.echelle.api.Sample;
import org.echelle.api.SampleSites;
import org.echelle.api.Subject;
import org.echelle.medical.Film;
import org.echelle.medical.MedicalException;
import org.echelle.pictures.PictureGrid;
import org.echelle.pictures.SiteGrid;

/** What a place of a film shows without any network: its brightness, its darkness and its contrast. Rows without a place measure the film. */
public final class FilmShades implements PlainFeatures {
    private final PictureGrid subject;

    /** @param subject one that looks at pictures, of whatever plugin */
    public FilmShades(Subject subject) {
        this.subject = PictureGrid.of(subject)
                .orElseThrow(() -> new MedicalException("Shades are measured for a subject that looks at pictures."));
    }

    @Override
    public List<String> names() {
        return List.of("brightness", "darkness", "contrast");
    }

    @Override
    public float[] of(Sample sample, SampleSites sites) {
        Film film = (Film) sample;
        SiteGrid grid = SiteGrid.of(subject, sites, film.width(), film.height());
        double[] window = SiteGrid.window(subject, film.width(), film.height());
        float[] values = new float[3 * sites.rows()];
        for (int row = 0; row < sites.rows(); row++) {
            double[] part = grid.placed(row) ? grid.cell(row) : window; // a class token has no place
            double[] found =
                    shades(film, range(part[1], part[3], film.height()), range(part[0], part[2], film.width()));
            values[3 * row] = (float) found[0];
            values[3 * row + 1] = (float) (1 - found[0]);
            values[3 * row + 2] = (float) found[1];
        }
        return values;
    }

    /** First pixel and the one behind the last; at least one. */
    private static int[] range(double from, double to, int size) {
        int first = Math.max(0, Math.min(size - 1, (int) Math.floor(from)));
        return new int[] {first, Math.max(first + 1, Math.min(size, (int) Math.ceil(to)))};
    }

    /** Mean and standard deviation. */
    private static double[] shades(Film film, int[] ys, int[] xs) {
        double sum = 0;
        double squares = 0;
        int n = 0;
        for (int y = ys[0]; y < ys[1]; y++) {
            for (int at = (y * film.width() + xs[0]) * film.channels();
                    at < (y * film.width() + xs[1]) * film.channels();
                    at++) {
                double v = film.pixels()[at];
                sum += v;
                squares += v * v;
                n++;
            }
        }
        double mean = sum / n;
        return new double[] {mean, Math.sqrt(Math.max(0, squares / n - mean * mean))};
    }
}
