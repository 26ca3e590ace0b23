package org.echelle.sae.select;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.echelle.torch.EngineWorkers;
import org.echelle.torch.Kernel;

/** The encoder product of a batch, slice by slice, and what is wanted of it. */
interface SliceProduct extends AutoCloseable {
    /** Rows of a slice, at most. */
    int rows();

    /**
     * Makes a batch ready.
     *
     * @param xc centred rows {@code [B, d]}
     * @param encoder {@code [n, d]}
     * @param bias {@code [n]}
     */
    Batch begin(Kernel kernel, NDManager scope, EngineWorkers workers, NDArray xc, NDArray encoder, NDArray bias);

    /** Can be sliced by several threads at once. */
    interface Batch {
        /** What is wanted of some rows goes into the code. */
        void slice(NDManager scope, int thread, int from, int to, Wanted wanted, BatchCode code);
    }

    @Override
    void close();
}
