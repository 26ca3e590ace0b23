package org.echelle.sae;

import ai.djl.ndarray.NDManager;

/**
 * The baselines: fixed directions, codes the positive parts of the projections; the k largest of a row when k is given, else all.
 */
record Linear(String name) implements Architecture {
    @Override
    public boolean trainable() {
        return false;
    }

    @Override
    public Dictionary open(StoredDictionary stored, NDManager manager) {
        return stored.k() > 0
                ? new SparseDictionary(stored, SparseDictionary.LARGEST, stored.k(), 0, manager)
                : new SparseDictionary(stored, SparseDictionary.ABOVE, 0, 0, manager);
    }
}
