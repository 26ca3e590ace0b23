package org.echelle.sae;

import ai.djl.ndarray.NDManager;

/**
 * A kind of dictionary. A new one is a class of this kind (of {@link TrainableArchitecture}, if it learns), a line in its package's
 * {@link Architectures.Source}, and a test.
 */
public interface Architecture {
    /** The name in configs and files: lower case with dashes. */
    String name();

    /**
     * How a stored dictionary of this kind is computed with.
     *
     * @throws SaeException if something that this kind needs is missing
     */
    InferenceForm form(StoredDictionary stored);

    /** Opens a stored dictionary of this kind, encoded by its own encoder. */
    default Dictionary open(StoredDictionary stored, NDManager manager) {
        return SparseDictionary.of(stored, form(stored), manager);
    }
}
