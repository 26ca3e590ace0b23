package org.echelle.diffusion.network.unet;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.echelle.diffusion.network.block.Downsampling;
import org.echelle.nn.Parameters;
import org.echelle.nn.Taps;

/** A block on the way down: resnets and attentions, whose outputs the way up sees again, then half the size. */
final class DownBlock {
    private final String path;
    private final List<Layer> resnets = new ArrayList<>();
    private final List<Layer> attentions = new ArrayList<>();
    private final Downsampling downsampling; // null at the bottom

    DownBlock(Parameters p, String path, int in, Stage stage, boolean halves, UNetConfig config) {
        this.path = path;
        for (int j = 0; j < stage.resnets(); j++) {
            resnets.add(Layer.resnet(p, path, j, j == 0 ? in : stage.channels(), stage.channels(), config));
            attentions.add(Layer.attention(p, path, j, stage, config));
        }
        downsampling =
                halves ? new Downsampling(p.at("downsamplers.0"), stage.channels(), config.downsamplePadding()) : null;
    }

    /**
     * Runs the block.
     *
     * @param x closed
     * @param skips gets handles on what the way up needs. An edit at the block's own output does not reach them, as a hook on the
     *     module in PyTorch would not; an edit at a layer does
     */
    NDArray forward(NDArray x, Pass pass, Deque<NDArray> skips) {
        NDArray h = x;
        for (int j = 0; j < resnets.size(); j++) {
            h = attentions.get(j).forward(resnets.get(j).forward(h, pass), pass);
            skips.push(Taps.alias(h, h.getManager()));
        }
        if (downsampling != null) {
            try (NDArray before = h) {
                h = Taps.at(pass.tap(), path + ".downsamplers.0", downsampling.forward(before));
            }
            skips.push(Taps.alias(h, h.getManager()));
        }
        return Taps.at(pass.tap(), path, h);
    }
}
