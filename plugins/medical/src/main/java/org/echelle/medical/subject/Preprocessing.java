package org.echelle.medical.subject;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.echelle.medical.Film;
import org.echelle.pictures.Interpolation;
import org.echelle.pictures.Placement;
import org.echelle.pictures.Resampler;

/**
 * From a film to a network's input: grey or colour, perhaps the middle square, resized to the input, brought to a range, normalised.
 *
 * @param channels 1 or 3, what the network takes
 * @param height rows of the input
 * @param width columns of the input
 * @param square whether the middle square is cut out first
 * @param range what is done to the values before they are normalised
 * @param mean subtracted from each channel
 * @param std divides each channel
 */
record Preprocessing(
        int channels, int height, int width, boolean square, Range range, List<Double> mean, List<Double> std) {
    /** What the values of a film are brought to first. */
    enum Range {
        /** As they are: 0 black, 1 white. */
        AS_IS,
        /** The film's own darkest value becomes 0, its brightest 1. */
        MIN_MAX,
        /** Each channel of the film gets mean 0 and standard deviation 1. */
        Z_SCORE
    }

    static final List<Double> IMAGENET_MEAN = List.of(0.485, 0.456, 0.406);
    static final List<Double> IMAGENET_STD = List.of(0.229, 0.224, 0.225);

    /** Values from 0 to 1 without more. */
    static Preprocessing plain(int channels, int height, int width) {
        return new Preprocessing(channels, height, width, false, Range.AS_IS, List.of(0.0), List.of(1.0));
    }

    Placement placement(int filmWidth, int filmHeight) {
        int[] window = window(filmWidth, filmHeight);
        double scaleX = (double) width / window[2];
        double scaleY = (double) height / window[3];
        return new Placement(scaleX, scaleY, -window[0] * scaleX, -window[1] * scaleY);
    }

    /** Left, upper, width and height of the part that is used, in film pixels. */
    private int[] window(int filmWidth, int filmHeight) {
        if (!square) {
            return new int[] {0, 0, filmWidth, filmHeight};
        }
        int edge = Math.min(filmWidth, filmHeight);
        return new int[] {filmWidth / 2 - edge / 2, filmHeight / 2 - edge / 2, edge, edge};
    }

    /**
     * Prepares one film.
     *
     * @param into takes {@code [channels][height][width]}
     * @param at index of the first value
     */
    void apply(Film film, float[] into, int at) {
        Film ready = resized(cropped(recoloured(film)));
        int places = width * height;
        for (int c = 0; c < channels; c++) {
            double m = mean.get(Math.min(c, mean.size() - 1));
            double s = std.get(Math.min(c, std.size() - 1));
            double[] shift = shift(ready, c);
            for (int i = 0; i < places; i++) {
                double v = (ready.pixels()[i * channels + c] - shift[0]) / shift[1];
                into[at + c * places + i] = (float) ((v - m) / s);
            }
        }
    }

    /** Films of 8 bits are rounded to 255ths as Pillow rounds them; others stay as fine as they are. */
    private Film resized(Film film) {
        if (film.width() == width && film.height() == height) {
            return film;
        }
        if (film.eightBit()) {
            byte[] out = Resampler.resize(
                    film.bytes(), film.width(), film.height(), channels, width, height, Interpolation.BILINEAR);
            return Film.of(film.id(), width, height, channels, out);
        }
        float[] out = Resampler.resize(
                film.pixels(), film.width(), film.height(), channels, width, height, Interpolation.BILINEAR);
        return new Film(film.id(), width, height, channels, out, false);
    }

    private double[] shift(Film film, int channel) {
        if (range == Range.AS_IS) {
            return new double[] {0, 1};
        }
        float[] p = film.pixels();
        if (range == Range.MIN_MAX) {
            double low = Double.POSITIVE_INFINITY;
            double high = Double.NEGATIVE_INFINITY;
            for (float v : p) {
                low = Math.min(low, v);
                high = Math.max(high, v);
            }
            return new double[] {low, high > low ? high - low : 1};
        }
        int n = p.length / channels;
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < n; i++) {
            double v = p[i * channels + channel];
            sum += v;
            squares += v * v;
        }
        double variance = squares / n - sum / n * (sum / n);
        return new double[] {sum / n, variance > 0 ? Math.sqrt(variance) : 1};
    }

    private Film cropped(Film film) {
        int[] w = window(film.width(), film.height());
        if (w[2] == film.width() && w[3] == film.height()) {
            return film;
        }
        int row = w[2] * film.channels();
        float[] out = new float[w[3] * row];
        for (int y = 0; y < w[3]; y++) {
            int from = ((w[1] + y) * film.width() + w[0]) * film.channels();
            System.arraycopy(film.pixels(), from, out, y * row, row);
        }
        return new Film(film.id(), w[2], w[3], film.channels(), out, film.eightBit());
    }

    private Film recoloured(Film film) {
        if (film.channels() == channels) {
            return film;
        }
        int n = film.width() * film.height();
        float[] out = new float[n * channels];
        float[] p = film.pixels();
        for (int i = 0; i < n; i++) {
            if (channels == 3) {
                Arrays.fill(out, 3 * i, 3 * i + 3, p[i]);
            } else if (film.eightBit()) {
                // ITU-R 601 luma in Pillow's fixed point, Image.convert("L")
                int luma = Math.round(p[3 * i] * 255) * 19595
                        + Math.round(p[3 * i + 1] * 255) * 38470
                        + Math.round(p[3 * i + 2] * 255) * 7471;
                out[i] = ((luma + 0x8000) >> 16) / 255f;
            } else {
                out[i] = 0.299f * p[3 * i] + 0.587f * p[3 * i + 1] + 0.114f * p[3 * i + 2];
            }
        }
        return new Film(film.id(), film.width(), film.height(), channels, out, film.eightBit());
    }

    /** What decides the numbers. */
    String settings() {
        return (square ? "middle square, " : "") + height + " x " + width + " (bilinear), "
                + (channels == 1 ? "grey" : "RGB") + ", "
                + range.name().toLowerCase(Locale.ROOT).replace('_', '-')
                + ", mean " + mean + ", std " + std;
    }
}
