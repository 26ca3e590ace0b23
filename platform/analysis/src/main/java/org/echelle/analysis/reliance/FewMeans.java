package org.echelle.analysis.reliance;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.commons.statistics.distribution.TDistribution;
import org.echelle.analysis.Interval;
import org.echelle.analysis.Measure;

/**
 * Means over few groups, with Student's interval over the groups' own means: from three films a bootstrap would draw intervals far too narrow.
 * With one group there is no interval, with two it is wide, as it should be. Where all groups are equal, which Student would take for
 * certainty, Wilson's interval of a share stands instead.
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
        double mean = Arrays.stream(means).average().orElseThrow();
        if (n == 1) {
            return Measure.of(mean, n);
        }
        double squares = 0;
        for (double m : means) {
            squares += (m - mean) * (m - mean);
        }
        if (Arrays.stream(means).allMatch(m -> m == means[0])) { // squares may be left of the mean's rounding
            return Measure.of(mean, n, wilson((mean - least) / (most - least), n, least, most));
        }
        double half = TDistribution.of(n - 1).inverseSurvivalProbability(0.025) * Math.sqrt(squares / (n - 1) / n);
        return Measure.of(mean, n, new Interval(mean - half, mean + half, n).between(least, most));
    }

    /**
     * A mean of hits and misses over groups, with Wilson's interval: four hits of four films do not make certainty. A group in which some hit and
     * some miss counts with its share.
     *
     * @param values {@code [n]} from 0 to 1
     * @param groups {@code [n]}
     */
    public static Measure share(double[] values, String[] groups) {
        Measure mean = of(values, groups, 0, 1);
        return mean.defined() ? mean.within(wilson(mean.value(), mean.n(), 0, 1)) : mean;
    }

    /** Wilson's (1927) score interval of a share, stretched over a range. A value in a range varies most where it takes its ends only. */
    private static Interval wilson(double share, long n, double least, double most) {
        double z = 1.959963984540054;
        double centre = (share + z * z / (2 * n)) / (1 + z * z / n);
        double half = z / (1 + z * z / n) * Math.sqrt(share * (1 - share) / n + z * z / (4.0 * n * n));
        double range = most - least;
        return new Interval(least + range * (centre - half), least + range * (centre + half), (int) n)
                .between(least, most);
    }
}
