package org.echelle.diffusion.network.block;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import org.echelle.nn.Conv2d;
import org.echelle.nn.GroupNorm;
import org.echelle.nn.Linear;
import org.echelle.nn.Parameters;
import org.echelle.nn.Taps;

/**
 * diffusers' {@code ResnetBlock2D}: {@code x + conv2(f(norm2(conv1(f(norm1(x))) + time)))}, the {@code x} in front through a 1x1
 * convolution where the channels change.
 */
public final class ResnetBlock {
    private final BlockStyle style;
    private final GroupNorm norm1;
    private final Conv2d conv1;
    private final Linear time; // null without time
    private final GroupNorm norm2;
    private final Conv2d conv2;
    private final Conv2d shortcut; // null where channels stay

    /** @param p scope of the block */
    public ResnetBlock(Parameters p, int in, int out, BlockStyle style) {
        this.style = style;
        norm1 = new GroupNorm(p.at("norm1"), style.groups(), in, style.eps());
        conv1 = new Conv2d(p.at("conv1"), in, out, 3, 1, 1, true);
        time = style.timeWidth() == 0
                ? null
                : new Linear(p.at("time_emb_proj"), style.timeWidth(), style.scaleShift() ? 2L * out : out, true);
        norm2 = new GroupNorm(p.at("norm2"), style.groups(), out, style.eps());
        conv2 = new Conv2d(p.at("conv2"), out, out, 3, 1, 1, true);
        shortcut = in == out ? null : new Conv2d(p.at("conv_shortcut"), in, out, 1, 1, 0, true);
    }

    /**
     * Runs a block that knows no time.
     *
     * @param x {@code [batch, in, height, width]}; stays the caller's
     * @return {@code [batch, out, height, width]}
     */
    public NDArray forward(NDArray x) {
        try (NDArray first = first(x);
                NDArray normal = norm2.forward(first)) {
            return last(x, normal);
        }
    }

    /**
     * Runs a block.
     *
     * @param x {@code [batch, in, height, width]}; stays the caller's
     * @param embedding of the time, already through the activation, {@code [batch or 1, timeWidth]}
     * @return {@code [batch, out, height, width]}
     */
    public NDArray forward(NDArray x, NDArray embedding) {
        try (NDArray projected = time.forward(embedding);
                NDArray flat = projected.expandDims(2);
                NDArray told = flat.expandDims(3);
                NDArray first = first(x)) {
            if (style.scaleShift()) {
                try (NDArray normal = norm2.forward(first);
                        NDList halves = told.split(2, 1);
                        NDArray factor = halves.get(0).add(1);
                        NDArray scaled = normal.mul(factor);
                        NDArray shifted = scaled.add(halves.get(1))) {
                    return last(x, shifted);
                }
            }
            try (NDArray sum = first.add(told);
                    NDArray normal = norm2.forward(sum)) {
                return last(x, normal);
            }
        }
    }

    private NDArray first(NDArray x) {
        try (NDArray normal = norm1.forward(x);
                NDArray active = style.activation().forward(normal)) {
            return conv1.forward(active);
        }
    }

    private NDArray last(NDArray x, NDArray normal) {
        try (NDArray active = style.activation().forward(normal);
                NDArray update = conv2.forward(active);
                NDArray straight = shortcut == null ? Taps.alias(x, x.getManager()) : shortcut.forward(x)) {
            return straight.add(update);
        }
    }
}
