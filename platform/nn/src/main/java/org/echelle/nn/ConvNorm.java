package org.echelle.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.echelle.api.Tap;
import org.echelle.torch.Torch;

/**
 * A convolution and the batch norm behind it.
 *
 * <p>While nobody listens in between and no gradients are recorded, the norm is folded into the convolution's weights (once, at the
 * first such call): one pass over the activation instead of two. The result differs from the two steps by float32 rounding only.
 */
public final class ConvNorm {
    private final Conv2d conv;
    private final BatchNorm2d norm;
    private final NDManager manager;
    private NDArray foldedWeight;
    private NDArray foldedBias;

    /**
     * Joins two layers.
     *
     * @param p any scope of the parameters; its manager owns the folded weights
     */
    public ConvNorm(Parameters p, Conv2d conv, BatchNorm2d norm) {
        this.conv = conv;
        this.norm = norm;
        manager = p.manager();
    }

    /**
     * Convolution, then norm.
     *
     * @param x {@code [batch, in, height, width]}
     * @param tap offered the convolution's output at {@code convPath}, if it wants it, and the norm's at {@code normPath}
     */
    public NDArray forward(NDArray x, Tap tap, String convPath, String normPath) {
        return Taps.at(tap, normPath, tap.wants(convPath) ? apart(x, tap, convPath) : forward(x));
    }

    /** Convolution, then norm, without a listener. */
    public NDArray forward(NDArray x) {
        if (Torch.recordsGradients()) {
            return apart(x, Tap.NONE, "");
        }
        fold();
        return conv.forward(x, foldedWeight, foldedBias);
    }

    private NDArray apart(NDArray x, Tap tap, String convPath) {
        try (NDArray convolved = Taps.at(tap, convPath, conv.forward(x))) {
            return norm.forward(convolved);
        }
    }

    private synchronized void fold() {
        if (foldedWeight != null) {
            return;
        }
        float[] factor = norm.factor();
        foldedBias = norm.foldedBias(factor, conv.bias(), manager);
        try (NDArray flat = manager.create(factor);
                NDArray perChannel = flat.reshape(new Shape(factor.length, 1, 1, 1))) {
            foldedWeight = conv.weight().mul(perChannel);
        }
    }
}
