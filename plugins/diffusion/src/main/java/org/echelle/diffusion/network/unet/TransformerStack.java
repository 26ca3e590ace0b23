package org.echelle.diffusion.network.unet;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import org.echelle.diffusion.network.Updates;
import org.echelle.nn.Conv2d;
import org.echelle.nn.GroupNorm;
import org.echelle.nn.Linear;
import org.echelle.nn.MapTokens;
import org.echelle.nn.Parameters;

/**
 * diffusers' {@code Transformer2DModel}: a map becomes tokens, which go through transformer blocks, and is added to what comes back.
 * Projections are 1x1 convolutions (Stable Diffusion 1.x) or linear layers (2.x, XL): the same products on weights of another shape.
 */
final class TransformerStack {
    /** Its own, whatever the resnets have. */
    private static final double NORM_EPS = 1e-6;

    private final String path;
    private final GroupNorm norm;
    private final MapTokens tokens;
    private final Conv2d convIn; // null with linear projections
    private final Conv2d convOut;
    private final Linear linearIn; // null with convolutions
    private final Linear linearOut;
    private final List<TransformerBlock> blocks = new ArrayList<>();

    /** @param p scope of the stack */
    TransformerStack(Parameters p, String path, Stage stage, UNetConfig config) {
        this.path = path;
        int width = stage.channels();
        norm = new GroupNorm(p.at("norm"), config.style().groups(), width, NORM_EPS);
        tokens = new MapTokens(p);
        boolean linear = config.linearProjection();
        convIn = linear ? null : new Conv2d(p.at("proj_in"), width, width, 1, 1, 0, true);
        linearIn = linear ? new Linear(p.at("proj_in"), width, width, true) : null;
        for (int k = 0; k < stage.depth(); k++) {
            String name = "transformer_blocks." + k;
            blocks.add(new TransformerBlock(p.at(name), path + "." + name, width, stage.heads(), config.textWidth()));
        }
        convOut = linear ? null : new Conv2d(p.at("proj_out"), width, width, 1, 1, 0, true);
        linearOut = linear ? new Linear(p.at("proj_out"), width, width, true) : null;
    }

    /** Runs the stack on {@code [batch, width, height, width]}, which stays the caller's. */
    NDArray forward(NDArray x, Pass pass) {
        Shape s = x.getShape();
        NDArray sequence;
        try (NDArray normal = norm.forward(x)) {
            sequence = in(normal);
        }
        for (TransformerBlock block : blocks) {
            NDArray next = block.forward(sequence, pass);
            sequence.close();
            sequence = next;
        }
        try (NDArray last = sequence;
                NDArray update = out(last, s.get(2), s.get(3))) {
            return Updates.offer(pass.tap(), path, x, update.add(x));
        }
    }

    private NDArray in(NDArray map) {
        if (convIn != null) {
            try (NDArray projected = convIn.forward(map)) {
                return tokens.tokens(projected);
            }
        }
        try (NDArray sequence = tokens.tokens(map)) {
            return linearIn.forward(sequence);
        }
    }

    private NDArray out(NDArray sequence, long rows, long columns) {
        if (convOut != null) {
            try (NDArray map = tokens.map(sequence, rows, columns)) {
                return convOut.forward(map);
            }
        }
        try (NDArray projected = linearOut.forward(sequence)) {
            return tokens.map(projected, rows, columns);
        }
    }
}
