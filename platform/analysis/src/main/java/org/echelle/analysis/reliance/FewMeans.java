package org.echelle.analysis.reliance;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.commons.statistics.distribution.TDistribution;
import org.echelle.analysis.Interval;
import org.echelle.analysis.Measure;

/**
 * Means over few groups, with Student's interval over the groups' own means: from three films a bootstrap would draw intervals far too narrow.
 * With one group there is no interval, with two it is wide, as it should be.
 */
public final class FewMeans {
    private FewMeans() {}

    /**
     * A mean over groups.
     *
     * @param values {@code [n]}
     * @param groups {@code [n]} what belongs together, such as a patient; a group counts once, with its own mean
     * @param least smallest possible value, to which the interval is cut
     * @param most largest possible value
     * @return the mean; its n is the number of groups
     */
    public static Measure of(double[] values, String[] groups, double least, double most) {
        Map<String, double[]> sums = new LinkedHashMap<>();
        for (int i = 0; i < values.length; i++) {
            double[] s = sums.computeIfAbsent(groups[i], g -> new double[2]);
            s[0] += values[i];
            s[1]++;
        }
        int n = sums.size();
        if (n == 0) {
            return Measure.undefined("there is no sample to average over");
        }
        double[] means = sums.values().stream().mapToDouble(s -> s[0] / s[1]).toArray();
        double mean = java.util.Arrays.stream(means).average().orElseThrow();
        if (n == 1) {
            return Measure.of(mean, n);
        }
        double squares = 0;
        for (double m : means) {
            squares += (m - mean) * (m - mean);
        }
        double half = TDistribution.of(n - 1).inverseSurvivalProbability(0.025) * Math.sqrt(squares / (n - 1) / n);
        return Measure.of(mean, n, new Interval(mean - half, mean + half, n).between(least, most));
    }
}
