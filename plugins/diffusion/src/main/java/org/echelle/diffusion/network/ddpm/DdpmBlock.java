package org.echelle.diffusion.network.ddpm;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import org.echelle.nn.Activation;
import org.echelle.nn.Conv2d;
import org.echelle.nn.LayerNorm;
import org.echelle.nn.Parameters;

/** A layer norm of the whole map, two 3x3 convolutions, SiLU behind each; no straight way beside it. */
final class DdpmBlock {
    private static final double NORM_EPS = 1e-5;

    private final LayerNorm norm; // null where the published block leaves it out
    private final Conv2d conv1;
    private final Conv2d conv2;

    /** @param in {@code [channels, height, width]} of the input */
    DdpmBlock(Parameters p, int[] in, int out, boolean normalised) {
        if (!normalised) {
            p.ignore("ln.*"); // it is stored all the same
        }
        norm = normalised ? new LayerNorm(p.at("ln"), new Shape(in[0], in[1], in[2]), NORM_EPS) : null;
        conv1 = new Conv2d(p.at("conv1"), in[0], out, 3, 1, 1, true);
        conv2 = new Conv2d(p.at("conv2"), out, out, 3, 1, 1, true);
    }

    /** {@code [batch, in, height, width]} to {@code [batch, out, height, width]}; closes its input. */
    NDArray forward(NDArray input) {
        try (NDArray x = input;
                NDArray normal = norm == null ? x : norm.forward(x);
                NDArray first = conv1.forward(normal);
                NDArray active = Activation.SILU.forward(first);
                NDArray second = conv2.forward(active)) {
            return Activation.SILU.forward(second);
        }
    }
}
