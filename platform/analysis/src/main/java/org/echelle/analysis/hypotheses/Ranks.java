package org.echelle.analysis.hypotheses;

import java.util.Arrays;

/** Ranks with ties at their middle, and their correlation. */
final class Ranks {
    private Ranks() {}

    /** Ranks from 1, ties sharing the mean of theirs. */
    static double[] of(double[] values) {
        Integer[] order = new Integer[values.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> Double.compare(values[a], values[b]));
        double[] ranks = new double[values.length];
        for (int from = 0; from < order.length; ) {
            int to = from;
            while (to < order.length && values[order[to]] == values[order[from]]) {
                to++;
            }
            for (int i = from; i < to; i++) {
                ranks[order[i]] = (from + to + 1) / 2.0;
            }
            from = to;
        }
        return ranks;
    }

    /** The same with weights: an observation of weight w counts as w equal ones; weight 0 has no rank that matters. */
    static double[] of(double[] values, int[] weights) {
        Integer[] order = new Integer[values.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> Double.compare(values[a], values[b]));
        double[] ranks = new double[values.length];
        double below = 0;
        for (int from = 0; from < order.length; ) {
            int to = from;
            double weight = 0;
            while (to < order.length && values[order[to]] == values[order[from]]) {
                weight += weights[order[to++]];
            }
            for (int i = from; i < to; i++) {
                ranks[order[i]] = below + (weight + 1) / 2;
            }
            below += weight;
            from = to;
        }
        return ranks;
    }

    /** Pearson's correlation with weights; NaN where either is constant. */
    static double correlation(double[] x, double[] y, int[] weights) {
        double n = 0;
        double sx = 0;
        double sy = 0;
        for (int i = 0; i < x.length; i++) {
            n += weights[i];
            sx += weights[i] * x[i];
            sy += weights[i] * y[i];
        }
        double xx = 0;
        double yy = 0;
        double xy = 0;
        for (int i = 0; i < x.length; i++) {
            double dx = x[i] - sx / n;
            double dy = y[i] - sy / n;
            xx += weights[i] * dx * dx;
            yy += weights[i] * dy * dy;
            xy += weights[i] * dx * dy;
        }
        return xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : Double.NaN;
    }
}
