package org.echelle.runs;

import ai.djl.ndarray.NDManager;
import java.util.Optional;

/** Where forward passes get their inputs from. Used by one thread, which is not the one that runs the subject. */
interface Batches {
    /** Number of samples. */
    int size();

    /** SHA-256 over what decides the samples. */
    String fingerprint();

    /**
     * Prepares some samples.
     *
     * @param samples indices of the samples
     * @param parent makes the batch's own manager
     * @return empty when none of these samples can be read
     */
    Optional<Batch> load(int[] samples, NDManager parent);
}
