package org.echelle.diffusion.network.flow;

import org.echelle.diffusion.DiffusionException;
import org.echelle.diffusion.network.WeightShapes;
import org.echelle.torch.Weights;

/**
 * Sizes of a flow transformer.
 *
 * @param channels of the pictures
 * @param grid rows and columns of patches
 * @param patch edge of a patch, in pixels
 * @param width of a token
 * @param depth number of layers
 * @param heads of each attention
 * @param mlpWidth width inside the MLP
 * @param classes without the one that stands for none
 */
record FlowConfig(int channels, int grid, int patch, int width, int depth, int heads, int mlpWidth, int classes) {
    FlowConfig {
        if (heads < 1 || width % heads != 0) {
            throw new DiffusionException("A width of " + width + " does not divide into " + heads + " heads.");
        }
    }

    /** Reads all sizes but the number of heads, which no shape tells. */
    static FlowConfig of(Weights weights, int heads) {
        WeightShapes shapes = new WeightShapes(weights, "a flow transformer");
        int[] patch = shapes.of("patch_embed.weight", 4);
        int[] mlp = shapes.of("transformer.0.linear1.weight", 2);
        return new FlowConfig(
                patch[1],
                shapes.side(shapes.of("pos_embed", 3)[1], "pos_embed"),
                patch[2],
                patch[0],
                shapes.count("transformer.%d.linear1.weight"),
                heads,
                mlp[0],
                shapes.of("y_encoder.weight", 2)[0] - 1);
    }
}
