package org.echelle.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import org.echelle.torch.Torch;

/**
 * Two-dimensional transposed convolution: each pixel of the input adds its multiple of the kernel to the output, {@code stride}
 * pixels further for each step, and {@code padding} pixels are cut off on each side. The output has {@code (n - 1) * stride - 2 *
 * padding + kernel} pixels along an axis.
 *
 * <p>Without gradients it is libtorch's operator. DJL has none of its own, so under autograd it is the same in other words: zeros
 * between the pixels, then a convolution with the turned kernel.
 */
public final class ConvTranspose2d {
    private final NDArray weight; // [in, out, kernel, kernel]
    private final NDArray bias; // [out]
    private final int kernel;
    private final int stride;
    private final int padding;
    private final Kernels kernels;

    /**
     * Takes {@code weight} and {@code bias} below the scope.
     *
     * @param p scope of the layer
     * @param in input channels
     * @param out output channels
     * @param kernel height and width of the kernel
     * @param stride step along both axes, in pixels of the output
     * @param padding pixels that are cut off on each side; less than the kernel
     */
    public ConvTranspose2d(Parameters p, long in, long out, int kernel, int stride, int padding) {
        if (padding >= kernel) {
            throw new NnException("A transposed convolution with a kernel of " + kernel + " cannot have a padding of "
                    + padding + "; it must be smaller.");
        }
        weight = p.get("weight", Init.LECUN, in, out, kernel, kernel);
        bias = p.get("bias", Init.ZEROS, out);
        this.kernel = kernel;
        this.stride = stride;
        this.padding = padding;
        kernels = p.kernels();
    }

    /**
     * Applies the layer.
     *
     * @param x {@code [batch, in, height, width]}
     * @return {@code [batch, out, height', width']}
     */
    public NDArray forward(NDArray x) {
        return Torch.recordsGradients()
                ? plain(x)
                : kernels.call(x, "conv_transpose", x, weight, bias, stride, padding);
    }

    private NDArray plain(NDArray x) {
        Shape s = x.getShape();
        Shape one = new Shape(1, 1);
        int around = kernel - 1 - padding;
        try (NDManager scope = x.getManager().newSubManager();
                NDArray turned = weight.flip(2, 3);
                NDArray mirrored = turned.transpose(1, 0, 2, 3);
                NDArray spread = spread(Taps.alias(x, scope));
                NDArray all = spread.getNDArrayInternal()
                        .convolution(spread, mirrored, bias, one, new Shape(around, around), one, 1)
                        .singletonOrThrow()) {
            // the zeros behind the last pixel made the output too large by stride - 1
            NDArray out = all.get(new NDIndex(":, :, :{}, :{}", length(s.get(2)), length(s.get(3))));
            out.attach(x.getManager());
            return out;
        }
    }

    private long length(long n) {
        return (n - 1) * stride - 2L * padding + kernel;
    }

    /** {@code stride - 1} zeros behind each pixel, along both axes. */
    private NDArray spread(NDArray x) {
        if (stride == 1) {
            return x;
        }
        Shape s = x.getShape();
        long planes = s.get(0) * s.get(1);
        NDManager manager = x.getManager();
        NDArray cells = x.reshape(planes, s.get(2), 1, s.get(3), 1);
        NDArray right = manager.zeros(new Shape(planes, s.get(2), 1, s.get(3), stride - 1));
        NDArray rows = NDArrays.concat(new NDList(cells, right), 4);
        NDArray below = manager.zeros(new Shape(planes, s.get(2), stride - 1, s.get(3), stride));
        NDArray full = NDArrays.concat(new NDList(rows, below), 2);
        return full.reshape(s.get(0), s.get(1), s.get(2) * stride, s.get(3) * stride);
    }
}
