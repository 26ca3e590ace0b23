package org.echelle.sae;

import ai.djl.ndarray.NDManager;

/** The k largest positive pre-activations of every row (Gao et al., arXiv 2406.04093). */
final class TopK implements Architecture {
    @Override
    public String name() {
        return "topk";
    }

    @Override
    public boolean trainable() {
        return true;
    }

    @Override
    public Dictionary open(StoredDictionary stored, NDManager manager) {
        if (stored.k() < 1 || stored.k() > stored.features()) {
            throw new SaeException("A topk dictionary of " + stored.features() + " features cannot keep k = "
                    + stored.k() + " of them.");
        }
        return new SparseDictionary(stored, SparseDictionary.LARGEST, stored.k(), 0, manager);
    }
}
