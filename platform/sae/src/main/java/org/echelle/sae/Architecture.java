package org.echelle.sae;

import ai.djl.ndarray.NDManager;

/**
 * A kind of dictionary. A new one is a class of this kind, a line in {@link Architectures}, and a test.
 */
interface Architecture {
    /** The name in configs and files: lower case with dashes. */
    String name();

    /** Whether {@link Training} can make one. */
    boolean trainable();

    /** How codes are chosen in training, if {@link #trainable}. */
    default boolean batchwise() {
        return false;
    }

    /** Whether inference needs a threshold that is measured after training. */
    default boolean calibrated() {
        return false;
    }

    /**
     * Opens a stored dictionary of this kind.
     *
     * @throws SaeException if something that this kind needs is missing
     */
    Dictionary open(StoredDictionary stored, NDManager manager);
}
