package org.echelle.analysis.comparison;

import org.echelle.analysis.AnalysisException;
import org.echelle.analysis.Cosines;
import org.echelle.analysis.samples.PooledCodes;

/** How alike each feature of one dictionary is to each of another, from -1 to 1, some rows at a time. */
public interface Likeness {
    /** Features of the first. */
    int first();

    /** Features of the second. */
    int second();

    /** Rows {@code from} to {@code to}, exclusive: {@code [to - from, second]}. */
    float[] rows(int from, int to);

    /**
     * Cosines of decoder directions, for dictionaries of the same space.
     *
     * @param a {@code [n, width]}
     * @param b {@code [m, width]}
     */
    static Likeness ofDirections(float[] a, float[] b, int width) {
        if (width < 1 || a.length % width != 0 || b.length % width != 0) {
            throw new AnalysisException("Directions of width " + width + " cannot have " + a.length + " and " + b.length
                    + " numbers in all.");
        }
        Cosines cosines = new Cosines(a, b, width);
        return new Likeness() {
            @Override
            public int first() {
                return a.length / width;
            }

            @Override
            public int second() {
                return b.length / width;
            }

            @Override
            public float[] rows(int from, int to) {
                return cosines.rows(from, to);
            }
        };
    }

    /**
     * Pearson's correlations of pooled activations over the same samples; 0 with a feature that is constant.
     *
     * @param a and {@code b}: the same samples in the same order
     */
    static Likeness ofActivations(PooledCodes a, PooledCodes b) {
        return new ActivationLikeness(a, b);
    }
}
