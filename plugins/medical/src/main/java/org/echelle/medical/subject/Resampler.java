package org.echelle.medical.subject;

import org.echelle.medical.Film;

/**
 * Resizes films bilinearly as Pillow does ({@code Image.resize(..., BILINEAR)}, {@code libImaging/Resample.c}): the triangle is stretched
 * when shrinking, rows come first, then columns. Films of 8 bits go through Pillow's fixed-point weights (22 binary places) and are rounded
 * after each pass, so that they equal Pillow's to the bit; others (Pillow's mode F) stay as fine as they are.
 */
final class Resampler {
    private static final int PRECISION = 32 - 8 - 2;

    private Resampler() {}

    /** The film at another size; the film itself where it has it already. */
    static Film resize(Film film, int width, int height) {
        if (width == film.width() && height == film.height()) {
            return film;
        }
        int channels = film.channels();
        float[] wide = pass(film.pixels(), film.height(), film.width(), width, channels, film.eightBit());
        float[] out = columns(wide, film.height(), height, width * channels, film.eightBit());
        return new Film(film.id(), width, height, channels, out, film.eightBit());
    }

    private record Taps(int[] first, double[][] weights) {
        static Taps of(int in, int out) {
            double scale = (double) in / out;
            double stretch = Math.max(scale, 1);
            int[] first = new int[out];
            double[][] weights = new double[out][];
            for (int i = 0; i < out; i++) {
                double centre = (i + 0.5) * scale;
                int from = Math.max(0, (int) (centre - stretch + 0.5));
                int to = Math.min(in, (int) (centre + stretch + 0.5));
                double[] w = new double[to - from];
                double sum = 0;
                for (int j = 0; j < w.length; j++) {
                    w[j] = Math.max(0, 1 - Math.abs((j + from - centre + 0.5) / stretch));
                    sum += w[j];
                }
                for (int j = 0; j < w.length; j++) {
                    w[j] = sum == 0 ? w[j] : w[j] / sum;
                }
                first[i] = from;
                weights[i] = w;
            }
            return new Taps(first, weights);
        }
    }

    private static float[] pass(float[] in, int rows, int from, int to, int channels, boolean bytes) {
        if (from == to) {
            return in;
        }
        Taps taps = Taps.of(from, to);
        float[] out = new float[rows * to * channels];
        for (int y = 0; y < rows; y++) {
            for (int x = 0; x < to; x++) {
                for (int c = 0; c < channels; c++) {
                    int at = (y * from + taps.first[x]) * channels + c;
                    out[(y * to + x) * channels + c] = sum(in, at, channels, taps.weights[x], bytes);
                }
            }
        }
        return out;
    }

    private static float[] columns(float[] in, int from, int to, int stride, boolean bytes) {
        if (from == to) {
            return in;
        }
        Taps taps = Taps.of(from, to);
        float[] out = new float[to * stride];
        for (int y = 0; y < to; y++) {
            for (int i = 0; i < stride; i++) {
                out[y * stride + i] = sum(in, taps.first[y] * stride + i, stride, taps.weights[y], bytes);
            }
        }
        return out;
    }

    private static float sum(float[] in, int at, int step, double[] weights, boolean bytes) {
        if (!bytes) {
            double sum = 0;
            for (int j = 0; j < weights.length; j++) {
                sum += in[at + j * step] * weights[j];
            }
            return (float) sum;
        }
        int sum = 1 << (PRECISION - 1);
        for (int j = 0; j < weights.length; j++) {
            sum += Math.round(in[at + j * step] * 255) * (int) (weights[j] * (1 << PRECISION) + 0.5);
        }
        return Math.max(0, Math.min(255, sum >> PRECISION)) / 255f;
    }
}
