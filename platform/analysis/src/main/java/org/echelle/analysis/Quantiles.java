package org.echelle.analysis;

import java.util.Arrays;

/** Quantiles of sorted values, linear between order statistics (Hyndman and Fan 1996, type 7). */
final class Quantiles {
    private Quantiles() {}

    static double sorted(double[] sorted, double share) {
        return sorted(sorted, sorted.length, share);
    }

    /** The quantile of the first {@code n} values. */
    static double sorted(double[] sorted, int n, double share) {
        double at = share * (n - 1);
        int below = (int) Math.floor(at);
        int above = Math.min(below + 1, n - 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }

    /**
     * Puts those of the first {@code n} values in place that the quantiles of both tails need: as if all were sorted, at a fraction
     * of the cost when the tails are short.
     */
    static void sortTails(double[] values, int n, double tail) {
        // One more than the order statistic above, for the rounding of share * (n - 1).
        int ends = (int) (tail * n) + 3;
        if (4 * ends >= n) {
            Arrays.sort(values, 0, n);
            return;
        }
        int last = n - ends;
        lowestFirst(values, 0, n, ends);
        highestLast(values, ends, n, last);
    }

    /** Insertion into the sorted values from {@code from} to {@code ends - 1}; what falls out stays behind them. */
    private static void lowestFirst(double[] values, int from, int to, int ends) {
        Arrays.sort(values, from, ends);
        for (int i = ends; i < to; i++) {
            double v = values[i];
            if (v < values[ends - 1]) {
                values[i] = values[ends - 1];
                int at = ends - 1;
                while (at > from && v < values[at - 1]) {
                    values[at] = values[at - 1];
                    at--;
                }
                values[at] = v;
            }
        }
    }

    private static void highestLast(double[] values, int from, int to, int last) {
        Arrays.sort(values, last, to);
        for (int i = last - 1; i >= from; i--) {
            double v = values[i];
            if (v > values[last]) {
                values[i] = values[last];
                int at = last;
                while (at + 1 < to && v > values[at + 1]) {
                    values[at] = values[at + 1];
                    at++;
                }
                values[at] = v;
            }
        }
    }
}
