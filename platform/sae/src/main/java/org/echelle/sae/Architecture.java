package org.echelle.sae;

import ai.djl.ndarray.NDManager;

/**
 * A kind of dictionary. A new one is a class of this kind (of {@link TrainableArchitecture}, if it learns), a line in
 * {@link Architectures}, and a test.
 */
interface Architecture {
    /** The name in configs and files: lower case with dashes. */
    String name();

    /**
     * How a stored dictionary of this kind is computed with.
     *
     * @throws SaeException if something that this kind needs is missing
     */
    InferenceForm form(StoredDictionary stored);

    /** Opens a stored dictionary of this kind; one that names a {@link Pursuit} is encoded by it. */
    default Dictionary open(StoredDictionary stored, NDManager manager) {
        return stored.facts().containsKey(Pursuit.FACT)
                ? Pursuit.open(stored, manager)
                : new SparseDictionary(stored, form(stored), manager);
    }
}
