package org.echelle.runs.erasure.method;

import java.util.ArrayList;
import java.util.List;

/**
 * How many features are tried, where few speak of a concept: counts that yield no more features than the one before are left out, as they would be
 * the same setting once more. Counts behind these may yield more: of two concepts with the same two features on top, one and two of each are the
 * same two.
 */
final class Counts {
    /** Features for a count; those for a smaller count are among them. */
    interface Chosen {
        int[] of(int count);
    }

    private Counts() {}

    /**
     * The sets to try.
     *
     * @param counts growing
     * @return without empty ones
     */
    static List<int[]> growing(int[] counts, Chosen chosen) {
        List<int[]> sets = new ArrayList<>();
        int known = 0;
        for (int count : counts) {
            int[] features = chosen.of(count);
            if (features.length > known) {
                known = features.length;
                sets.add(features);
            }
        }
        return sets;
    }
}
