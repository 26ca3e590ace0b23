package org.echelle.diffusion.network.unet;

import ai.djl.ndarray.NDArray;
import org.echelle.nn.Parameters;
import org.echelle.nn.Taps;

/** The block at the lowest resolution: resnet, attention, resnet. */
final class MidBlock {
    private static final String PATH = "mid_block";

    private final Layer before;
    private final Layer attention;
    private final Layer after;

    /** @param p scope of the whole network */
    MidBlock(Parameters p, Stage stage, UNetConfig config) {
        Parameters scope = p.at(PATH);
        int width = stage.channels();
        before = Layer.resnet(scope, PATH, 0, width, width, config);
        attention = Layer.attention(scope, PATH, 0, stage, config);
        after = Layer.resnet(scope, PATH, 1, width, width, config);
    }

    /** Runs the block; {@code x} is closed. */
    NDArray forward(NDArray x, Pass pass) {
        NDArray h = after.forward(attention.forward(before.forward(x, pass), pass), pass);
        return Taps.at(pass.tap(), PATH, h);
    }
}
