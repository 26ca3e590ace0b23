package org.echelle.diffusion.network.unet;

import ai.djl.ndarray.NDArray;
import org.echelle.diffusion.network.block.MapAttention;
import org.echelle.diffusion.network.block.ResnetBlock;
import org.echelle.nn.Parameters;
import org.echelle.nn.Taps;

/** A resnet or an attention of a block, under its module path. Closes what it is given. */
interface Layer {
    /** Runs it on a map that is the layer's to close. */
    NDArray forward(NDArray x, Pass pass);

    /** The {@code j}-th resnet of a block. */
    static Layer resnet(Parameters p, String path, int j, int in, int out, UNetConfig config) {
        String name = "resnets." + j;
        ResnetBlock block = new ResnetBlock(p.at(name), in, out, config.style());
        return (x, pass) -> {
            try (NDArray before = x) {
                return Taps.at(pass.tap(), path + "." + name, block.forward(before, pass.time()));
            }
        };
    }

    /** The {@code j}-th attention of a block; does nothing where the stage has none. */
    static Layer attention(Parameters p, String path, int j, Stage stage, UNetConfig config) {
        String name = "attentions." + j;
        String full = path + "." + name;
        return switch (stage.attention()) {
            case NONE -> (x, pass) -> x;
            case SELF -> {
                MapAttention attention = new MapAttention(
                        p.at(name),
                        stage.channels(),
                        stage.heads(),
                        stage.attentionGroups(),
                        config.style().eps());
                yield (x, pass) -> {
                    try (NDArray before = x) {
                        return attention.forward(before, pass.tap(), full);
                    }
                };
            }
            case CROSS -> {
                TransformerStack stack = new TransformerStack(p.at(name), full, stage, config);
                yield (x, pass) -> {
                    try (NDArray before = x) {
                        return stack.forward(before, pass);
                    }
                };
            }
        };
    }
}
