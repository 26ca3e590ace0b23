package org.echelle.steering.experiment;

import java.util.function.IntToDoubleFunction;

/**
 * How often and how strongly features fire.
 *
 * @param rate {@code [feature]} share of rows on which it fires
 * @param mean {@code [feature]} mean activation where it fires
 */
public record FeatureRates(double[] rate, double[] mean) {
    /** From two functions of a feature. */
    public static FeatureRates of(int features, IntToDoubleFunction rate, IntToDoubleFunction mean) {
        double[] r = new double[features];
        double[] m = new double[features];
        for (int j = 0; j < features; j++) {
            r[j] = rate.applyAsDouble(j);
            m[j] = mean.applyAsDouble(j);
        }
        return new FeatureRates(r, m);
    }

    /** Distance of two features: by how many doublings rate and mean activation differ, as a length; infinite for silent ones. */
    double distance(int a, int b) {
        if (rate[a] <= 0 || rate[b] <= 0 || mean[a] <= 0 || mean[b] <= 0) {
            return Double.POSITIVE_INFINITY;
        }
        return Math.hypot(log2(rate[a] / rate[b]), log2(mean[a] / mean[b]));
    }

    static double log2(double x) {
        return Math.log(x) / Math.log(2);
    }
}
