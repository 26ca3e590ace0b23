package org.echelle.recommender.subject;

import static org.echelle.recommender.subject.Vectors.embed;
import static org.echelle.recommender.subject.Vectors.products;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.echelle.api.HookPoint;
import org.echelle.api.Tap;
import org.echelle.nn.Linear;
import org.echelle.nn.Parameters;
import org.echelle.nn.Taps;
import org.echelle.recommender.History;
import org.echelle.torch.HostView;

/**
 * GRU4Rec (Hidasi et al. 2016, arXiv 1511.06939): recurrent layers over the items that a user consumed, a linear layer, and the inner
 * product with each item's embedding, or a row an item in that layer itself. {@link History Histories} are padded on the right, where
 * nothing before them can feel it. A last pointwise function that rises everywhere ({@code tanh} in some code) is left out: it keeps all
 * rankings.
 */
final class GruNetwork extends PaddedNetwork {
    private final GruConfig config;
    private final NDArray items; // [rows, embedding]
    private final NDList gates = new NDList();
    private final Linear out;

    GruNetwork(GruConfig config, Parameters p) {
        super(false, config.length(), 0, config.rows());
        this.config = config;
        GruLayout layout = config.layout();
        items = p.get(layout.items() + ".weight", config.rows(), config.embedding());
        Parameters gru = p.at(layout.gru());
        for (int l = 0; l < config.layers(); l++) {
            gates.add(gru.get("weight_ih_l" + l, 3L * config.width(), l == 0 ? config.embedding() : config.width()));
            gates.add(gru.get("weight_hh_l" + l, 3L * config.width(), config.width()));
            if (config.gates()) {
                gates.add(gru.get("bias_ih_l" + l, 3L * config.width()));
                gates.add(gru.get("bias_hh_l" + l, 3L * config.width()));
            }
        }
        out = new Linear(
                p.at(layout.out()),
                config.width(),
                layout.direct() ? config.rows() : config.embedding(),
                config.bias());
    }

    @Override
    public NDArray forward(NDList inputs, Tap tap) {
        NDManager owner = inputs.get(0).getManager();
        try (NDManager scope = owner.newSubManager()) {
            NDArray rows = Taps.alias(inputs.get(0), scope);
            NDArray ends = ends(inputs, scope);
            NDArray x = embed(rows, items);
            NDArray start =
                    scope.zeros(new Shape(config.layers(), rows.getShape().get(0), config.width()));
            NDList run =
                    x.getNDArrayInternal().gru(x, start, gates, config.gates(), config.layers(), 0, false, false, true);
            NDArray states = Taps.at(tap, config.layout().gru(), run.get(0));
            NDArray scores;
            if (config.layout().direct()) {
                scores = out.forward(at(states, ends));
            } else {
                NDArray state = at(Taps.at(tap, config.layout().out(), out.forward(states)), ends);
                scores = products(state, items);
            }
            scores.attach(owner);
            return scores;
        }
    }

    /** Row of each sample's last action among all {@code batch * length}. */
    private static NDArray ends(NDList inputs, NDManager scope) {
        int length = (int) inputs.get(0).getShape().get(1);
        long[] ends = inputs.get(1).toLongArray();
        for (int i = 0; i < ends.length; i++) {
            ends[i] = (long) i * length + Math.min(ends[i], length) - 1;
        }
        return HostView.array(scope, ends, new Shape(ends.length));
    }

    private static NDArray at(NDArray states, NDArray ends) {
        long width = states.getShape().get(2);
        return states.reshape(-1, width).get(new NDIndex("{}", ends));
    }

    @Override
    public List<HookPoint> hookPoints() {
        HookPoint states = new HookPoint(
                config.layout().gru(),
                config.width(),
                HookPoint.Layout.WIDTH_LAST,
                List.of(Positions.ACTION),
                "recurrent state after each action");
        return config.layout().direct()
                ? List.of(states)
                : List.of(
                        states,
                        new HookPoint(
                                config.layout().out(),
                                config.embedding(),
                                HookPoint.Layout.WIDTH_LAST,
                                List.of(Positions.ACTION),
                                "final state, whose inner product with an item's embedding is its score"));
    }

    @Override
    public String architecture() {
        return String.format(
                Locale.ROOT,
                "GRU4Rec, %d recurrent layer%s of width %d, %,d rows of items of width %d, %s",
                config.layers(),
                config.layers() == 1 ? "" : "s",
                config.width(),
                config.rows(),
                config.embedding(),
                config.length() == Integer.MAX_VALUE ? "all actions" : config.length() + " actions");
    }

    @Override
    public Map<String, String> details() {
        return Map.of(
                "layout",
                config.layout().items() + ", " + config.layout().gru() + ", "
                        + config.layout().out());
    }
}
