package org.echelle.analysis.matching;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.echelle.analysis.AnalysisException;
import org.echelle.analysis.samples.PooledCodes;

/** How alike each feature of one dictionary is to each of another, from -1 to 1, some rows at a time. */
public interface Likeness {
    /** Rows at a time that keep memory small beside a dictionary. */
    int CHUNK = 256;

    /**
     * Two features that are alike.
     *
     * @param first feature of the first
     * @param second feature of the second
     * @param likeness of the two
     */
    record Partner(int first, int second, float likeness) {}

    /** Features of the first. */
    int first();

    /** Features of the second. */
    int second();

    /** Rows {@code from} to {@code to}, exclusive: {@code [to - from, second]}. */
    float[] rows(int from, int to);

    /**
     * For each feature of the second the one of the first that is most like it (many to one), as Lan et al. (arXiv 2410.06981) pair
     * features before they compare spaces.
     *
     * @param least likeness that a pair must be above, such as 0.1
     * @return rising by feature of the second; those without a partner are left out
     */
    default List<Partner> partners(double least) {
        int[] best = new int[second()];
        float[] most = new float[second()];
        Arrays.fill(best, -1);
        Arrays.fill(most, (float) least);
        for (int from = 0; from < first(); from += CHUNK) {
            int to = Math.min(first(), from + CHUNK);
            float[] some = rows(from, to);
            for (int i = from; i < to; i++) {
                for (int k = 0; k < best.length; k++) {
                    float alike = some[(i - from) * best.length + k];
                    if (alike > most[k]) {
                        most[k] = alike;
                        best[k] = i;
                    }
                }
            }
        }
        return IntStream.range(0, best.length)
                .filter(k -> best[k] >= 0)
                .mapToObj(k -> new Partner(best[k], k, most[k]))
                .toList();
    }

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
