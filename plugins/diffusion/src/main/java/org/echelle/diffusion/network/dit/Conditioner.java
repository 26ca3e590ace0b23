package org.echelle.diffusion.network.dit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Optional;
import org.echelle.diffusion.network.Condition;

/** Turns time and condition into what shifts, scales and gates the blocks. One a network; one pass makes one {@link Told}. */
interface Conditioner {
    /**
     * Reads a condition.
     *
     * @param times one for all samples, or one a sample
     * @param batch number of samples
     * @param scope owns all that is made
     * @throws org.echelle.diffusion.DiffusionException when the condition lacks what the network wants
     */
    Told tell(double[] times, Condition condition, long batch, NDManager scope);

    /** What one pass is told. Results belong to the caller. */
    interface Told {
        /** Shift, scale, gate of the attention, then of the MLP: {@code [1 or batch, 6, width]}. */
        NDArray block(int block);

        /** Shift and scale before the last layer: {@code [1 or batch, 2, width]}. */
        NDArray last();

        /** The caption, where one is read. */
        Optional<DitBlock.Text> text();
    }
}
