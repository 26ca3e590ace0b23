package org.echelle.analysis;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;

/**
 * Sums over rows, and the same sums in every bootstrap replicate of the rows' groups. A figure that is a function of such sums (a mean, a
 * ratio, a fraction of variance) has the same function of each replicate's sums as its replicates, so that one pass gives its interval:
 * what {@link GroupBootstrap} draws, and no second definition.
 *
 * <p>Memory is {@code replicates * length} numbers and does not grow with rows or groups. Rows of a group that come one behind the other
 * cost {@code length} additions each, and their group {@code replicates * length} multiplications once; a group may come back later.
 */
public final class GroupedSums {
    /** Groups that wait until a replicate is fetched once for all of them. */
    private static final int TOGETHER = 32;

    /** Below this share of what it was taken from, a difference is rounding. */
    private static final double ROUNDING = 1e-12;

    private final GroupBootstrap draws;
    private final int length;
    private final double[] total;
    /** {@code [replicates, length]} */
    private final double[] drawn;

    private final double[][] waiting = new double[TOGETHER][];
    private final int[][] weights = new int[TOGETHER][];
    private int groups;
    private boolean any;
    private boolean several;
    private String first = "";
    private String current = "";

    /**
     * @param length how many sums
     * @param draws of the replicates; none of them, no intervals
     */
    public GroupedSums(int length, GroupBootstrap draws) {
        this.draws = draws;
        this.length = length;
        total = new double[length];
        drawn = new double[Math.multiplyExact(draws.replicates(), length)];
    }

    /**
     * Adds what a row, or some rows, of a group contribute.
     *
     * @param values {@code [length]}
     */
    public void add(String group, double... values) {
        for (int i = 0; i < length; i++) {
            total[i] += values[i];
        }
        if (drawn.length == 0) {
            return;
        }
        if (groups == 0 || !group.equals(current)) {
            begin(group);
        }
        double[] into = waiting[groups - 1];
        for (int i = 0; i < length; i++) {
            into[i] += values[i];
        }
    }

    private void begin(String group) {
        if (groups == TOGETHER) {
            flush();
        }
        if (!any) {
            any = true;
            first = group;
        }
        several |= !group.equals(first);
        current = group;
        if (waiting[groups] == null) {
            waiting[groups] = new double[length];
            weights[groups] = new int[draws.replicates()];
        }
        PoissonWeights.draw(group, draws.seed(), weights[groups]);
        Arrays.fill(waiting[groups], 0);
        groups++;
    }

    private void flush() {
        for (int b = 0; b < draws.replicates(); b++) {
            int at = b * length;
            for (int g = 0; g < groups; g++) {
                int times = weights[g][b];
                if (times > 0) {
                    double[] values = waiting[g];
                    for (int i = 0; i < values.length; i++) {
                        drawn[at + i] += times * values[i];
                    }
                }
            }
        }
        groups = 0;
    }

    /** The sums over all rows. */
    public double[] total() {
        return total.clone();
    }

    /**
     * The interval of a figure; unknown where all rows are of one group, which says nothing of how groups differ.
     *
     * @param value the figure itself
     * @param figure the same as a function of sums; NaN where these do not define it
     */
    public Interval interval(double value, ToDoubleFunction<double[]> figure) {
        flush();
        if (!several) {
            return Interval.none(value);
        }
        double[] values = new double[draws.replicates()];
        for (int b = 0; b < values.length; b++) {
            values[b] = figure.applyAsDouble(Arrays.copyOfRange(drawn, b * length, (b + 1) * length));
        }
        return Interval.percentile(value, values, draws.confidence());
    }

    /**
     * What is left of a sum of squares without that of the mean, {@code sum x^2 - |sum x|^2 / n}; 0 where that is only rounding. Sums are
     * best taken from some point near the mean.
     *
     * @param squares sum of squares
     * @param ofMean squared sum, over n
     */
    public static double deviation(double squares, double ofMean) {
        double left = squares - ofMean;
        return left > ROUNDING * squares ? left : 0;
    }

    /** Whether anything is drawn, so that sums are worth making. */
    boolean draws() {
        return drawn.length > 0;
    }
}
