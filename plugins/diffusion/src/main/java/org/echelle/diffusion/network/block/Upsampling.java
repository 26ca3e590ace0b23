package org.echelle.diffusion.network.block;

import ai.djl.ndarray.NDArray;
import org.echelle.nn.Conv2d;
import org.echelle.nn.NearestUpsampling;
import org.echelle.nn.Parameters;

/** Enlarges a map by its nearest values, then a 3x3 convolution. */
public final class Upsampling {
    private final NearestUpsampling nearest;
    private final Conv2d conv;

    /** @param p scope of the layer: {@code conv} */
    public Upsampling(Parameters p, int channels) {
        nearest = new NearestUpsampling(p);
        conv = new Conv2d(p.at("conv"), channels, channels, 3, 1, 1, true);
    }

    /** {@code [batch, channels, height, width]} to {@code [batch, channels, rows, columns]}. */
    public NDArray forward(NDArray x, long rows, long columns) {
        try (NDArray larger = nearest.forward(x, rows, columns)) {
            return conv.forward(larger);
        }
    }
}
