package org.echelle.diffusion.network.block;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import org.echelle.nn.Conv2d;
import org.echelle.nn.Parameters;

/** Halves a map by a 3x3 convolution with stride 2, with zeros all round or, where the padding is 0, to the right and below only. */
public final class Downsampling {
    private static final Shape RIGHT_AND_BELOW = new Shape(0, 1, 0, 1);

    private final Conv2d conv;
    private final boolean lopsided;

    /**
     * @param p scope of the layer: {@code conv}
     * @param padding 1 or 0
     */
    public Downsampling(Parameters p, int channels, int padding) {
        conv = new Conv2d(p.at("conv"), channels, channels, 3, 2, padding, true);
        lopsided = padding == 0;
    }

    /** {@code [batch, channels, height, width]} to half of it; see {@link #size}. */
    public NDArray forward(NDArray x) {
        if (!lopsided) {
            return conv.forward(x);
        }
        try (NDArray padded = x.pad(RIGHT_AND_BELOW, 0)) {
            return conv.forward(padded);
        }
    }

    /** What becomes of a height or width. */
    public static int size(int size, int padding) {
        return padding == 0 ? size / 2 : (size + 1) / 2;
    }
}
