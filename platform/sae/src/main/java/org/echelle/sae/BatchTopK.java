package org.echelle.sae;

import ai.djl.ndarray.NDManager;

/**
 * In training the k*B largest positive pre-activations of the batch, at inference everything above one threshold, so that a row's
 * code does not depend on its neighbours (Bussmann et al., arXiv 2412.06410).
 */
final class BatchTopK implements Architecture {
    @Override
    public String name() {
        return "batch-topk";
    }

    @Override
    public boolean trainable() {
        return true;
    }

    @Override
    public boolean batchwise() {
        return true;
    }

    @Override
    public boolean calibrated() {
        return true;
    }

    @Override
    public Dictionary open(StoredDictionary stored, NDManager manager) {
        if (!(stored.threshold() >= 0)) {
            throw new SaeException(
                    "This batch-topk dictionary has no inference threshold: without it every positive"
                            + " activation would count as a feature. It was saved before its training ended; resume the training.");
        }
        return new SparseDictionary(stored, SparseDictionary.ABOVE, stored.k(), stored.threshold(), manager);
    }
}
