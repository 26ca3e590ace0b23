package org.echelle.analysis;

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

    /** The interval of 1 less the value. */
    public Interval mirrored() {
        return new Interval(1 - high, 1 - low, replicates);
    }

    /** The part of it that a figure of such a range can take. */
    public Interval between(double least, double most) {
        return new Interval(Math.min(most, Math.max(least, low)), Math.max(least, Math.min(most, high)), replicates);
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
        double[] good = new double[replicates.length];
        int n = 0;
        for (double r : replicates) {
            if (Double.isFinite(r)) {
                good[n++] = r;
            }
        }
        if (n < 2) {
            return none(value);
        }
        double tail = (1 - confidence) / 2;
        Quantiles.sortTails(good, n, tail);
        return new Interval(Quantiles.sorted(good, n, tail), Quantiles.sorted(good, n, 1 - tail), n);
    }
}
