package org.echelle.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/** {@code (x - mean) / sqrt(variance + eps) * weight + bias} over the last dimension or dimensions, biased variance (Ba et al. 2016). */
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

    /**
     * Normalises over several last dimensions together, with a factor and a shift an element: {@code weight} and {@code bias} have
     * these dimensions.
     *
     * @param p scope of the layer
     * @param dimensions the last ones of the input
     * @param eps added to the variance
     */
    public LayerNorm(Parameters p, Shape dimensions, double eps) {
        weight = p.get("weight", Init.ONES, dimensions.getShape());
        bias = p.get("bias", Init.ZEROS, dimensions.getShape());
        shape = dimensions;
        this.eps = (float) eps;
    }

    private LayerNorm(NDArray weight, NDArray bias, Shape shape, double eps) {
        this.weight = weight;
        this.bias = bias;
        this.shape = shape;
        this.eps = (float) eps;
    }

    /**
     * A norm that learned neither factor nor shift, and so takes no parameters.
     *
     * @param p any scope of the parameters; its manager owns the ones and zeros
     * @param width length of the last dimension
     * @param eps added to the variance
     */
    public static LayerNorm plain(Parameters p, long width, double eps) {
        Shape shape = new Shape(width);
        return new LayerNorm(p.manager().ones(shape), p.manager().zeros(shape), shape, eps);
    }

    /** Normalises {@code [..., width]}. */
    public NDArray forward(NDArray x) {
        return x.getNDArrayInternal().layerNorm(x, shape, weight, bias, eps).singletonOrThrow();
    }
}
