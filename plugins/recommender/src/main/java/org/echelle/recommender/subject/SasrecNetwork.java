package org.echelle.recommender.subject;

import static org.echelle.recommender.subject.Vectors.embed;
import static org.echelle.recommender.subject.Vectors.products;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.echelle.api.HookPoint;
import org.echelle.api.Tap;
import org.echelle.nn.LayerNorm;
import org.echelle.nn.Parameters;
import org.echelle.nn.Taps;
import org.echelle.recommender.History;
import org.echelle.torch.HostView;
import org.echelle.torch.Scalars;

/**
 * SASRec (Kang and McAuley 2018, arXiv 1808.09781) under the names of pmixer's port: a causal transformer over the items that a user
 * consumed; an item's score is the inner product of its embedding with the last state.
 *
 * <p>{@link History Histories} are padded on the left to the published length, since padding is not masked in attention and so takes
 * part in it: a shorter batch would give other scores.
 */
final class SasrecNetwork extends PaddedNetwork {
    private final SasrecConfig config;
    private final Parameters parameters;
    private final NDArray items; // [rows, width]
    private final NDArray positions;
    private final List<SasrecBlock> blocks = new ArrayList<>();
    private final LayerNorm norm;

    SasrecNetwork(SasrecConfig config, Parameters p) {
        super(true, config.length(), 1, config.rows());
        this.config = config;
        parameters = p;
        items = p.get("item_emb.weight", config.rows(), config.width());
        positions = p.get("pos_emb.weight", config.positions(), config.width());
        for (int i = 0; i < config.blocks(); i++) {
            blocks.add(new SasrecBlock(p, i, config));
        }
        norm = new LayerNorm(p.at("last_layernorm"), config.width(), SasrecConfig.EPS);
    }

    SasrecVariant variant() {
        return config.variant();
    }

    /** The same weights in another forward pass. */
    SasrecNetwork as(SasrecVariant variant) {
        return variant == config.variant() ? this : new SasrecNetwork(config.as(variant), parameters);
    }

    /** Final states {@code [batch, length, width]}, in the manager of {@code rows}. */
    NDArray states(NDArray rows, Tap tap) {
        NDManager scope = rows.getManager();
        int batch = (int) rows.getShape().get(0);
        int length = config.length();
        long[] given = rows.toLongArray();
        long[] places = new long[given.length];
        for (int i = 0; i < places.length; i++) {
            places[i] = config.zero() ? given[i] == 0 ? 0 : i % length + 1 : i % length;
        }
        NDArray x = Scalars.times(embed(rows, items), Math.sqrt(config.width()))
                .add(embed(HostView.array(scope, places, new Shape(batch, length)), positions));
        NDArray kept = config.zero()
                ? null
                : rows.neq(0).toType(DataType.FLOAT32, false).expandDims(2);
        x = kept == null ? x : x.mul(kept);
        NDArray mask = causal(scope, length);
        for (int i = 0; i < blocks.size(); i++) {
            x = blocks.get(i).forward(x, mask);
            x = Taps.at(tap, "blocks." + i, kept == null ? x : x.mul(kept));
        }
        return Taps.at(tap, "last_layernorm", norm.forward(x));
    }

    /** Embeddings of rows, {@code [..., width]}. */
    NDArray items(NDArray rows) {
        return embed(rows, items);
    }

    private static NDArray causal(NDManager scope, int length) {
        float[] values = new float[length * length];
        for (int i = 0; i < length; i++) {
            Arrays.fill(values, i * length + i + 1, (i + 1) * length, Float.NEGATIVE_INFINITY);
        }
        return scope.create(values, new Shape(length, length));
    }

    @Override
    public NDArray forward(NDList inputs, Tap tap) {
        NDManager owner = inputs.get(0).getManager();
        try (NDManager scope = owner.newSubManager()) {
            NDArray state = Positions.last(states(Taps.alias(inputs.get(0), scope), tap));
            NDArray scores = products(state, items);
            scores.attach(owner);
            return scores;
        }
    }

    @Override
    public List<HookPoint> hookPoints() {
        List<HookPoint> hooks = new ArrayList<>();
        for (int i = 0; i < config.blocks(); i++) {
            hooks.add(hook("blocks." + i, "state after block " + i));
        }
        hooks.add(hook("last_layernorm", "final state, whose inner product with an item's embedding is its score"));
        return hooks;
    }

    private HookPoint hook(String name, String words) {
        return new HookPoint(name, config.width(), HookPoint.Layout.WIDTH_LAST, List.of(Positions.ACTION), words);
    }

    @Override
    public String architecture() {
        return String.format(
                Locale.ROOT,
                "SASRec, %d blocks of width %d with %d head%s, %,d items, %d actions",
                config.blocks(),
                config.width(),
                config.heads(),
                config.heads() == 1 ? "" : "s",
                config.rows() - 1,
                config.length());
    }

    @Override
    public Map<String, String> details() {
        return Map.of(
                "variant", config.variant().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }
}
