package org.echelle.diffusion.sampling;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/** Where standard normal numbers come from. */
@FunctionalInterface
public interface Noise {
    /**
     * Noise for one step.
     *
     * @param step -1 for the start, else the index of the step that wants it
     * @param shape {@code [batch, channels, ...]}
     * @param manager owns it
     */
    NDArray draw(int step, Shape shape, NDManager manager);
}
