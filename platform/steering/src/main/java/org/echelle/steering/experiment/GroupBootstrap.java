package org.echelle.steering.experiment;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;
import org.echelle.analysis.Interval;

/**
 * Means over samples and their bootstrap replicates: groups are drawn with replacement, as many as there are, and all statistics see
 * the same draws, so that differences are paired.
 */
final class GroupBootstrap {
    /** One mean: its value and its replicates, NaN where a draw holds none of its samples. */
    record Mean(double value, double[] replicates, int n) {
        /** {@code this - other}, draw by draw. */
        Mean minus(Mean other) {
            double[] difference = new double[replicates.length];
            for (int b = 0; b < difference.length; b++) {
                difference[b] = replicates[b] - other.replicates[b];
            }
            return new Mean(value - other.value, difference, Math.min(n, other.n));
        }

        /** The mean of several, draw by draw. */
        static Mean of(List<Mean> all) {
            double value = 0;
            double[] sum = new double[all.get(0).replicates.length];
            for (Mean m : all) {
                value += m.value / all.size();
                for (int b = 0; b < sum.length; b++) {
                    sum[b] += m.replicates[b] / all.size();
                }
            }
            return new Mean(value, sum, all.get(0).n);
        }

        Estimate estimate(double confidence) {
            return new Estimate(value, Interval.percentile(value, replicates, confidence), n);
        }
    }

    private final int[] groupOf;
    private final int[][] weights;

    /**
     * @param units {@code [sample]} what is drawn together
     * @param replicates number of draws
     */
    GroupBootstrap(List<String> units, int replicates, long seed) {
        Map<String, Integer> numbers = new HashMap<>();
        groupOf = new int[units.size()];
        for (int i = 0; i < groupOf.length; i++) {
            groupOf[i] = numbers.computeIfAbsent(units.get(i), u -> numbers.size());
        }
        int groups = numbers.size();
        SplittableRandom random = new SplittableRandom(seed);
        List<int[]> drawn = new ArrayList<>();
        for (int b = 0; b < replicates; b++) {
            int[] w = new int[groups];
            for (int g = 0; g < groups; g++) {
                w[random.nextInt(groups)]++;
            }
            drawn.add(w);
        }
        weights = drawn.toArray(new int[0][]);
    }

    /** The mean of a value over those samples that are wanted. */
    Mean mean(IntPredicate wanted, IntToDoubleFunction value) {
        int groups = weights.length == 0 ? 0 : weights[0].length;
        double[] sums = new double[groups];
        int[] counts = new int[groups];
        double sum = 0;
        int n = 0;
        for (int i = 0; i < groupOf.length; i++) {
            if (wanted.test(i)) {
                double v = value.applyAsDouble(i);
                sum += v;
                n++;
                if (groups > 0) {
                    sums[groupOf[i]] += v;
                    counts[groupOf[i]]++;
                }
            }
        }
        double[] replicates = new double[weights.length];
        for (int b = 0; b < replicates.length; b++) {
            double s = 0;
            long c = 0;
            for (int g = 0; g < groups; g++) {
                s += weights[b][g] * sums[g];
                c += (long) weights[b][g] * counts[g];
            }
            replicates[b] = c == 0 ? Double.NaN : s / c;
        }
        return new Mean(n == 0 ? Double.NaN : sum / n, replicates, n);
    }
}
