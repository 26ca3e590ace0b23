package org.echelle.steering;

import java.util.Arrays;
import java.util.function.Supplier;

/** One size a sample, told once in a pass: the first that is told of it counts. */
final class FirstSizes {
    private double[] known = {};
    private boolean complete;

    /**
     * What is known now.
     *
     * @param more asked only while some sample is unknown; {@code [sample]}, NaN for samples that it cannot tell
     * @return {@code [sample]}, NaN where nothing is known yet
     */
    double[] of(int samples, Supplier<double[]> more) {
        if (known.length != samples) {
            known = new double[samples];
            Arrays.fill(known, Double.NaN);
            complete = false;
        }
        if (!complete) {
            double[] seen = more.get();
            complete = true;
            for (int s = 0; s < samples; s++) {
                known[s] = Double.isNaN(known[s]) ? seen[s] : known[s];
                complete &= !Double.isNaN(known[s]);
            }
        }
        return known;
    }

    /** Whether every sample is known. */
    boolean complete() {
        return complete;
    }

    double[] known() {
        return known.clone();
    }
}
