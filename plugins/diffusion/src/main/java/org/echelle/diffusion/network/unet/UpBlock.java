package org.echelle.diffusion.network.unet;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.echelle.diffusion.network.block.Upsampling;
import org.echelle.nn.Parameters;
import org.echelle.nn.Taps;

/** A block on the way up: before each resnet an activation of the way down is joined on channels; then twice the size. */
final class UpBlock {
    private final String path;
    private final List<Layer> resnets = new ArrayList<>();
    private final List<Layer> attentions = new ArrayList<>();
    private final Upsampling upsampling; // null at the top

    /**
     * @param in channels that come from below
     * @param skips channels of what comes from the way down, a number for each resnet
     */
    UpBlock(Parameters p, String path, int in, List<Integer> skips, Stage stage, boolean doubles, UNetConfig config) {
        this.path = path;
        for (int j = 0; j < stage.resnets(); j++) {
            int below = j == 0 ? in : stage.channels();
            resnets.add(Layer.resnet(p, path, j, below + skips.get(j), stage.channels(), config));
            attentions.add(Layer.attention(p, path, j, stage, config));
        }
        upsampling = doubles ? new Upsampling(p.at("upsamplers.0"), stage.channels()) : null;
    }

    /**
     * Runs the block.
     *
     * @param x closed
     * @param skips the latest on top; those of this block are taken off and closed
     */
    NDArray forward(NDArray x, Pass pass, Deque<NDArray> skips) {
        NDArray h = x;
        for (int j = 0; j < resnets.size(); j++) {
            NDArray joined;
            try (NDArray below = h;
                    NDArray skip = skips.pop()) {
                joined = NDArrays.concat(new NDList(below, skip), 1);
            }
            h = attentions.get(j).forward(resnets.get(j).forward(joined, pass), pass);
        }
        if (upsampling != null) {
            // Sizes that do not halve without rest come back to those of the way down, as diffusers has it.
            Shape size = skips.element().getShape();
            try (NDArray before = h) {
                h = Taps.at(pass.tap(), path + ".upsamplers.0", upsampling.forward(before, size.get(2), size.get(3)));
            }
        }
        return Taps.at(pass.tap(), path, h);
    }
}
