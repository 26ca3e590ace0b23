package org.echelle.runs;

import java.util.Arrays;

/** Probabilities of a run of logits; the largest is taken off first, so that none overflows. */
public final class Softmax {
    private Softmax() {}

    /**
     * {@code exp(x_k) / sum_j exp(x_j)} over {@code count} logits from {@code from} on.
     *
     * @return one a logit
     */
    public static double[] probabilities(float[] logits, int from, int count) {
        double[] p = belowLargest(logits, from, count);
        Arrays.setAll(p, k -> Math.exp(p[k]));
        double sum = Arrays.stream(p).reduce(0, Double::sum);
        Arrays.setAll(p, k -> p[k] / sum);
        return p;
    }

    /** The natural logarithms of those {@link #probabilities}, exact where a probability is too small for a number of its own. */
    public static double[] logProbabilities(float[] logits, int from, int count) {
        double[] x = belowLargest(logits, from, count);
        double sum = Arrays.stream(x).map(Math::exp).reduce(0, Double::sum);
        Arrays.setAll(x, k -> x[k] - Math.log(sum));
        return x;
    }

    private static double[] belowLargest(float[] logits, int from, int count) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < count; k++) {
            largest = Math.max(largest, logits[from + k]);
        }
        double[] x = new double[count];
        for (int k = 0; k < count; k++) {
            x[k] = logits[from + k] - largest;
        }
        return x;
    }
}
