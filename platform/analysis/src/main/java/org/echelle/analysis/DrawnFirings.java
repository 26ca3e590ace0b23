package org.echelle.analysis;

/**
 * How often each feature fires in each bootstrap replicate of the rows' groups, for shares of features. Memory: 4 bytes for each living
 * feature and replicate, at most {@link #MOST} of them, whatever the number of rows.
 */
final class DrawnFirings {
    private static final int MOST_REPLICATES = 200;
    private static final int MOST = 1 << 24;
    private static final double DENSE = 0.1;

    private final GroupBootstrap draws;
    private final int[][] firings; // a feature's replicates from its first firing on
    private final long[] rows;
    private final int[] weights;
    private final int[] pending;
    private final int[] touched;
    private int touchedCount;
    private int pendingRows;
    private String group = "";
    private String first = "";
    private boolean any;
    private boolean several;

    DrawnFirings(int features, GroupBootstrap draws) {
        this.draws = draws.atMost(Math.min(MOST_REPLICATES, Math.max(2, MOST / Math.max(1, features))));
        firings = new int[features][];
        rows = new long[this.draws.replicates()];
        weights = new int[this.draws.replicates()];
        pending = new int[features];
        touched = new int[features];
    }

    /** A row of this group begins. */
    void row(String of) {
        if (!of.equals(group) && pendingRows > 0) {
            flush();
        }
        if (!any) {
            any = true;
            first = of;
        }
        several |= !of.equals(first);
        group = of;
        pendingRows++;
    }

    /** A feature fires in the row. */
    void fires(int feature) {
        if (pending[feature]++ == 0) {
            touched[touchedCount++] = feature;
        }
    }

    private void flush() {
        PoissonWeights.draw(group, draws.seed(), weights);
        for (int b = 0; b < weights.length; b++) {
            rows[b] += (long) weights[b] * pendingRows;
        }
        for (int t = 0; t < touchedCount; t++) {
            int feature = touched[t];
            if (firings[feature] == null) {
                firings[feature] = new int[weights.length];
            }
            int[] into = firings[feature];
            int times = pending[feature];
            for (int b = 0; b < into.length; b++) {
                into[b] += weights[b] * times;
            }
            pending[feature] = 0;
        }
        touchedCount = 0;
        pendingRows = 0;
    }

    /** Replicates of the share of features that never fire, moved to have the share as their mean; the share itself lies inside. */
    Interval dead(double share) {
        double[] values = shares(0);
        for (int b = 0; b < values.length; b++) {
            values[b] = 1 - values[b];
        }
        GroupBootstrap.centre(values, share);
        Interval moved = interval(share, values);
        return new Interval(
                Math.max(0, Math.min(share, moved.low())),
                Math.min(1, Math.max(share, moved.high())),
                moved.replicates());
    }

    /** Of the share of features that fire on more than a share of the rows. */
    Interval above(double share, double of) {
        return interval(share, shares(of));
    }

    /** Of the share of firings that belong to features above 10 %. */
    Interval ofDense(double share) {
        flush();
        double[] all = new double[rows.length];
        double[] dense = new double[rows.length];
        for (int[] counts : firings) {
            for (int b = 0; counts != null && b < all.length; b++) {
                all[b] += counts[b];
                dense[b] += counts[b] > DENSE * rows[b] ? counts[b] : 0;
            }
        }
        for (int b = 0; b < all.length; b++) {
            dense[b] = all[b] > 0 ? dense[b] / all[b] : Double.NaN;
        }
        return interval(share, dense);
    }

    private double[] shares(double of) {
        flush();
        double[] above = new double[rows.length];
        for (int[] counts : firings) {
            for (int b = 0; counts != null && b < above.length; b++) {
                above[b] += counts[b] > of * rows[b] ? 1 : 0;
            }
        }
        for (int b = 0; b < above.length; b++) {
            above[b] = rows[b] > 0 ? above[b] / Math.max(1, firings.length) : Double.NaN;
        }
        return above;
    }

    private Interval interval(double value, double[] values) {
        return several ? Interval.percentile(value, values, draws.confidence()) : Interval.none(value);
    }
}
