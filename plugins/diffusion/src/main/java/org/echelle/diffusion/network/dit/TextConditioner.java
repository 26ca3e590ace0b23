package org.echelle.diffusion.network.dit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.echelle.api.Tap;
import org.echelle.diffusion.DiffusionException;
import org.echelle.diffusion.network.Condition;
import org.echelle.diffusion.network.dit.DitLayout.Part;
import org.echelle.nn.Activation;
import org.echelle.nn.Init;
import org.echelle.nn.Linear;
import org.echelle.nn.Mlp;
import org.echelle.nn.Parameters;
import org.echelle.torch.Scalars;

/**
 * PixArt-alpha's (adaLN-single): one linear layer makes six vectors of the time for all blocks, to which each block adds its own learned
 * six; captions go through a projection of their own and are read by cross-attention. At 1024 pixels height, width and aspect ratio
 * are embedded like the time, a third of the width each, and added to it.
 */
final class TextConditioner implements Conditioner {
    /** What keeps a query from a token that does not count; diffusers' number, of which the exponential is 0 in float32. */
    private static final double AWAY = -10000;

    /** Height, width and aspect ratio. */
    static final int SIZES = 3;

    private final DitConfig config;
    private final NumberEmbedding time;
    private final NumberEmbedding size; // null without
    private final NumberEmbedding ratio; // null without
    private final Linear modulation;
    private final Mlp projection;
    private final List<NDArray> tables = new ArrayList<>(); // [6, width]
    private final NDArray lastTable; // [2, width]

    TextConditioner(DitConfig config, Parameters p) {
        this.config = config;
        DitLayout layout = config.layout();
        int d = config.width();
        time = new NumberEmbedding(p, layout.name(Part.TIME_IN), layout.name(Part.TIME_OUT), d);
        size = config.sizes()
                ? new NumberEmbedding(p, layout.name(Part.SIZE_IN), layout.name(Part.SIZE_OUT), d / SIZES)
                : null;
        ratio = config.sizes()
                ? new NumberEmbedding(p, layout.name(Part.RATIO_IN), layout.name(Part.RATIO_OUT), d / SIZES)
                : null;
        modulation = new Linear(p.at(layout.name(Part.MODULATION)), d, 6L * d, true);
        projection = Mlp.plain(
                new Linear(p.at(layout.name(Part.TEXT_IN)), config.textWidth(), d, true),
                Activation.GELU_TANH,
                new Linear(p.at(layout.name(Part.TEXT_OUT)), d, d, true));
        for (int i = 0; i < config.depth(); i++) {
            tables.add(p.get(layout.name(Part.TABLE, i), Init.TRUNCATED_NORMAL, 6, d));
        }
        lastTable = p.get(layout.name(Part.LAST_TABLE), Init.TRUNCATED_NORMAL, 2, d);
    }

    @Override
    public Told tell(double[] at, Condition condition, long batch, NDManager scope) {
        NDArray waves = NumberEmbedding.sinusoid(config.frequencyShift()).of(scope, at);
        NDArray embedded = time.forward(waves);
        NDArray all = config.sizes() ? embedded.add(sizes(condition, batch, scope)) : embedded;
        NDArray six = modulation.forward(Activation.SILU.forward(all)).reshape(-1, 6, config.width());
        NDArray one = all.reshape(-1, 1, config.width());
        DitBlock.Text text = text(condition, batch, scope);
        return new Told() {
            @Override
            public NDArray block(int block) {
                return six.add(tables.get(block));
            }

            @Override
            public NDArray last() {
                return one.add(lastTable);
            }

            @Override
            public Optional<DitBlock.Text> text() {
                return Optional.of(text);
            }
        };
    }

    /** Height, width and aspect ratio of each sample, {@code [batch, width]}. */
    private NDArray sizes(Condition condition, long batch, NDManager scope) {
        NDArray told = condition
                .sizes()
                .orElseThrow(
                        () -> new DiffusionException("This PixArt was trained with sizes; tell it height, width and"
                                + " aspect ratio of each sample, [batch, 3]."));
        if (!told.getShape().equals(new Shape(batch, SIZES))) {
            throw new DiffusionException("The sizes are " + told.getShape() + "; PixArt wants height, width and aspect"
                    + " ratio of each of " + batch + " samples.");
        }
        float[] values = told.toType(DataType.FLOAT32, false).toFloatArray();
        int n = Math.toIntExact(batch);
        double[] edges = new double[2 * n];
        double[] ratios = new double[n];
        for (int i = 0; i < n; i++) {
            edges[2 * i] = values[SIZES * i];
            edges[2 * i + 1] = values[SIZES * i + 1];
            ratios[i] = values[SIZES * i + 2];
        }
        NDArray both =
                size.forward(NumberEmbedding.sinusoid(0).of(scope, edges)).reshape(batch, -1);
        NDArray one = ratio.forward(NumberEmbedding.sinusoid(0).of(scope, ratios));
        return both.concat(one, 1);
    }

    private DitBlock.Text text(Condition condition, long batch, NDManager scope) {
        NDArray states = condition
                .text()
                .orElseThrow(() -> new DiffusionException(
                        "PixArt reads captions; give it the hidden states of its text encoder, [batch, tokens, "
                                + config.textWidth() + "]."));
        Shape s = states.getShape();
        if (s.dimension() != 3 || s.get(0) != batch || s.get(2) != config.textWidth()) {
            throw new DiffusionException("The captions' hidden states are " + s + "; this PixArt wants [" + batch
                    + ", tokens, " + config.textWidth() + "].");
        }
        NDArray mine = states.reshape(s);
        mine.attach(scope);
        Optional<NDArray> bias = condition.mask().map(mask -> {
            if (!mask.getShape().equals(new Shape(batch, s.get(1)))) {
                throw new DiffusionException("The captions' mask is " + mask.getShape()
                        + ", but their hidden states are " + s + "; it should have a 1 or 0 a token.");
            }
            NDArray counts = mask.toType(DataType.FLOAT32, true);
            counts.attach(scope);
            return Scalars.times(counts.sub(1), -AWAY).reshape(batch, 1, 1, s.get(1));
        });
        return new DitBlock.Text(projection.forward(mine, Tap.NONE, ""), bias);
    }
}
