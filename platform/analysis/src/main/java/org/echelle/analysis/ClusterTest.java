package org.echelle.analysis;

import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Is a feature enriched on the sites of a concept, when sites of one sample are not independent?
 *
 * <p>In each sample with known sites both inside and outside the concept, {@code u = inside - firings * m / n}: firings inside
 * less those expected if the sample's firings fell on its {@code n} known sites without regard to the {@code m} inside (the
 * numerator of the Cochran-Mantel-Haenszel score, a weighted difference of the firing rates inside and outside). Under the null
 * each {@code u} has mean 0 whatever the correlation of sites within the sample, so its variance is taken over samples, never
 * from the sites: {@code Z = sum u / sqrt(sum u^2)}, turned into Student's t with {@code n - 1} degrees of freedom over the
 * {@code n} samples with {@code u != 0}. A self-normalised sum of {@code n} terms never exceeds {@code sqrt(n)}, and by flipping
 * signs no outcome is rarer than {@code 2^-n}; p is not allowed below that. A sum at or below 0 is read off the same curve, from
 * one half up: the sum is added in the order of the samples, and where it is 0 but for rounding, p must not jump with its sign.
 */
final class ClusterTest {
    private ClusterTest() {}

    /**
     * @param sum sum of u
     * @param squares sum of u squared
     * @param samples samples with u not 0
     * @param designEffect samples per independent group, at least 1: so many samples count as one
     * @return one-sided p, above 0
     */
    static double p(double sum, double squares, int samples, double designEffect) {
        double independent = samples / designEffect;
        if (independent < 2 || !(squares > 0)) {
            return 1;
        }
        double z2 = Math.min(sum * sum / squares / designEffect, independent);
        double least = Math.pow(2, -independent);
        double rest = independent - z2;
        if (!(rest > 1e-12 * independent)) {
            return sum > 0 ? least : 1;
        }
        double t = Math.copySign(Math.sqrt(z2 * (independent - 1) / rest), sum);
        return Math.max(least, TDistribution.of(independent - 1).survivalProbability(t));
    }
}
