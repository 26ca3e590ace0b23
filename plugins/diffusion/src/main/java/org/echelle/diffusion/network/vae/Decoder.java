package org.echelle.diffusion.network.vae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.echelle.diffusion.network.block.ResnetBlock;
import org.echelle.diffusion.network.block.Upsampling;
import org.echelle.nn.Conv2d;
import org.echelle.nn.GroupNorm;
import org.echelle.nn.Parameters;

/** Latents to pictures. */
final class Decoder {
    private final Conv2d convIn;
    private final Middle middle;
    private final List<UnaryOperator<NDArray>> layers = new ArrayList<>();
    private final GroupNorm norm;
    private final Conv2d convOut;
    private final VaeConfig config;

    /** @param p scope of the decoder */
    Decoder(Parameters p, VaeConfig config) {
        this.config = config;
        List<Integer> widths = config.widths();
        int width = widths.get(widths.size() - 1);
        convIn = new Conv2d(p.at("conv_in"), config.latent(), width, 3, 1, 1, true);
        middle = new Middle(p.at("mid_block"), width, config);
        for (int i = 0; i < widths.size(); i++) {
            Parameters block = p.at("up_blocks." + i);
            int out = widths.get(widths.size() - 1 - i);
            for (int j = 0; j <= config.resnets(); j++) {
                layers.add(new ResnetBlock(block.at("resnets." + j), width, out, config.style())::forward);
                width = out;
            }
            if (i + 1 < widths.size()) {
                Upsampling upsampling = new Upsampling(block.at("upsamplers.0"), width);
                layers.add(x -> twice(upsampling, x));
            }
        }
        norm = new GroupNorm(
                p.at("conv_norm_out"),
                config.style().groups(),
                width,
                config.style().eps());
        convOut = new Conv2d(p.at("conv_out"), width, config.out(), 3, 1, 1, true);
    }

    private static NDArray twice(Upsampling upsampling, NDArray x) {
        Shape s = x.getShape();
        return upsampling.forward(x, 2 * s.get(2), 2 * s.get(3));
    }

    /** {@code [batch, latent, rows, columns]} to {@code [batch, out, rows * factor, columns * factor]}. */
    NDArray forward(NDArray z) {
        NDArray h = middle.forward(convIn.forward(z));
        for (UnaryOperator<NDArray> layer : layers) {
            try (NDArray before = h) {
                h = layer.apply(before);
            }
        }
        try (NDArray last = h;
                NDArray normal = norm.forward(last);
                NDArray active = config.style().activation().forward(normal)) {
            return convOut.forward(active);
        }
    }
}
