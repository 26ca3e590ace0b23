package org.echelle.analysis.time;

import java.util.Arrays;
import java.util.Optional;
import org.echelle.analysis.GroupBootstrap;
import org.echelle.analysis.PoissonWeights;

/**
 * Lives of features from where they are active. Replicates draw whole groups by name, as {@link GroupBootstrap} does, with the rows of
 * each step counted anew in each replicate. A feature costs its active rows, and then {@code replicates} additions for every pair of a
 * group and a step in which it is active; memory is {@code groups * steps} numbers and {@code replicates * groups} bytes.
 */
public final class FeatureLives {
    private final int[] stepOfRow;
    private final int[] groupOfRow;
    private final int steps;
    private final double confidence;
    private final long[] rows;
    /** {@code [replicates][groups]}; none where there is one group only. */
    private final byte[][] weights;
    /** {@code [replicates][steps]} */
    private final double[][] drawnRows;

    private final double[] cells;
    private final int[] touched;

    /**
     * @param stepOfRow {@code [rows]} place in the list of steps; below 0 for rows that take no part
     * @param groupOfRow {@code [rows]} place in {@code groups}
     * @param groups names
     * @param steps how many
     * @param draws of groups
     */
    public FeatureLives(int[] stepOfRow, int[] groupOfRow, String[] groups, int steps, GroupBootstrap draws) {
        this.stepOfRow = stepOfRow;
        this.groupOfRow = groupOfRow;
        this.steps = steps;
        this.confidence = draws.confidence();
        this.rows = new long[steps];
        long[] counts = new long[Math.multiplyExact(Math.max(1, groups.length), steps)];
        for (int r = 0; r < stepOfRow.length; r++) {
            if (stepOfRow[r] >= 0) {
                rows[stepOfRow[r]]++;
                counts[groupOfRow[r] * steps + stepOfRow[r]]++;
            }
        }
        int replicates = groups.length > 1 ? draws.replicates() : 0;
        weights = new byte[replicates][groups.length];
        drawnRows = new double[replicates][steps];
        int[] drawn = new int[replicates];
        for (int g = 0; g < groups.length && replicates > 0; g++) {
            PoissonWeights.draw(groups[g], draws.seed(), drawn);
            for (int b = 0; b < replicates; b++) {
                weights[b][g] = (byte) drawn[b];
                for (int t = 0; t < steps; t++) {
                    drawnRows[b][t] += (double) drawn[b] * counts[g * steps + t];
                }
            }
        }
        cells = new double[counts.length];
        touched = new int[counts.length];
    }

    /**
     * A feature's life; empty where it is active on no row that takes part.
     *
     * @param row where it is active
     * @param value how much, above 0
     */
    public Optional<FeatureLife> of(int feature, int[] row, float[] value) {
        double[] sums = new double[steps];
        long[] active = new long[steps];
        int used = 0;
        for (int i = 0; i < row.length; i++) {
            int t = stepOfRow[row[i]];
            if (t >= 0) {
                sums[t] += value[i];
                active[t]++;
                int cell = groupOfRow[row[i]] * steps + t;
                if (cells[cell] == 0) {
                    touched[used++] = cell;
                }
                cells[cell] += value[i];
            }
        }
        if (used == 0) {
            return Optional.empty();
        }
        float[] mean = new float[steps];
        float[] share = new float[steps];
        double[] means = new double[steps];
        for (int t = 0; t < steps; t++) {
            means[t] = rows[t] == 0 ? 0 : sums[t] / rows[t];
            mean[t] = (float) means[t];
            share[t] = rows[t] == 0 ? 0 : (float) ((double) active[t] / rows[t]);
        }
        int[] moments = moments(means);
        int[][] drawn = replicates(used);
        for (int i = 0; i < used; i++) {
            cells[touched[i]] = 0;
        }
        return Optional.of(new FeatureLife(
                feature, mean, share, moment(moments, drawn, 0), moment(moments, drawn, 1), moment(moments, drawn, 2)));
    }

    /** {@code [usable replicates][birth, peak, death]}. */
    private int[][] replicates(int used) {
        int[][] all = new int[weights.length][];
        int usable = 0;
        double[] sums = new double[steps];
        for (int b = 0; b < weights.length; b++) {
            Arrays.fill(sums, 0);
            for (int i = 0; i < used; i++) {
                sums[touched[i] % steps] += weights[b][touched[i] / steps] * cells[touched[i]];
            }
            double any = 0;
            for (int t = 0; t < steps; t++) {
                sums[t] = drawnRows[b][t] == 0 ? 0 : sums[t] / drawnRows[b][t];
                any += sums[t];
            }
            if (any > 0) {
                all[usable++] = moments(sums);
            }
        }
        return Arrays.copyOf(all, usable);
    }

    /** Birth, peak and death of a curve that is above 0 somewhere. */
    static int[] moments(double[] mean) {
        int peak = 0;
        for (int t = 1; t < mean.length; t++) {
            if (mean[t] > mean[peak]) {
                peak = t;
            }
        }
        int birth = peak;
        int death = peak;
        for (int t = 0; t < mean.length; t++) {
            if (2 * mean[t] >= mean[peak]) {
                birth = Math.min(birth, t);
                death = Math.max(death, t);
            }
        }
        return new int[] {birth, peak, death};
    }

    private FeatureLife.Moment moment(int[] moments, int[][] drawn, int which) {
        if (drawn.length < 2) {
            return new FeatureLife.Moment(moments[which], moments[which], moments[which], false);
        }
        int[] sorted = Arrays.stream(drawn).mapToInt(m -> m[which]).sorted().toArray();
        int out = (int) Math.floor((1 - confidence) / 2 * sorted.length);
        return new FeatureLife.Moment(moments[which], sorted[out], sorted[sorted.length - 1 - out], true);
    }
}
