package org.echelle.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/** Two-dimensional convolution (cross-correlation), zero padding. */
public final class Conv2d {
    private final NDArray weight; // [out, in / groups, kernel, kernel]
    private final NDArray bias; // [out] or null
    private final Shape stride;
    private final Shape padding;
    private final Shape dilation;
    private final int groups;

    /**
     * Takes {@code weight} and, where there is one, {@code bias} below the scope; dilation 1, one group.
     *
     * @param p scope of the layer
     * @param in input channels
     * @param out output channels
     * @param kernel height and width of the kernel
     * @param stride step along both axes, in pixels
     * @param padding zeros on each side
     * @param hasBias whether the published layer has one
     */
    public Conv2d(Parameters p, long in, long out, int kernel, int stride, int padding, boolean hasBias) {
        this(p, in, out, kernel, stride, padding, 1, 1, hasBias);
    }

    /** As above, with a dilation and with groups that divide both channel counts. */
    public Conv2d(
            Parameters p,
            long in,
            long out,
            int kernel,
            int stride,
            int padding,
            int dilation,
            int groups,
            boolean hasBias) {
        weight = p.get("weight", Init.KAIMING, out, in / groups, kernel, kernel);
        bias = hasBias ? p.get("bias", Init.ZEROS, out) : null;
        this.stride = new Shape(stride, stride);
        this.padding = new Shape(padding, padding);
        this.dilation = new Shape(dilation, dilation);
        this.groups = groups;
    }

    /**
     * Applies the layer.
     *
     * @param x {@code [batch, in, height, width]}
     * @return {@code [batch, out, height', width']}
     */
    public NDArray forward(NDArray x) {
        return forward(x, weight, bias);
    }

    /** The same with other parameters of the same shapes. */
    NDArray forward(NDArray x, NDArray otherWeight, NDArray otherBias) {
        return x.getNDArrayInternal()
                .convolution(x, otherWeight, otherBias, stride, padding, dilation, groups)
                .singletonOrThrow();
    }

    NDArray weight() {
        return weight;
    }

    NDArray bias() {
        return bias;
    }
}
