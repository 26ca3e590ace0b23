package org.echelle.report;

import java.util.List;

/**
 * Reconstruction and sparsity of a dictionary.
 *
 * @param split which rows, such as {@code "held-out 20 % of samples"}
 * @param rows number of rows that FVU and L0 were measured on
 * @param fvu fraction of variance unexplained: a single ratio of sums over all rows
 * @param l0 mean number of active features a row
 * @param densityRows number of rows that {@code counts} were counted over
 * @param counts {@code [feature]}, rows on which each feature is active; 0 means dead over {@code densityRows} rows
 * @param others the same for baselines; may be empty
 */
public record Evaluation(
        String split, long rows, double fvu, double l0, long densityRows, long[] counts, List<Reconstruction> others) {
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
     * @param note what it is, in a phrase
     */
    public record Reconstruction(String name, double fvu, double l0, String note) {}
}
