package org.echelle.vision.subject;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.echelle.api.Tap;
import org.echelle.nn.Activation;
import org.echelle.nn.Init;
import org.echelle.nn.LayerNorm;
import org.echelle.nn.Linear;
import org.echelle.nn.Parameters;
import org.echelle.nn.PatchEmbedding;
import org.echelle.nn.Taps;
import org.echelle.vision.subject.ViTConfig.Head;
import org.echelle.vision.subject.ViTConfig.Pooling;
import org.echelle.vision.subject.ViTLayout.Part;

/**
 * A vision transformer (Dosovitskiy et al. 2021, arXiv 2010.11929) in any of the published {@linkplain ViTLayout layouts}: patches
 * to tokens, class token and registers in front, learned positions, pre-norm blocks, pooling, head.
 *
 * <p>Runs forward, and under a gradient collector when its parameters want gradients: build it from {@link Parameters#random},
 * set {@code setRequiresGradient(true)} on {@link #parameters}, and train.
 */
public final class VisionTransformer {
    private final ViTConfig config;
    private final Parameters parameters;
    private final PatchEmbedding patches;
    private final NDArray classToken; // [d] or [1, 1, d]; null without
    private final NDArray registers; // [1, r, d]; null without
    private final NDArray positions; // [1, p, d] or [p, d]
    private final LayerNorm preNorm; // null without, as the norms below
    private final List<ViTBlock> blocks = new ArrayList<>();
    private final LayerNorm finalNorm;
    private final LayerNorm pooledNorm;
    private final Linear headIn;
    private final Linear head;
    private final NDArray matrix; // [d, out]
    private NDArray gridPositions; // positions on the grid of this input, [1, p', d]

    /**
     * Takes all parameters.
     *
     * @param config what to build
     * @param parameters the whole set (not a sub-scope); the caller calls {@link Parameters#verify}
     */
    public VisionTransformer(ViTConfig config, Parameters parameters) {
        this.config = config;
        this.parameters = parameters;
        ViTLayout layout = config.layout();
        Parameters p = parameters.at(config.prefix());
        long d = config.width();
        boolean flat = layout == ViTLayout.OPENAI_CLIP || layout == ViTLayout.HUGGINGFACE_CLIP;
        patches = new PatchEmbedding(
                p.at(layout.name(Part.PATCH)),
                config.channels(),
                config.width(),
                config.patch(),
                config.patchBias(),
                layout != ViTLayout.LUCIDRAINS);
        classToken = !config.classToken()
                ? null
                : p.get(layout.name(Part.CLASS), Init.TRUNCATED_NORMAL, flat ? new long[] {d} : new long[] {1, 1, d});
        registers = config.registers() == 0
                ? null
                : p.get(config.registersName(), Init.TRUNCATED_NORMAL, 1, config.registers(), d);
        long count = config.positions();
        positions = p.get(
                layout.name(Part.POSITIONS),
                Init.TRUNCATED_NORMAL,
                flat ? new long[] {count, d} : new long[] {1, count, d});
        preNorm = config.preNorm() ? norm(p, Part.PRE_NORM) : null;
        for (int i = 0; i < config.depth(); i++) {
            blocks.add(new ViTBlock(config, i, p));
        }
        finalNorm = config.finalNorm() ? norm(p, Part.FINAL_NORM) : null;
        pooledNorm = config.pooledNorm() ? norm(p, Part.POOLED_NORM) : null;
        long in = config.pooledWidth();
        Parameters h = parameters.at(config.headName());
        long hidden = config.mlpWidth(); // vit-pytorch's two-layer head is as wide as the MLP
        headIn = config.head() == Head.MLP ? new Linear(p.at(layout.name(Part.HEAD_IN)), in, hidden, true) : null;
        head = switch (config.head()) {
            case LINEAR -> new Linear(h, in, config.outputs(), true);
            case MLP -> new Linear(h, hidden, config.outputs(), true);
            case PROJECTION -> new Linear(parameters, config.headName(), null, in, config.outputs());
            case NONE, MATRIX -> null;
        };
        matrix = config.head() == Head.MATRIX
                ? parameters.get(config.headName(), Init.TRUNCATED_NORMAL, in, config.outputs())
                : null;
    }

    private LayerNorm norm(Parameters p, Part part) {
        return new LayerNorm(p.at(config.layout().name(part)), config.width(), config.normEps());
    }

    /** What was built. */
    public ViTConfig config() {
        return config;
    }

    /** All parameters by their published names: the leaves that a trainer updates and writes. */
    public Map<String, NDArray> parameters() {
        return parameters.taken();
    }

    /**
     * Runs the network.
     *
     * @param pixels {@code [batch, channels, height, width]}, normalised
     * @param tap is offered the activations
     * @return {@code [batch, outputs]}: logits, or the pooled features without a head; owned by the manager of {@code pixels}
     */
    public NDArray forward(NDArray pixels, Tap tap) {
        NDManager owner = pixels.getManager();
        try (NDManager scope = owner.newSubManager()) {
            NDArray tokens = tokens(Taps.alias(pixels, scope), tap);
            NDArray out = head(pooled(tokens, tap));
            out.attach(owner);
            return out;
        }
    }

    /**
     * Runs the network up to the tokens after the last norm (of CLIP's towers: before it, they normalise the pooled token only).
     *
     * @param pixels as for {@link #forward}
     * @return {@code [batch, leading + patches, width]}, owned by the manager of {@code pixels}
     */
    public NDArray tokens(NDArray pixels, Tap tap) {
        NDManager owner = pixels.getManager();
        try (NDManager scope = owner.newSubManager()) {
            NDArray x;
            try (NDManager inner = scope.newSubManager()) {
                x = embed(Taps.alias(pixels, inner));
                x.attach(scope);
            }
            for (ViTBlock block : blocks) {
                NDArray next = block.forward(x, tap);
                x.close();
                x = next;
            }
            if (finalNorm != null) {
                x = Taps.at(tap, config.path(Part.FINAL_NORM), finalNorm.forward(x));
            }
            x.attach(owner);
            return x;
        }
    }

    private NDArray embed(NDArray pixels) {
        NDArray x = patches.forward(pixels);
        NDManager scope = x.getManager();
        int covered = positioned(config);
        NDArray grid = gridPositions(scope);
        long batch = x.getShape().get(0);
        if (covered == 0) {
            x = x.add(grid);
            x = concat(scope, token(classToken, batch, scope), token(registers, batch, scope), x);
        } else if (covered == 1) {
            x = concat(scope, token(classToken, batch, scope), x).add(grid);
            if (registers != null) { // registers have no position and stand behind the class token
                x = concat(
                        scope,
                        x.get(new NDIndex(":, :1")),
                        token(registers, batch, scope),
                        x.get(new NDIndex(":, 1:")));
            }
        } else {
            x = concat(scope, token(classToken, batch, scope), token(registers, batch, scope), x)
                    .add(grid);
        }
        return preNorm == null ? x : preNorm.forward(x);
    }

    /** How many of the leading tokens have a learned position: what is left when the patches' form a square. */
    static int positioned(ViTConfig config) {
        int patches = config.rows() * config.columns();
        for (int exact : new int[] {1, 0, config.leading()}) {
            if (config.positions() - exact == patches && exact <= config.leading()) {
                return exact;
            }
        }
        for (int candidate : new int[] {1, 0, config.leading()}) {
            int side = (int) Math.round(Math.sqrt(config.positions() - candidate));
            if (side * side == config.positions() - candidate && candidate <= config.leading()) {
                return candidate;
            }
        }
        throw new SubjectException("The " + config.positions()
                + " learned positions are no square grid, so they do not fit pictures of " + config.imageHeight()
                + " x " + config.imageWidth() + "; set image-size to the published one.");
    }

    private NDArray gridPositions(NDManager scope) {
        if (gridPositions == null) {
            NDArray shaped = positions.reshape(1, config.positions(), config.width());
            int leading = positioned(config);
            if (config.positions() - leading == config.rows() * config.columns()) {
                if (positions.hasGradient()) {
                    shaped.attach(scope); // part of this pass's graph
                    return shaped;
                }
                gridPositions = shaped;
            } else {
                gridPositions = PositionGrid.resize(
                        shaped,
                        leading,
                        config.positionRule(),
                        config.rows(),
                        config.columns(),
                        positions.getManager());
                shaped.close();
            }
        }
        return gridPositions;
    }

    /** A learned token for every sample, {@code [batch, n, d]}; null for null. */
    private NDArray token(NDArray learned, long batch, NDManager scope) {
        if (learned == null) {
            return null;
        }
        try (NDArray shaped = learned.reshape(1, -1, config.width())) {
            NDArray tokens = shaped.broadcast(new Shape(batch, shaped.getShape().get(1), config.width()));
            tokens.attach(scope);
            return tokens;
        }
    }

    private static NDArray concat(NDManager scope, NDArray... parts) {
        NDList list = new NDList();
        for (NDArray part : parts) {
            if (part != null) {
                list.add(part);
            }
        }
        NDArray joined = list.size() == 1 ? list.get(0) : NDArrays.concat(list, 1);
        joined.attach(scope);
        return joined;
    }

    /** The vector that stands for the picture, {@code [batch, width]} (twice that for {@link Pooling#CLASS_AND_MEAN}). */
    private NDArray pooled(NDArray tokens, Tap tap) {
        NDArray pooled =
                switch (config.pooling()) {
                    case CLASS -> tokens.get(new NDIndex(":, 0"));
                    case MEAN ->
                        tokens.get(new NDIndex(":, {}:", config.leading())).mean(new int[] {1});
                    case CLASS_AND_MEAN ->
                        NDArrays.concat(
                                new NDList(
                                        tokens.get(new NDIndex(":, 0")),
                                        tokens.get(new NDIndex(":, {}:", config.leading()))
                                                .mean(new int[] {1})),
                                1);
                };
        return pooledNorm == null ? pooled : Taps.at(tap, config.path(Part.POOLED_NORM), pooledNorm.forward(pooled));
    }

    private NDArray head(NDArray pooled) {
        return switch (config.head()) {
            case NONE -> pooled;
            case LINEAR, PROJECTION -> head.forward(pooled);
            case MLP -> head.forward(Activation.GELU.forward(headIn.forward(pooled)));
            case MATRIX -> pooled.matMul(matrix);
        };
    }
}
