package org.echelle.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import org.echelle.torch.Torch;

/** Two-dimensional convolution (cross-correlation), zero padding. */
public final class Conv2d {
    private final NDArray weight; // [out, in / groups, kernel, kernel]
    private final NDArray bias; // [out] or null
    private final Shape stride;
    private final Shape padding;
    private final Shape dilation;
    private final int groups;
    private final Kernels kernels;
    private final Precision precision;

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
        weight = p.factor("weight", Init.KAIMING, out, in / groups, kernel, kernel);
        bias = hasBias ? p.factor("bias", Init.ZEROS, out) : null;
        kernels = p.kernels();
        precision = p.precision();
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
        if (!precision.isHalf()) {
            return forward(x, weight, bias);
        }
        if (Torch.recordsGradients()) {
            try (NDArray w = kernels.whole(weight, precision);
                    NDArray b = bias == null ? null : kernels.whole(bias, precision)) {
                return forward(x, w, b);
            }
        }
        long step = stride.get(0);
        long zeros = padding.get(0);
        long apart = dilation.get(0);
        return bias == null
                ? kernels.call(x, "conv_alone", x, weight, step, zeros, apart, groups, precision.type())
                : kernels.call(x, "conv", x, weight, bias, step, zeros, apart, groups, precision.type());
    }

    /** The same with other parameters of the same shapes. */
    NDArray forward(NDArray x, NDArray otherWeight, NDArray otherBias) {
        return x.getNDArrayInternal()
                .convolution(x, otherWeight, otherBias, stride, padding, dilation, groups)
                .singletonOrThrow();
    }

    /** The parameter itself, of a layer whose products are in float32. */
    NDArray weight() {
        if (precision.isHalf()) {
            throw new NnException(
                    "A norm is put into a convolution's weights in float32 only; open the network in that.");
        }
        return weight;
    }

    NDArray bias() {
        return bias;
    }
}
