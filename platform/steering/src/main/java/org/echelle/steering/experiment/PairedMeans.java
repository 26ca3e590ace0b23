package org.echelle.steering.experiment;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;
import org.echelle.analysis.GroupBootstrap;
import org.echelle.analysis.Interval;
import org.echelle.analysis.PoissonWeights;

/**
 * Means over samples with all their bootstrap replicates, so that differences of means, and means of means, have the replicates that are
 * theirs. The draws are those of {@link GroupBootstrap}, as everywhere.
 */
final class PairedMeans {
    /** One mean: its value and its replicates, NaN where a draw holds none of its samples, or where all of them are of one group. */
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
    private final int[][] weights; // [group][replicate]
    private final int replicates;

    /** @param units {@code [sample]} what is drawn together */
    PairedMeans(List<String> units, GroupBootstrap draws) {
        Map<String, Integer> numbers = new LinkedHashMap<>();
        groupOf = new int[units.size()];
        for (int i = 0; i < groupOf.length; i++) {
            groupOf[i] = numbers.computeIfAbsent(units.get(i), u -> numbers.size());
        }
        weights = new int[numbers.size()][draws.replicates()];
        numbers.forEach((unit, at) -> PoissonWeights.draw(unit, draws.seed(), weights[at]));
        replicates = draws.replicates();
    }

    /** The mean of a value over those samples that are wanted. */
    Mean mean(IntPredicate wanted, IntToDoubleFunction value) {
        double[] sums = new double[weights.length];
        int[] counts = new int[weights.length];
        double sum = 0;
        int n = 0;
        int held = 0;
        for (int i = 0; i < groupOf.length; i++) {
            if (wanted.test(i)) {
                double v = value.applyAsDouble(i);
                sum += v;
                n++;
                sums[groupOf[i]] += v;
                held += counts[groupOf[i]]++ == 0 ? 1 : 0;
            }
        }
        double[] drawn = new double[replicates];
        for (int b = 0; b < replicates; b++) {
            double s = 0;
            long c = 0;
            for (int g = 0; g < weights.length; g++) {
                s += weights[g][b] * sums[g];
                c += (long) weights[g][b] * counts[g];
            }
            // one group alone says nothing of how groups differ
            drawn[b] = c == 0 || held < 2 ? Double.NaN : s / c;
        }
        return new Mean(n == 0 ? Double.NaN : sum / n, drawn, n);
    }
}
