package org.echelle.analysis.hypotheses;

import java.util.Arrays;
import java.util.stream.IntStream;

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
        return Order.of(values).ranks(weights);
    }

    /**
     * Values in their order, sorted once for any number of weights.
     *
     * @param order {@code [m]} places, values rising
     * @param last {@code [m]} for each place in the order the end of its run of equal values, exclusive
     */
    record Order(int[] order, int[] last) {
        static Order of(double[] values) {
            int[] order = IntStream.range(0, values.length)
                    .boxed()
                    .sorted((a, b) -> Double.compare(values[a], values[b]))
                    .mapToInt(i -> i)
                    .toArray();
            int[] last = new int[order.length];
            for (int from = 0; from < order.length; ) {
                int to = from;
                while (to < order.length && values[order[to]] == values[order[from]]) {
                    to++;
                }
                Arrays.fill(last, from, to, to);
                from = to;
            }
            return new Order(order, last);
        }

        double[] ranks(int[] weights) {
            double[] ranks = new double[order.length];
            double below = 0;
            for (int from = 0; from < order.length; from = last[from]) {
                double weight = 0;
                for (int i = from; i < last[from]; i++) {
                    weight += weights[order[i]];
                }
                for (int i = from; i < last[from]; i++) {
                    ranks[order[i]] = below + (weight + 1) / 2;
                }
                below += weight;
            }
            return ranks;
        }
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
