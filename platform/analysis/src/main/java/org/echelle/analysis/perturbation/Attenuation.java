package org.echelle.analysis.perturbation;

import org.echelle.analysis.AnalysisException;

/**
 * APP, attenuation via posterior probabilities (after Fereidouni et al., arXiv 2508.15094): a feature is weakened by as much as its
 * activation speaks for a concept, instead of being set to 0 wherever it is active:
 *
 * <pre>z' = z (1 - P(c | z)),   P(c | z) = pi_c f_c(z) / (pi_c f_c(z) + pi_o f_o(z))</pre>
 *
 * Codes have a point mass at 0, so each class has a probability of silence and a Gaussian over positive activations; at 0 the masses are
 * compared, above it the densities times the chance to be active. The variance of a class is at least a thousandth of the squared largest
 * activation's, so that a class seen once does not get an infinite density. Only its abstract could be read of the paper; the estimator
 * is ours.
 */
public final class Attenuation {
    private final double prior;
    private final double[] active;
    private final double[] mean;
    private final double[] variance;

    private Attenuation(double prior, double[] active, double[] mean, double[] variance) {
        this.prior = prior;
        this.active = active;
        this.mean = mean;
        this.variance = variance;
    }

    /**
     * Learns the two distributions.
     *
     * @param z {@code [samples]} a feature's activations, zeros included
     * @param y {@code [samples]} whether the concept is there; both values occur
     */
    public static Attenuation fit(double[] z, boolean[] y) {
        double[] n = new double[2];
        double[] firing = new double[2];
        double[] sum = new double[2];
        double[] square = new double[2];
        double largest = 0;
        for (int i = 0; i < z.length; i++) {
            int side = y[i] ? 0 : 1;
            n[side]++;
            if (z[i] > 0) {
                firing[side]++;
                sum[side] += z[i];
                square[side] += z[i] * z[i];
                largest = Math.max(largest, z[i]);
            }
        }
        if (n[0] == 0 || n[1] == 0) {
            throw new AnalysisException("A posterior needs samples with and without the concept, and there are "
                    + (long) n[0] + " and " + (long) n[1] + ".");
        }
        double[] mean = new double[2];
        double[] variance = new double[2];
        for (int side = 0; side < 2; side++) {
            if (firing[side] > 0) {
                mean[side] = sum[side] / firing[side];
                variance[side] = square[side] / firing[side] - mean[side] * mean[side];
            }
            variance[side] = Math.max(variance[side], 1e-3 * largest * largest);
        }
        return new Attenuation(n[0] / z.length, new double[] {firing[0] / n[0], firing[1] / n[1]}, mean, variance);
    }

    /** P(c | z), from 0 to 1; the prior where neither class could have given the activation. */
    public double posterior(double z) {
        double with;
        double without;
        if (z <= 0) {
            with = prior * (1 - active[0]);
            without = (1 - prior) * (1 - active[1]);
        } else {
            // In logarithms: both densities may be too small to be written.
            double a = Math.log(prior * active[0]) + logDensity(z, 0);
            double b = Math.log((1 - prior) * active[1]) + logDensity(z, 1);
            if (a == Double.NEGATIVE_INFINITY && b == Double.NEGATIVE_INFINITY) {
                return prior;
            }
            return 1 / (1 + Math.exp(b - a));
        }
        return with + without == 0 ? prior : with / (with + without);
    }

    private double logDensity(double z, int side) {
        return variance[side] == 0
                ? 0
                : -(z - mean[side]) * (z - mean[side]) / (2 * variance[side]) - Math.log(variance[side]) / 2;
    }

    /** The weakened activation. */
    public double attenuated(double z) {
        return z * (1 - posterior(z));
    }
}
