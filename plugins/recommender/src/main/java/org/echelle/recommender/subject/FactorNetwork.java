package org.echelle.recommender.subject;

import static org.echelle.recommender.subject.Vectors.embed;

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
import org.echelle.nn.Taps;
import org.echelle.recommender.History;

/** Matrix factorisation: an item's score is the inner product of the user's vector with its own, plus its bias where there is one. */
final class FactorNetwork implements ItemNetwork {
    private final FactorLayout layout;
    private final NDArray users; // [users, width]
    private final NDArray items; // [rows, width]
    private final NDArray bias; // [rows] or null
    private final int userRows;
    private final int rows;
    private final int width;

    FactorNetwork(FactorLayout layout, Parameters p) {
        this.layout = layout;
        userRows = layout.userRows();
        rows = layout.itemRows();
        width = layout.width();
        users = p.get(layout.users(), userRows, width);
        items = p.get(layout.items(), rows, width);
        bias = layout.itemBias().isEmpty() ? null : p.get(layout.itemBias(), rows, 1);
        if (!layout.userBias().isEmpty()) {
            p.get(layout.userBias(), userRows, 1); // the same for all items of a user: no ranking depends on it
        }
    }

    /** Tables that were computed, without biases. */
    FactorNetwork(FactorLayout layout, NDArray users, NDArray items) {
        this.layout = layout;
        this.users = users;
        this.items = items;
        bias = null;
        userRows = layout.userRows();
        rows = layout.itemRows();
        width = layout.width();
    }

    @Override
    public NDArray forward(NDList inputs, Tap tap) {
        NDManager owner = inputs.get(0).getManager();
        try (NDManager scope = owner.newSubManager()) {
            NDArray rows = Taps.alias(inputs.get(0), scope);
            NDArray user = embed(rows, users).squeeze(1);
            user = Taps.at(tap, layout.hook(), user);
            NDArray flat = null;
            if (bias != null) {
                flat = bias.squeeze(1);
                flat.attach(scope);
            }
            NDArray scores = user.getNDArrayInternal().linear(user, items, flat).singletonOrThrow();
            scores.attach(owner);
            return scores;
        }
    }

    @Override
    public List<HookPoint> hookPoints() {
        return List.of(
                new HookPoint(layout.hook(), width, HookPoint.Layout.WIDTH_LAST, List.of(), "the user's vector"));
    }

    @Override
    public List<TensorSpec> inputs() {
        return List.of(new TensorSpec("user", List.of(-1L, 1L), "int64: the user's row in the table of users"));
    }

    @Override
    public NDList prepare(List<History> batch, NDManager manager) {
        return new NDList(
                manager.create(batch.stream().mapToLong(History::userRow).toArray(), new Shape(batch.size(), 1)));
    }

    @Override
    public Sites sites(HookPoint hook, NDList inputs) {
        return Sites.repeated((int) inputs.get(0).getShape().get(0), new int[0][]);
    }

    @Override
    public int columns() {
        return rows;
    }

    @Override
    public String refuses(History history) {
        return history.userRow() >= 0 && history.userRow() < userRows
                ? ""
                : "has " + (history.userRow() < 0 ? "no row" : "row " + history.userRow())
                        + " in the weights' table of " + userRows + " users. Check samples.user-ids.";
    }

    @Override
    public String architecture() {
        return String.format(
                Locale.ROOT,
                "matrix factorisation, %,d rows of users and %,d of items, width %d%s",
                userRows,
                rows,
                width,
                bias == null ? "" : ", with item biases");
    }

    @Override
    public Map<String, String> details() {
        return Map.of("layout", layout.users() + ", " + layout.items());
    }
}
