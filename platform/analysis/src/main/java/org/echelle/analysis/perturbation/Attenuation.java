package org.echelle.analysis.perturbation;

import org.echelle.analysis.AnalysisException;

/**
 * APP, attenuation via posterior probabilities (after Fereidouni et al., arXiv 2508.15094): a feature is weakened by as much as its
 * activation speaks for a concept, instead of being set to 0 wherever it is active:
 *
 * <pre>z' = z (1 - P(c | z)),   P(c | z) = pi_c f_c(z) / (pi_c f_c(z) + pi_o f_o(z))</pre>
 *
 * Codes have a point mass at 0, so each class has a probability of silence and a Gaussian over positive activations; at 0 the masses are
 * compared, above it the densities times the chance to be active. The variance of a class is at least a thousandth of the larger mean
 * square of what fired, so that a class seen once does not get an infinite density. Only its abstract could be read of the paper; the
 * estimator is ours.
 */
public final class Attenuation {
    private static final double LEAST = 1e-3;

    private final double prior;
    private final double[] active;
    private final double[] mean;
    private final double[] variance;

    /**
     * What is known of a feature on one side.
     *
     * @param n observations
     * @param fired of these with an activation above 0
     * @param sum of the activations
     * @param squares sum of their squares
     */
    public record Sums(double n, double fired, double sum, double squares) {
        double meanSquare() {
            return fired == 0 ? 0 : squares / fired;
        }
    }

    private Attenuation(double prior, double[] active, double[] mean, double[] variance) {
        this.prior = prior;
        this.active = active;
        this.mean = mean;
        this.variance = variance;
    }

    /**
     * From sums over observations, so that memory does not grow with them.
     *
     * @param with the concept
     * @param without it
     * @throws AnalysisException when one side has no observations
     */
    public static Attenuation of(Sums with, Sums without) {
        if (with.n() == 0 || without.n() == 0) {
            throw new AnalysisException("A posterior needs samples with and without the concept, and there are "
                    + (long) with.n() + " and " + (long) without.n() + ".");
        }
        Sums[] sides = {with, without};
        double least = LEAST * Math.max(with.meanSquare(), without.meanSquare());
        double[] active = new double[2];
        double[] mean = new double[2];
        double[] variance = new double[2];
        for (int side = 0; side < 2; side++) {
            Sums s = sides[side];
            active[side] = s.fired() / s.n();
            mean[side] = s.fired() == 0 ? 0 : s.sum() / s.fired();
            variance[side] = Math.max(least, s.meanSquare() - mean[side] * mean[side]);
        }
        return new Attenuation(with.n() / (with.n() + without.n()), active, mean, variance);
    }

    /**
     * Learns the two distributions.
     *
     * @param z {@code [samples]} a feature's activations, zeros included
     * @param y {@code [samples]} whether the concept is there; both values occur
     */
    public static Attenuation fit(double[] z, boolean[] y) {
        double[][] sums = new double[2][4];
        for (int i = 0; i < z.length; i++) {
            double[] side = sums[y[i] ? 0 : 1];
            side[0]++;
            if (z[i] > 0) {
                side[1]++;
                side[2] += z[i];
                side[3] += z[i] * z[i];
            }
        }
        return of(
                new Sums(sums[0][0], sums[0][1], sums[0][2], sums[0][3]),
                new Sums(sums[1][0], sums[1][1], sums[1][2], sums[1][3]));
    }

    /** P(c | z), from 0 to 1; the prior where neither class could have given the activation. */
    public double posterior(double z) {
        if (z <= 0) {
            double with = prior * (1 - active[0]);
            double without = (1 - prior) * (1 - active[1]);
            return with + without == 0 ? prior : with / (with + without);
        }
        // In logarithms: both densities may be too small to be written.
        double a = Math.log(prior * active[0]) + logDensity(z, 0);
        double b = Math.log((1 - prior) * active[1]) + logDensity(z, 1);
        if (a == Double.NEGATIVE_INFINITY && b == Double.NEGATIVE_INFINITY) {
            return prior;
        }
        return 1 / (1 + Math.exp(b - a));
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
