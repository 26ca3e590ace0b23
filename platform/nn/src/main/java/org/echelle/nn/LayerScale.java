package org.echelle.nn;

import ai.djl.ndarray.NDArray;

/** One learned factor a channel on a residual branch (Touvron et al. 2021, arXiv 2103.17239). */
public final class LayerScale {
    private final NDArray gamma;

    /**
     * Takes the factors.
     *
     * @param p scope of the layer
     * @param name of the vector, such as {@code gamma} or {@code lambda1}
     * @param width its length
     */
    public LayerScale(Parameters p, String name, long width) {
        gamma = p.get(name, Init.ONES, width);
    }

    /** Scales {@code [..., width]}. */
    public NDArray forward(NDArray x) {
        return x.mul(gamma);
    }
}
