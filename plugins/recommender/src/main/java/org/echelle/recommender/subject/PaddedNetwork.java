package org.echelle.recommender.subject;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.List;
import org.echelle.api.HookPoint;
import org.echelle.api.Sites;
import org.echelle.api.TensorSpec;
import org.echelle.recommender.History;

/** A network that is shown the rows of consumed items, with zeros on one side of histories that are shorter than others. */
abstract class PaddedNetwork implements ItemNetwork {
    private final boolean left;
    private final int length;
    private final int first;
    private final int rows;

    /**
     * Says what the network is shown.
     *
     * @param left whether zeros stand on the left, up to the same length for all batches; else they stand on the right, up to the longest
     *     history of the batch
     * @param length actions that are shown at most, the latest ones
     * @param first row of the first item in the table of items
     * @param rows of that table
     */
    PaddedNetwork(boolean left, int length, int first, int rows) {
        this.left = left;
        this.length = length;
        this.first = first;
        this.rows = rows;
    }

    @Override
    public final List<TensorSpec> inputs() {
        return List.of(
                new TensorSpec(
                        "items",
                        List.of(-1L, left ? (long) length : -1L),
                        "int64: rows of consumed items, oldest first, 0 on the " + (left ? "left" : "right")
                                + " where a history is shorter"),
                Positions.ACTIONS);
    }

    @Override
    public final NDList prepare(List<History> batch, NDManager manager) {
        return left ? Positions.padLeft(batch, length, manager) : Positions.padRight(batch, length, manager);
    }

    @Override
    public final Sites sites(HookPoint hook, NDList inputs) {
        return left ? Positions.left(inputs) : Positions.right(inputs);
    }

    @Override
    public final int columns() {
        return rows;
    }

    @Override
    public final String refuses(History history) {
        return Rows.refuses(history, first, rows);
    }
}
