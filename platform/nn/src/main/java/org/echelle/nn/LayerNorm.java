package org.echelle.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/** {@code (x - mean) / sqrt(variance + eps) * weight + bias} over the last dimension, biased variance (Ba et al. 2016). */
public final class LayerNorm {
    private final NDArray weight;
    private final NDArray bias;
    private final Shape shape;
    private final float eps;

    /**
     * Takes {@code weight} and {@code bias} below the scope.
     *
     * @param p scope of the layer
     * @param width length of the last dimension
     * @param eps added to the variance
     */
    public LayerNorm(Parameters p, long width, double eps) {
        weight = p.get("weight", Init.ONES, width);
        bias = p.get("bias", Init.ZEROS, width);
        shape = new Shape(width);
        this.eps = (float) eps;
    }

    /** Normalises {@code [..., width]}. */
    public NDArray forward(NDArray x) {
        return x.getNDArrayInternal().layerNorm(x, shape, weight, bias, eps).singletonOrThrow();
    }
}
