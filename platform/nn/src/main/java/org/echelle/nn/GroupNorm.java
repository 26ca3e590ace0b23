package org.echelle.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import org.echelle.torch.Torch;

/**
 * Normalises each group of channels of each sample over channels and positions, biased variance, then scales and shifts each
 * channel (Wu and He 2018, arXiv 1803.08494).
 */
public final class GroupNorm {
    private final NDArray weight;
    private final NDArray bias;
    private final long groups;
    private final long channels;
    private final double eps;
    private final Kernels kernels;

    /**
     * Takes {@code weight} and {@code bias} below the scope.
     *
     * @param p scope of the layer
     * @param groups number of groups; divides {@code channels}
     * @param channels length of the second dimension
     * @param eps added to the variance
     */
    public GroupNorm(Parameters p, long groups, long channels, double eps) {
        if (groups < 1 || channels % groups != 0) {
            throw new NnException("A group norm of " + channels + " channels cannot have " + groups + " groups.");
        }
        weight = p.get("weight", Init.ONES, channels);
        bias = p.get("bias", Init.ZEROS, channels);
        this.groups = groups;
        this.channels = channels;
        this.eps = eps;
        kernels = p.kernels();
    }

    /** Normalises {@code [batch, channels, positions...]}. */
    public NDArray forward(NDArray x) {
        if (!Torch.recordsGradients()) {
            return kernels.call(x, "group_norm", x, groups, weight, bias, eps);
        }
        Shape shape = x.getShape();
        long[] perChannel = new long[shape.dimension()];
        Arrays.fill(perChannel, 1);
        perChannel[1] = channels;
        // A layer norm of each group, so that autograd keeps one operator and not ten.
        Shape group = new Shape(x.getShape().size() / (shape.get(0) * groups));
        try (NDArray grouped = x.reshape(shape.get(0) * groups, -1);
                NDArray ones = x.getManager().ones(group);
                NDArray zeros = x.getManager().zeros(group);
                NDArray normal = grouped.getNDArrayInternal()
                        .layerNorm(grouped, group, ones, zeros, (float) eps)
                        .singletonOrThrow();
                NDArray back = normal.reshape(shape);
                NDArray scale = weight.reshape(new Shape(perChannel));
                NDArray shift = bias.reshape(new Shape(perChannel));
                NDArray scaled = back.mul(scale)) {
            return scaled.add(shift);
        }
    }
}
