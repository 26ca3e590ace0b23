package org.echelle.runs;

import java.util.Map;

/**
 * What was measured of variants and not learnt from.
 *
 * @param byLetters by sequence
 * @param sorted all of it, rising
 */
record MeasuredVariants(Map<String, Double> byLetters, double[] sorted) {
    /** NaN where a sequence was not measured. */
    double of(String letters) {
        return byLetters.getOrDefault(letters, Double.NaN);
    }

    /** Share of all that lies below, ties counted half, in percent. */
    double percentile(double value) {
        double below = 0;
        for (double v : sorted) {
            below += v < value ? 1 : v == value ? 0.5 : 0;
        }
        return 100 * below / sorted.length;
    }
}
