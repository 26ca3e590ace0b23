package org.echelle.pictures;

/**
 * Resizes pictures as Pillow does ({@code Image.resize}, {@code libImaging/Resample.c}).
 *
 * <p>Models were trained on pictures that Pillow resized, so its rules are part of the model: the filter is stretched by the
 * scale when shrinking (antialiasing), weights are normalised, rows are resampled first, then columns. Pictures of 8 bits equal Pillow's to
 * the bit: their weights are rounded to 22 binary places and each pass rounds to 8 bits. Real numbers (Pillow's mode F) are summed in double
 * precision and stay as fine as they are.
 */
public final class Resampler {
    private static final int PRECISION = 32 - 8 - 2;

    private Resampler() {}

    /**
     * Resizes a picture of 8 bits.
     *
     * @param pixels {@code [height][width][channels]}
     * @return {@code [newHeight][newWidth][channels]}; {@code pixels} itself when nothing changes
     */
    public static byte[] resize(
            byte[] pixels, int width, int height, int channels, int newWidth, int newHeight, Interpolation filter) {
        if (newWidth == width && newHeight == height) {
            return pixels;
        }
        if (filter == Interpolation.NEAREST) {
            return nearest(pixels, width, height, channels, newWidth, newHeight);
        }
        byte[] wide = pixels;
        if (newWidth != width) {
            wide = new byte[newWidth * height * channels];
            int[][] weights = new int[newWidth][];
            int[] first = fixed(width, newWidth, filter, weights);
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < newWidth; x++) {
                    int at = (y * width + first[x]) * channels;
                    int to = (y * newWidth + x) * channels;
                    for (int c = 0; c < channels; c++) {
                        wide[to + c] = sum(pixels, at + c, channels, weights[x]);
                    }
                }
            }
        }
        if (newHeight == height) {
            return wide;
        }
        int stride = newWidth * channels;
        byte[] out = new byte[newHeight * stride];
        int[][] weights = new int[newHeight][];
        int[] first = fixed(height, newHeight, filter, weights);
        for (int y = 0; y < newHeight; y++) {
            for (int i = 0; i < stride; i++) {
                out[y * stride + i] = sum(wide, first[y] * stride + i, stride, weights[y]);
            }
        }
        return out;
    }

    /**
     * Resizes a picture of real numbers.
     *
     * @param pixels {@code [height][width][channels]}
     * @param filter any but {@link Interpolation#NEAREST}
     * @return {@code [newHeight][newWidth][channels]}; {@code pixels} itself when nothing changes
     */
    public static float[] resize(
            float[] pixels, int width, int height, int channels, int newWidth, int newHeight, Interpolation filter) {
        float[] wide = pixels;
        if (newWidth != width) {
            wide = new float[newWidth * height * channels];
            Taps taps = Taps.of(width, newWidth, filter);
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < newWidth; x++) {
                    int at = (y * width + taps.first[x]) * channels;
                    int to = (y * newWidth + x) * channels;
                    for (int c = 0; c < channels; c++) {
                        wide[to + c] = sum(pixels, at + c, channels, taps.weights[x]);
                    }
                }
            }
        }
        if (newHeight == height) {
            return wide;
        }
        int stride = newWidth * channels;
        float[] out = new float[newHeight * stride];
        Taps taps = Taps.of(height, newHeight, filter);
        for (int y = 0; y < newHeight; y++) {
            for (int i = 0; i < stride; i++) {
                out[y * stride + i] = sum(wide, taps.first[y] * stride + i, stride, taps.weights[y]);
            }
        }
        return out;
    }

    private static byte[] nearest(byte[] pixels, int width, int height, int channels, int newWidth, int newHeight) {
        int[] fromX = nearest(width, newWidth);
        int[] fromY = nearest(height, newHeight);
        byte[] out = new byte[newWidth * newHeight * channels];
        for (int y = 0; y < newHeight; y++) {
            for (int x = 0; x < newWidth; x++) {
                System.arraycopy(
                        pixels, (fromY[y] * width + fromX[x]) * channels, out, (y * newWidth + x) * channels, channels);
            }
        }
        return out;
    }

    /** Source places of the output's centres, summed step by step as Pillow does: its rounding is part of the result. */
    private static int[] nearest(int in, int out) {
        int[] from = new int[out];
        double step = (double) in / out;
        double at = step * 0.5;
        for (int i = 0; i < out; i++) {
            from[i] = Math.min(in - 1, (int) at);
            at += step;
        }
        return from;
    }

    /** For each output place: the first source place, and weights that sum to 1. */
    private record Taps(int[] first, double[][] weights) {
        static Taps of(int in, int out, Interpolation filter) {
            double scale = (double) in / out;
            double stretch = Math.max(scale, 1);
            double support = filter.support * stretch;
            int[] first = new int[out];
            double[][] weights = new double[out][];
            for (int i = 0; i < out; i++) {
                double centre = (i + 0.5) * scale;
                int from = Math.max(0, (int) (centre - support + 0.5));
                int to = Math.min(in, (int) (centre + support + 0.5));
                double[] w = new double[to - from];
                double sum = 0;
                for (int j = 0; j < w.length; j++) {
                    w[j] = filter.weight((j + from - centre + 0.5) * (1 / stretch));
                    sum += w[j];
                }
                for (int j = 0; j < w.length && sum != 0; j++) {
                    w[j] /= sum;
                }
                first[i] = from;
                weights[i] = w;
            }
            return new Taps(first, weights);
        }
    }

    /** Weights in fixed point; returns the first source places. */
    private static int[] fixed(int in, int out, Interpolation filter, int[][] into) {
        Taps taps = Taps.of(in, out, filter);
        for (int i = 0; i < out; i++) {
            into[i] = new int[taps.weights[i].length];
            for (int j = 0; j < into[i].length; j++) {
                double w = taps.weights[i][j] * (1 << PRECISION);
                into[i][j] = (int) (w < 0 ? w - 0.5 : w + 0.5);
            }
        }
        return taps.first;
    }

    private static byte sum(byte[] in, int at, int step, int[] weights) {
        int sum = 1 << (PRECISION - 1);
        for (int j = 0; j < weights.length; j++) {
            sum += (in[at + j * step] & 0xff) * weights[j];
        }
        return (byte) Math.max(0, Math.min(255, sum >> PRECISION));
    }

    private static float sum(float[] in, int at, int step, double[] weights) {
        double sum = 0;
        for (int j = 0; j < weights.length; j++) {
            sum += in[at + j * step] * weights[j];
        }
        return (float) sum;
    }
}
