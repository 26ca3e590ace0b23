package org.echelle.analysis.comparison;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.statistics.distribution.TDistribution;
import org.echelle.analysis.AnalysisException;
import org.echelle.analysis.BenjaminiHochberg;
import org.echelle.analysis.Interval;
import org.echelle.analysis.PoissonWeights;
import org.echelle.analysis.samples.PooledCodes;
import org.echelle.analysis.samples.SampleMatrix;

/**
 * How much more a feature is used in a second set of samples than in a first: {@code D = mean_B(x) - mean_A(x)}, {@code x} being its
 * pooled activation (energy) or whether it fires at all (use).
 *
 * <p>The interval is a percentile bootstrap over groups, drawn by their names: sets that share groups (the same samples through two
 * dictionaries) are drawn together, so that their difference is paired. The p-value is that of {@code t = D / se} on one degree of
 * freedom less than the smaller number of groups, with the groups' own share in D as its unit: {@code se^2 = G / (G - 1) sum_g u_g^2},
 * {@code u_g = sum_{i in g} ((x_iB - m_B) / n_B - (x_iA - m_A) / n_A)} (the sandwich estimate for clustered data). q is
 * Benjamini-Hochberg's over all pairs.
 *
 * <p>{@code delta = 1 / (1 + exp(-D))} in energy is the score of conceptual blindspots (arXiv 2506.19708): with real samples first and
 * generated ones second, below 0.1 a concept is suppressed, above 0.9 exaggerated.
 */
public final class UseShift {
    /** What is averaged. */
    public enum Of {
        /** 1 where the feature is active on the sample. */
        USE,
        /** The pooled activation. */
        ENERGY
    }

    private UseShift() {}

    /**
     * What was found for one pair of features.
     *
     * @param first feature in the first set
     * @param second feature in the second set; the same with one dictionary
     * @param meanFirst mean over the first set's samples
     * @param meanSecond over the second's
     * @param difference second less first
     * @param interval of the difference
     * @param delta {@code 1 / (1 + exp(-difference))}
     * @param p two-sided
     * @param q over all pairs
     */
    public record Shift(
            int first,
            int second,
            double meanFirst,
            double meanSecond,
            double difference,
            Interval interval,
            double delta,
            double p,
            double q) {}

    /**
     * Measures all pairs.
     *
     * @param first {@code [pairs]} features of {@code a}, none twice
     * @param second {@code [pairs]} features of {@code b}, none twice
     * @param replicates bootstrap replicates
     * @throws AnalysisException when a set has fewer than two groups
     */
    public static List<Shift> of(
            PooledCodes a, int[] first, PooledCodes b, int[] second, Of what, int replicates, long seed) {
        if (first.length != second.length) {
            throw new AnalysisException(
                    first.length + " features cannot be compared pair by pair with " + second.length + ".");
        }
        Map<String, Integer> groups = new HashMap<>();
        Set one = new Set(a, first, what, groups, replicates, seed);
        Set two = new Set(b, second, what, groups, replicates, seed);
        one.require("first");
        two.require("second");
        int g = groups.size();
        Clusters clusters = new Clusters(one, two, g);
        double[] p = new double[first.length];
        Interval[] interval = new Interval[first.length];
        for (int i = 0; i < p.length; i++) {
            double difference = two.mean[i] - one.mean[i];
            p[i] = clusters.p(i, difference);
            double[] draws = new double[replicates];
            for (int r = 0; r < replicates; r++) {
                draws[r] = two.replicate(i, r) - one.replicate(i, r);
            }
            interval[i] = Interval.percentile(difference, draws, 0.95);
        }
        double[] q = BenjaminiHochberg.adjust(p);
        List<Shift> shifts = new ArrayList<>();
        for (int i = 0; i < p.length; i++) {
            double difference = two.mean[i] - one.mean[i];
            shifts.add(new Shift(
                    first[i],
                    second[i],
                    one.mean[i],
                    two.mean[i],
                    difference,
                    interval[i],
                    1 / (1 + Math.exp(-difference)),
                    p[i],
                    q[i]));
        }
        return shifts;
    }

    /** Skewness of the deltas (third standardised moment, as the paper tells); 0 where they do not vary. */
    public static double skewness(List<Shift> shifts) {
        double mean = shifts.stream().mapToDouble(Shift::delta).average().orElse(0);
        double second = 0;
        double third = 0;
        for (Shift s : shifts) {
            double d = s.delta() - mean;
            second += d * d / shifts.size();
            third += d * d * d / shifts.size();
        }
        return second > 1e-18 ? third / Math.pow(second, 1.5) : 0;
    }

    /** One side: means, sums in each replicate, sums in each group. */
    private static final class Set {
        private final PooledCodes codes;
        private final int[] groupOf;
        private final Map<Integer, Integer> perGroup = new HashMap<>();
        private final double[] mean;
        private final double[] sums;
        private final double[] totals;
        private final int replicates;
        private final SampleMatrix byFeature;
        private final int[] feature;
        private final boolean use;

        Set(PooledCodes codes, int[] feature, Of what, Map<String, Integer> groups, int replicates, long seed) {
            this.codes = codes;
            this.feature = feature;
            this.replicates = replicates;
            use = what == Of.USE;
            byFeature = codes.byFeature();
            mean = new double[feature.length];
            sums = new double[Math.multiplyExact(feature.length, replicates)];
            totals = new double[replicates];
            groupOf = new int[codes.size()];
            int[] pair = new int[codes.features()];
            Arrays.fill(pair, -1);
            for (int i = 0; i < feature.length; i++) {
                pair[feature[i]] = i;
            }
            int[] weights = new int[replicates];
            for (int s = 0; s < codes.size(); s++) {
                groupOf[s] = groups.computeIfAbsent(codes.group(s), k -> groups.size());
                perGroup.merge(groupOf[s], 1, Integer::sum);
                PoissonWeights.draw(codes.group(s), seed, weights);
                for (int r = 0; r < replicates; r++) {
                    totals[r] += weights[r];
                }
                codes.each(s, (j, v) -> {
                    int i = pair[j];
                    if (i >= 0) {
                        double x = use ? 1 : v;
                        mean[i] += x;
                        for (int r = 0; r < replicates; r++) {
                            sums[i * replicates + r] += weights[r] * x;
                        }
                    }
                });
            }
            for (int i = 0; i < mean.length; i++) {
                mean[i] /= Math.max(1, codes.size());
            }
        }

        void require(String which) {
            if (perGroup.size() < 2) {
                throw new AnalysisException("The " + which + " set has " + codes.size() + " samples in "
                        + perGroup.size() + " group" + (perGroup.size() == 1 ? "" : "s")
                        + "; a difference needs two groups at least on either side.");
            }
        }

        double replicate(int i, int r) {
            return totals[r] > 0 ? sums[i * replicates + r] / totals[r] : Double.NaN;
        }
    }

    /** The variance of a difference over groups, from the groups on which either feature is active. */
    private static final class Clusters {
        private final Set one;
        private final Set two;
        private final int groups;
        private final double[] h;
        private final int[] touched;
        private double aa;
        private double ab;
        private double bb;

        Clusters(Set one, Set two, int groups) {
            this.one = one;
            this.two = two;
            this.groups = groups;
            h = new double[groups];
            touched = new int[groups];
            double na = one.codes.size();
            double nb = two.codes.size();
            for (int g = 0; g < groups; g++) {
                double a = one.perGroup.getOrDefault(g, 0) / na;
                double b = two.perGroup.getOrDefault(g, 0) / nb;
                aa += a * a;
                ab += a * b;
                bb += b * b;
            }
        }

        double p(int i, double difference) {
            int count = add(one, i, -1.0 / one.codes.size(), 0);
            count = add(two, i, 1.0 / two.codes.size(), count);
            double ma = one.mean[i];
            double mb = two.mean[i];
            double squares = mb * mb * bb - 2 * ma * mb * ab + ma * ma * aa;
            for (int t = 0; t < count; t++) {
                int g = touched[t];
                double centre = two.perGroup.getOrDefault(g, 0) * mb / two.codes.size()
                        - one.perGroup.getOrDefault(g, 0) * ma / one.codes.size();
                squares += h[g] * h[g] - 2 * h[g] * centre;
                h[g] = 0;
            }
            double variance = squares * groups / (groups - 1.0);
            // what only rounding keeps from 0
            if (!(variance > 1e-14 * Math.max(difference * difference, 1e-20))) {
                return difference == 0 ? 1 : Double.MIN_NORMAL;
            }
            int freedom = Math.min(one.perGroup.size(), two.perGroup.size()) - 1;
            double t = Math.abs(difference) / Math.sqrt(variance);
            return Math.min(1, 2 * TDistribution.of(freedom).survivalProbability(t));
        }

        private int add(Set set, int i, double factor, int already) {
            int[] count = {already};
            set.byFeature.each(set.feature[i], (s, v) -> {
                int g = set.groupOf[s];
                if (h[g] == 0) {
                    touched[count[0]++] = g;
                }
                // never exactly back to 0, or a group would be listed twice
                h[g] += factor * (set.use ? 1 : v);
                if (h[g] == 0) {
                    h[g] = Double.MIN_NORMAL;
                }
            });
            return count[0];
        }
    }
}
