package org.echelle.nn;

import java.util.Arrays;
import java.util.Random;

/** How a fresh random parameter is drawn, see {@link Parameters#random}. */
public enum Init {
    /** Normal with standard deviation 0.02, drawn again beyond two of them: linear layers and embeddings of a transformer. */
    TRUNCATED_NORMAL,
    /** Normal with variance 2 / fan-out (He et al. 2015, arXiv 1502.01852, as torchvision's ResNets use it): convolutions. */
    KAIMING,
    /** Normal with variance 1 / fan-in: the first layer, which sees normalised data. */
    LECUN,
    /** All ones: scales of norms, running variances. */
    ONES,
    /** All zeros: biases, running means. */
    ZEROS;

    /**
     * Draws a tensor.
     *
     * @param shape {@code [out, in, ...]} for weights
     * @param random source of the draws
     * @return values in C order
     */
    float[] draw(long[] shape, Random random) {
        float[] values = new float[Math.toIntExact(elements(shape))];
        switch (this) {
            case ONES -> Arrays.fill(values, 1f);
            case ZEROS -> {}
            case TRUNCATED_NORMAL -> {
                for (int i = 0; i < values.length; i++) {
                    double z = random.nextGaussian();
                    while (Math.abs(z) > 2) {
                        z = random.nextGaussian();
                    }
                    values[i] = (float) (0.02 * z);
                }
            }
            case KAIMING -> normal(values, Math.sqrt(2.0 / fanOut(shape)), random);
            case LECUN -> normal(values, Math.sqrt(1.0 / fanIn(shape)), random);
        }
        return values;
    }

    private static void normal(float[] values, double deviation, Random random) {
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (deviation * random.nextGaussian());
        }
    }

    private static double fanIn(long[] shape) {
        return Math.max(1, elements(shape) / Math.max(1, shape[0]));
    }

    private static double fanOut(long[] shape) {
        double fan = Math.max(1, shape[0]);
        for (int i = 2; i < shape.length; i++) {
            fan *= shape[i];
        }
        return fan;
    }

    private static long elements(long[] shape) {
        long n = 1;
        for (long s : shape) {
            n *= s;
        }
        return n;
    }
}
