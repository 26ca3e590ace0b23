package org.echelle.diffusion.network.vae;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.echelle.diffusion.network.block.Downsampling;
import org.echelle.diffusion.network.block.ResnetBlock;
import org.echelle.nn.Conv2d;
import org.echelle.nn.GroupNorm;
import org.echelle.nn.Parameters;

/** Pictures to means and logarithms of variances. */
final class Encoder {
    private final Conv2d convIn;
    private final List<UnaryOperator<NDArray>> layers = new ArrayList<>();
    private final Middle middle;
    private final GroupNorm norm;
    private final Conv2d convOut;
    private final VaeConfig config;

    /** @param p scope of the encoder */
    Encoder(Parameters p, VaeConfig config) {
        this.config = config;
        List<Integer> widths = config.widths();
        convIn = new Conv2d(p.at("conv_in"), config.in(), widths.get(0), 3, 1, 1, true);
        int width = widths.get(0);
        for (int i = 0; i < widths.size(); i++) {
            Parameters block = p.at("down_blocks." + i);
            for (int j = 0; j < config.resnets(); j++) {
                layers.add(new ResnetBlock(block.at("resnets." + j), width, widths.get(i), config.style())::forward);
                width = widths.get(i);
            }
            if (i + 1 < widths.size()) {
                layers.add(new Downsampling(block.at("downsamplers.0"), width, 0)::forward);
            }
        }
        middle = new Middle(p.at("mid_block"), width, config);
        norm = new GroupNorm(
                p.at("conv_norm_out"),
                config.style().groups(),
                width,
                config.style().eps());
        convOut = new Conv2d(p.at("conv_out"), width, 2L * config.latent(), 3, 1, 1, true);
    }

    /** {@code [batch, in, height, width]} to {@code [batch, 2 * latent, height / factor, width / factor]}. */
    NDArray forward(NDArray x) {
        NDArray h = convIn.forward(x);
        for (UnaryOperator<NDArray> layer : layers) {
            try (NDArray before = h) {
                h = layer.apply(before);
            }
        }
        try (NDArray last = middle.forward(h);
                NDArray normal = norm.forward(last);
                NDArray active = config.style().activation().forward(normal)) {
            return convOut.forward(active);
        }
    }
}
