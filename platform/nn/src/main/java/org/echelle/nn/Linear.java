package org.echelle.nn;

import ai.djl.ndarray.NDArray;
import org.echelle.torch.Torch;

/** {@code y = x W^T + b} over the last dimension. */
public final class Linear {
    private final NDArray weight; // [out, in]
    private final NDArray bias; // [out] or null
    private final Kernels kernels;
    private final Precision precision;

    /**
     * Takes {@code weight} and {@code bias} below the scope.
     *
     * @param p scope of the layer
     * @param in input width
     * @param out output width
     * @param hasBias whether the published layer has one
     */
    public Linear(Parameters p, long in, long out, boolean hasBias) {
        this(p, "weight", hasBias ? "bias" : null, in, out);
    }

    /**
     * Takes parameters of any name.
     *
     * @param biasName null for a layer without bias
     */
    public Linear(Parameters p, String weightName, String biasName, long in, long out) {
        weight = p.factor(weightName, Init.TRUNCATED_NORMAL, out, in);
        bias = biasName == null ? null : p.factor(biasName, Init.ZEROS, out);
        kernels = p.kernels();
        precision = p.precision();
    }

    /**
     * Applies the layer.
     *
     * @param x {@code [..., in]}
     * @return {@code [..., out]}
     */
    public NDArray forward(NDArray x) {
        if (!precision.isHalf()) {
            return x.getNDArrayInternal().linear(x, weight, bias).singletonOrThrow();
        }
        if (Torch.recordsGradients()) {
            try (NDArray w = kernels.whole(weight, precision);
                    NDArray b = bias == null ? null : kernels.whole(bias, precision)) {
                return x.getNDArrayInternal().linear(x, w, b).singletonOrThrow();
            }
        }
        return bias == null
                ? kernels.call(x, "linear_alone", x, weight, precision.type())
                : kernels.call(x, "linear", x, weight, bias, precision.type());
    }
}
