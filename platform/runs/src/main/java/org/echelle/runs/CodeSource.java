package org.echelle.runs;

import java.util.function.IntPredicate;

/** Feature activations of whole samples, sample by sample in rising order. */
interface CodeSource {
    /** Number of features. */
    int features();

    /**
     * Visits some samples.
     *
     * @param wanted told a sample's index
     * @param consumer takes each wanted sample
     */
    void each(IntPredicate wanted, SampleAssembler.SampleConsumer consumer);
}
