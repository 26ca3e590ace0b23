package org.echelle.diffusion.network;

import java.util.List;
import org.echelle.api.Axis;
import org.echelle.api.HookPoint;

/**
 * A hook point of a denoiser and its grid. Its axes are those within one prediction; timestep and guidance branch are the sampler's.
 *
 * @param hook name, width, layout, axes {@code y} and {@code x}
 * @param leading rows in front of the grid's, such as tokens that stand for time or class
 * @param rows of the grid
 * @param columns of the grid
 */
public record Place(HookPoint hook, int leading, int rows, int columns) {
    /** A map {@code [batch, width, rows, columns]}. */
    public static Place map(String name, int width, int rows, int columns, String description) {
        return place(name, width, HookPoint.Layout.WIDTH_SECOND, 0, rows, columns, description);
    }

    /**
     * Tokens {@code [batch, leading + rows * columns + behind, width]}, row by row of the grid. Tokens behind the grid, however many, have
     * no place in it, as those in front.
     */
    public static Place tokens(String name, int width, int leading, int rows, int columns, String description) {
        return place(name, width, HookPoint.Layout.WIDTH_LAST, leading, rows, columns, description);
    }

    private static Place place(
            String name, int width, HookPoint.Layout layout, int leading, int rows, int columns, String description) {
        List<Axis> axes = List.of(new Axis("y", rows), new Axis("x", columns));
        return new Place(new HookPoint(name, width, layout, axes, description), leading, rows, columns);
    }

    /** The same place's update: output less input, under the name {@code NAME.update}. */
    public Place update() {
        HookPoint h = hook;
        return new Place(
                new HookPoint(
                        h.name() + Updates.SUFFIX,
                        h.width(),
                        h.layout(),
                        h.axes(),
                        "what it adds: output less input; " + h.description()),
                leading,
                rows,
                columns);
    }
}
