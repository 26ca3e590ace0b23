package org.echelle.report;

import java.util.List;
import org.echelle.analysis.Interval;

/**
 * Reconstruction and sparsity of a dictionary.
 *
 * @param split which rows, such as {@code "held-out 20 % of samples"}
 * @param rows number of rows that FVU and L0 were measured on
 * @param fvu fraction of variance unexplained: a single ratio of sums over all rows
 * @param l0 mean number of active features a row
 * @param densityRows number of rows that {@code counts} were counted over
 * @param counts {@code [feature]}, rows on which each feature is active; 0 means dead over {@code densityRows} rows
 * @param intervals where figures lie
 * @param others the same for baselines; may be empty
 */
public record Evaluation(
        String split,
        long rows,
        double fvu,
        double l0,
        long densityRows,
        long[] counts,
        Intervals intervals,
        List<Reconstruction> others) {
    /** By bootstrap over groups; unknown ones are not shown. */
    public record Intervals(Interval fvu, Interval l0, Interval dead, Interval dense) {
        /** Nothing was drawn. */
        public static final Intervals NONE =
                new Intervals(Interval.none(0), Interval.none(0), Interval.none(0), Interval.none(0));
    }

    public Evaluation {
        others = List.copyOf(others);
    }

    /** Number of features that were never active. */
    public long dead() {
        long dead = 0;
        for (long count : counts) {
            dead += count == 0 ? 1 : 0;
        }
        return dead;
    }

    /** Share of features that were never active, from 0 to 1. */
    public double deadShare() {
        return counts.length == 0 ? 0 : dead() / (double) counts.length;
    }

    /**
     * How well another code of the same rows reconstructs them.
     *
     * @param name such as {@code PCA}
     * @param fvu fraction of variance unexplained, on the same rows
     * @param l0 mean number of active units a row
     * @param fvuInterval and {@code l0Interval} where they lie; unknown ones are not shown
     * @param note what it is, in a phrase
     */
    public record Reconstruction(
            String name, double fvu, double l0, Interval fvuInterval, Interval l0Interval, String note) {}
}
