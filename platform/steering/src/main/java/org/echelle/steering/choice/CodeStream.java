package org.echelle.steering.choice;

import org.echelle.store.SparseRows;

/** The codes of some samples, one whole sample after the other; can be gone through again. */
@FunctionalInterface
public interface CodeStream {
    /** Takes one sample; the arguments are valid during the call. */
    @FunctionalInterface
    interface Visitor {
        /**
         * @param sample index of the sample
         * @param codes its rows
         * @param coordinates {@code [axis][row]}, the sample's own left out
         */
        void sample(int sample, SparseRows codes, int[][] coordinates);
    }

    /** Goes through all samples. */
    void each(Visitor visitor);
}
