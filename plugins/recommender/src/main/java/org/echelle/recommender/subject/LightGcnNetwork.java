package org.echelle.recommender.subject;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.echelle.api.HookPoint;
import org.echelle.api.Sites;
import org.echelle.api.Tap;
import org.echelle.api.TensorSpec;
import org.echelle.nn.Parameters;
import org.echelle.recommender.History;
import org.echelle.recommender.log.InteractionGraph;

/** LightGCN: the inner products of users' and items' propagated embeddings. The graph is fixed, so that they are propagated once. */
final class LightGcnNetwork implements ItemNetwork {
    /** Of the user's row; no published module makes it. */
    static final String HOOK = "propagated_user";

    private final FactorNetwork tables;
    private final FactorLayout layout;
    private final int layers;
    private final int edges;

    /** Reads no parameter but the two tables, which are there in the layout's shapes. */
    LightGcnNetwork(FactorLayout layout, InteractionGraph graph, int layers, Parameters p) {
        this.layout = layout;
        this.layers = layers;
        edges = graph.size();
        NDArray users = p.get(layout.users(), layout.userRows(), layout.width());
        NDArray items = p.get(layout.items(), layout.itemRows(), layout.width());
        float[][] propagated =
                Propagation.of(graph, users.toFloatArray(), items.toFloatArray(), layout.width(), layers);
        FactorLayout computed = new FactorLayout(
                HOOK + ".weight",
                "propagated_item.weight",
                "",
                "",
                layout.userRows(),
                layout.itemRows(),
                layout.width());
        tables = new FactorNetwork(
                computed,
                p.manager().create(propagated[0], new Shape(layout.userRows(), layout.width())),
                p.manager().create(propagated[1], new Shape(layout.itemRows(), layout.width())));
    }

    @Override
    public NDArray forward(NDList inputs, Tap tap) {
        return tables.forward(inputs, tap);
    }

    @Override
    public List<HookPoint> hookPoints() {
        return List.of(new HookPoint(
                HOOK,
                layout.width(),
                HookPoint.Layout.WIDTH_LAST,
                List.of(),
                "the user's embedding after propagation, the mean of " + (layers + 1) + " layers"));
    }

    @Override
    public List<TensorSpec> inputs() {
        return tables.inputs();
    }

    @Override
    public NDList prepare(List<History> batch, NDManager manager) {
        return tables.prepare(batch, manager);
    }

    @Override
    public Sites sites(HookPoint hook, NDList inputs) {
        return tables.sites(hook, inputs);
    }

    @Override
    public int columns() {
        return tables.columns();
    }

    @Override
    public String refuses(History history) {
        return tables.refuses(history);
    }

    @Override
    public String architecture() {
        return String.format(
                Locale.ROOT,
                "LightGCN, %,d rows of users and %,d of items, width %d, %d steps over %,d edges",
                layout.userRows(),
                layout.itemRows(),
                layout.width(),
                layers,
                edges);
    }

    @Override
    public Map<String, String> details() {
        return Map.of("layout", layout.users() + ", " + layout.items());
    }
}
