package org.echelle.analysis;

/** Quantiles of sorted values, linear between order statistics (Hyndman and Fan 1996, type 7). */
final class Quantiles {
    private Quantiles() {}

    static double sorted(double[] sorted, double share) {
        double at = share * (sorted.length - 1);
        int below = (int) Math.floor(at);
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }
}
