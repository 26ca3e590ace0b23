package org.echelle.recommender.subject;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntBinaryOperator;
import java.util.function.IntUnaryOperator;
import org.echelle.api.Axis;
import org.echelle.api.Sites;
import org.echelle.api.TensorSpec;
import org.echelle.recommender.History;

/**
 * Places of histories that were shown to a network with padding on one side. A row's coordinate is the action's number within the
 * sample's history, from 0, so that labels find it however many actions are shown.
 */
public final class Positions {
    /** The only axis of hook points with a row an action. */
    public static final Axis ACTION = new Axis("action", -1);

    /** The second input of networks that are shown actions. */
    public static final TensorSpec ACTIONS =
            new TensorSpec("actions", List.of(-1L, 1L), "int64: number of actions of the whole history");

    private Positions() {}

    /**
     * Two arrays: items' rows {@code [batch, length]}, 0 on the left where a history is shorter, and each history's number of actions
     * {@code [batch, 1]}.
     */
    static NDList padLeft(List<History> batch, int length, NDManager manager) {
        return pad(batch, length, shown -> length - shown, 0, manager);
    }

    /** Coordinates for {@link #padLeft}; padding is dropped. */
    public static Sites left(NDList inputs) {
        int length = (int) inputs.get(0).getShape().get(1);
        return sites(inputs, (actions, place) -> actions - length + place);
    }

    /**
     * As {@link #padLeft}, with 0 on the right, and no longer than the longest history of the batch.
     *
     * @param most actions that are shown at most, the latest ones
     */
    static NDList padRight(List<History> batch, int most, NDManager manager) {
        int longest = batch.stream().mapToInt(History::length).max().orElse(0);
        return pad(batch, Math.min(most, longest), shown -> 0, 0, manager);
    }

    /**
     * As {@link #padLeft}, with the side and the number that fills up as a model wants them; as long for all batches on either side.
     *
     * @param filler stands where a history is shorter
     */
    public static NDList padded(List<History> batch, int length, boolean left, int filler, NDManager manager) {
        return pad(batch, length, left ? shown -> length - shown : shown -> 0, filler, manager);
    }

    /** Coordinates for {@link #padRight}; padding is dropped. */
    public static Sites right(NDList inputs) {
        int length = (int) inputs.get(0).getShape().get(1);
        return sites(inputs, (actions, place) -> {
            int shown = Math.min(length, actions);
            return place < shown ? actions - shown + place : -1;
        });
    }

    /** @param first place of the first action that is shown, from how many are */
    private static NDList pad(List<History> batch, int length, IntUnaryOperator first, int filler, NDManager manager) {
        long[] rows = new long[batch.size() * length];
        Arrays.fill(rows, filler);
        long[] actions = new long[batch.size()];
        for (int i = 0; i < batch.size(); i++) {
            int[] items = batch.get(i).items();
            int shown = Math.min(length, items.length);
            int at = i * length + first.applyAsInt(shown);
            for (int j = 0; j < shown; j++) {
                rows[at + j] = items[items.length - shown + j];
            }
            actions[i] = items.length;
        }
        return new NDList(
                manager.create(rows, new Shape(batch.size(), length)),
                manager.create(actions, new Shape(batch.size(), 1)));
    }

    /** @param action the action at a place, from a history's number of actions and the place; below 0 for padding */
    private static Sites sites(NDList inputs, IntBinaryOperator action) {
        int batch = (int) inputs.get(0).getShape().get(0);
        int length = (int) inputs.get(0).getShape().get(1);
        long[] actions = inputs.get(1).toLongArray();
        int[] coordinates = new int[batch * length];
        boolean[] dropped = new boolean[batch * length];
        for (int i = 0; i < coordinates.length; i++) {
            int found = action.applyAsInt((int) actions[i / length], i % length);
            coordinates[i] = Math.max(-1, found);
            dropped[i] = found < 0;
        }
        return new Sites(batch, length, new int[][] {coordinates}, dropped);
    }

    /** The last place of each sequence: {@code [batch, length, width]} to {@code [batch, width]}. */
    public static NDArray last(NDArray x) {
        return x.get(":, -1, :");
    }
}
