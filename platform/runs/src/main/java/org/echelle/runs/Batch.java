package org.echelle.runs;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;

/**
 * Samples as input tensors, ready for one forward pass.
 *
 * @param samples index of each sample in its source
 * @param inputs what the subject prepared, batch first
 * @param owner the manager of {@code inputs} and of all that the forward pass makes
 */
record Batch(int[] samples, NDList inputs, NDManager owner) implements AutoCloseable {
    @Override
    public void close() {
        owner.close();
    }
}
