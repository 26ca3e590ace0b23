package org.echelle.analysis.perturbation;

import java.util.Arrays;
import java.util.Comparator;
import org.echelle.analysis.AnalysisException;
import org.echelle.analysis.samples.SampleMatrix;

/**
 * What features do to a linear probe. Taking feature j away from a sample, with the dictionary's error kept, changes the activation by
 * {@code -z_j w_j} and the log-odds of a probe with weights p by {@code -z_j <w_j, p>}: exactly, so that no forward pass is needed.
 *
 * <p>A feature's effect on a class is {@code e_j = (mean of z_j with the class - mean without) <w_j, p>} (SAEBench).
 */
public final class Effects {
    private Effects() {}

    /**
     * The gains {@code <w_j, p_c>}.
     *
     * @param decoder {@code [n, d]}
     * @param weights {@code [classes][d]} of the probes
     * @return {@code [n][classes]}
     */
    public static double[][] gains(float[] decoder, double[][] weights) {
        int d = weights[0].length;
        if (decoder.length % d != 0) {
            throw new AnalysisException(
                    "Directions of " + decoder.length + " numbers do not fit probes of width " + d + ".");
        }
        double[][] gains = new double[decoder.length / d][weights.length];
        for (int j = 0; j < gains.length; j++) {
            for (int c = 0; c < weights.length; c++) {
                double sum = 0;
                for (int i = 0; i < d; i++) {
                    sum += decoder[j * d + i] * weights[c][i];
                }
                gains[j][c] = sum;
            }
        }
        return gains;
    }

    /** Difference of each feature's means between samples with and without, {@code [n]}; both must occur. */
    public static double[] differences(SampleMatrix z, boolean[] y) {
        int with = 0;
        for (boolean one : y) {
            with += one ? 1 : 0;
        }
        if (with == 0 || with == y.length) {
            throw new AnalysisException("Effects need samples with and without the concept, and there are " + with
                    + " and " + (y.length - with) + ".");
        }
        double[] difference = new double[z.columns()];
        int positives = with;
        for (int j = 0; j < difference.length; j++) {
            double[] sum = new double[2];
            z.each(j, (s, v) -> sum[y[s] ? 0 : 1] += v);
            difference[j] = sum[0] / positives - sum[1] / (y.length - positives);
        }
        return difference;
    }

    /** The features of greatest value, at most {@code most}, those at or below 0 left out; the lower number among equals. */
    public static int[] greatest(double[] values, int most) {
        Integer[] order = new Integer[values.length];
        Arrays.setAll(order, j -> j);
        Arrays.sort(order, Comparator.comparingDouble((Integer j) -> -values[j]).thenComparingInt(j -> j));
        return Arrays.stream(order)
                .filter(j -> values[j] > 0)
                .limit(most)
                .mapToInt(j -> j)
                .toArray();
    }

    /**
     * Log-odds of one probe with features taken away.
     *
     * @param logits {@code [samples]} before
     * @param gain {@code [n]} of that probe
     */
    public static double[] without(double[] logits, SampleMatrix z, double[] gain, int[] features) {
        double[] after = logits.clone();
        for (int j : features) {
            z.each(j, (s, v) -> after[s] -= v * gain[j]);
        }
        return after;
    }

    static double[] column(double[][] matrix, int c) {
        double[] column = new double[matrix.length];
        for (int i = 0; i < column.length; i++) {
            column[i] = matrix[i][c];
        }
        return column;
    }

    /** 1 where the answer is right, {@code [samples]}. */
    static double[] right(double[] logits, boolean[] y) {
        double[] right = new double[y.length];
        for (int i = 0; i < y.length; i++) {
            right[i] = logits[i] > 0 == y[i] ? 1 : 0;
        }
        return right;
    }

    static double accuracy(double[] logits, boolean[] y) {
        int right = 0;
        for (int i = 0; i < y.length; i++) {
            right += logits[i] > 0 == y[i] ? 1 : 0;
        }
        return right / (double) y.length;
    }
}
