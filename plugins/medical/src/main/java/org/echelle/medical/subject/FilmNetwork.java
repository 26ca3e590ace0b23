package org.echelle.medical.subject;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.List;
import java.util.Map;
import org.echelle.api.Axis;
import org.echelle.api.HookPoint;
import org.echelle.api.Tap;
import org.echelle.api.TensorSpec;

/** A network on films and what is to be said of it. */
interface FilmNetwork {
    /**
     * Runs the network.
     *
     * @param pixels {@code [batch, channels, height, width]}
     * @return one array for each of {@link #outputs}, owned by the manager of {@code pixels}
     */
    NDList forward(NDArray pixels, Tap tap);

    /** In the order of a forward pass. */
    List<Place> places();

    List<TensorSpec> outputs();

    /** Architecture in words, and whatever else is worth telling. */
    Map<String, String> facts();

    /**
     * A hook point and its grid.
     *
     * @param rows of the grid; 0 for a pooled activation
     * @param columns of the grid
     */
    record Place(HookPoint hook, int rows, int columns) {
        /** A map {@code [batch, width, rows, columns]}. */
        static Place map(String name, int width, int rows, int columns, String description) {
            List<Axis> axes = List.of(new Axis("y", rows), new Axis("x", columns));
            return new Place(
                    new HookPoint(name, width, HookPoint.Layout.WIDTH_SECOND, axes, description), rows, columns);
        }

        /** A map {@code [batch, rows, columns, width]}. */
        static Place tokens(String name, int width, int rows, int columns, String description) {
            List<Axis> axes = List.of(new Axis("y", rows), new Axis("x", columns));
            return new Place(new HookPoint(name, width, HookPoint.Layout.WIDTH_LAST, axes, description), rows, columns);
        }

        /** One vector a film, {@code [batch, width]}. */
        static Place pooled(String name, int width, String description) {
            return new Place(new HookPoint(name, width, HookPoint.Layout.WIDTH_LAST, List.of(), description), 0, 0);
        }
    }
}
