package org.echelle.analysis;

import java.util.Arrays;

/**
 * A confidence interval.
 *
 * @param low lower end
 * @param high upper end
 * @param replicates usable bootstrap replicates behind it; 0 when none was computed, and then both ends are the value itself
 */
public record Interval(double low, double high, int replicates) {
    /** No interval was computed for this value. */
    public static Interval none(double value) {
        return new Interval(value, value, 0);
    }

    /** Whether the ends say anything. */
    public boolean known() {
        return replicates > 0;
    }

    /** Whether a value lies inside. */
    public boolean holds(double value) {
        return low <= value && value <= high;
    }

    /**
     * The percentile interval of bootstrap replicates (linear interpolation between order statistics).
     *
     * @param value the estimate, returned as both ends when fewer than two replicates are usable
     * @param replicates values, NaN where a replicate is undefined; left as they are
     * @param confidence coverage
     */
    public static Interval percentile(double value, double[] replicates, double confidence) {
        double[] good =
                Arrays.stream(replicates).filter(Double::isFinite).sorted().toArray();
        if (good.length < 2) {
            return none(value);
        }
        double tail = (1 - confidence) / 2;
        return new Interval(Quantiles.sorted(good, tail), Quantiles.sorted(good, 1 - tail), good.length);
    }
}
