package org.echelle.vision.subject;

/**
 * Resizes 8-bit pictures to the bit as Pillow does ({@code Image.resize}, {@code libImaging/Resample.c}).
 *
 * <p>Models were trained on pictures that Pillow resized, so its rules are part of the model: the filter is stretched by the
 * scale when shrinking (antialiasing), weights are normalised and rounded to 22 binary places, rows are resampled first, then
 * columns, and each pass rounds to 8 bits.
 */
final class Resampler {
    private static final int PRECISION = 32 - 8 - 2;

    private Resampler() {}

    /**
     * Resizes a picture.
     *
     * @param pixels {@code [height][width][channels]}
     * @return {@code [newHeight][newWidth][channels]}; {@code pixels} itself when nothing changes
     */
    static byte[] resize(
            byte[] pixels, int width, int height, int channels, int newWidth, int newHeight, Interpolation filter) {
        if (newWidth == width && newHeight == height) {
            return pixels;
        }
        if (filter == Interpolation.NEAREST) {
            return nearest(pixels, width, height, channels, newWidth, newHeight);
        }
        byte[] wide = newWidth == width ? pixels : alongRows(pixels, width, height, channels, newWidth, filter);
        return newHeight == height ? wide : alongColumns(wide, newWidth, height, channels, newHeight, filter);
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

    /** For each output place: the first source place, and fixed-point weights. */
    private record Taps(int[] first, int[][] weights) {
        static Taps of(int in, int out, Interpolation filter) {
            double scale = (double) in / out;
            double stretch = Math.max(scale, 1);
            double support = filter.support * stretch;
            int[] first = new int[out];
            int[][] weights = new int[out][];
            for (int i = 0; i < out; i++) {
                double centre = (i + 0.5) * scale;
                int from = Math.max(0, (int) (centre - support + 0.5));
                int to = Math.min(in, (int) (centre + support + 0.5));
                double[] exact = new double[to - from];
                double sum = 0;
                for (int j = 0; j < exact.length; j++) {
                    exact[j] = filter.weight((j + from - centre + 0.5) * (1 / stretch));
                    sum += exact[j];
                }
                first[i] = from;
                weights[i] = new int[exact.length];
                for (int j = 0; j < exact.length; j++) {
                    double w = (sum == 0 ? exact[j] : exact[j] / sum) * (1 << PRECISION);
                    weights[i][j] = (int) (w < 0 ? w - 0.5 : w + 0.5);
                }
            }
            return new Taps(first, weights);
        }
    }

    private static byte[] alongRows(
            byte[] pixels, int width, int height, int channels, int newWidth, Interpolation filter) {
        Taps taps = Taps.of(width, newWidth, filter);
        byte[] out = new byte[newWidth * height * channels];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < newWidth; x++) {
                int[] w = taps.weights[x];
                for (int c = 0; c < channels; c++) {
                    int at = (y * width + taps.first[x]) * channels + c;
                    int sum = 1 << (PRECISION - 1);
                    for (int i = 0; i < w.length; i++) {
                        sum += (pixels[at + i * channels] & 0xff) * w[i];
                    }
                    out[(y * newWidth + x) * channels + c] = clip(sum >> PRECISION);
                }
            }
        }
        return out;
    }

    private static byte[] alongColumns(
            byte[] pixels, int width, int height, int channels, int newHeight, Interpolation filter) {
        Taps taps = Taps.of(height, newHeight, filter);
        int stride = width * channels;
        byte[] out = new byte[newHeight * stride];
        for (int y = 0; y < newHeight; y++) {
            int[] w = taps.weights[y];
            for (int i = 0; i < stride; i++) {
                int at = taps.first[y] * stride + i;
                int sum = 1 << (PRECISION - 1);
                for (int j = 0; j < w.length; j++) {
                    sum += (pixels[at + j * stride] & 0xff) * w[j];
                }
                out[y * stride + i] = clip(sum >> PRECISION);
            }
        }
        return out;
    }

    private static byte clip(int value) {
        return (byte) Math.max(0, Math.min(255, value));
    }
}
