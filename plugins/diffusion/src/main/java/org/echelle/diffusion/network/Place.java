package org.echelle.diffusion.network;

import java.util.List;
import org.echelle.api.Axis;
import org.echelle.api.HookPoint;

/**
 * A hook point of a denoiser and its grid. Its axes are those within one prediction; timestep and guidance branch are the sampler's.
 *
 * @param hook name, width, layout, axes {@code y} and {@code x}; none for a vector
 * @param leading rows in front of the grid's, such as tokens that stand for time or class
 * @param rows of the grid
 * @param columns of the grid
 * @param trailing rows behind the grid's, such as the same tokens of other networks
 */
public record Place(HookPoint hook, int leading, int rows, int columns, int trailing) {
    /** A map {@code [batch, width, rows, columns]}. */
    public static Place map(String name, int width, int rows, int columns, String description) {
        return place(name, width, HookPoint.Layout.WIDTH_SECOND, 0, rows, columns, 0, description);
    }

    /**
     * Tokens {@code [batch, leading + rows * columns + behind, width]}, row by row of the grid. Tokens behind the grid, however many, have
     * no place in it, as those in front.
     */
    public static Place tokens(String name, int width, int leading, int rows, int columns, String description) {
        return place(name, width, HookPoint.Layout.WIDTH_LAST, leading, rows, columns, 0, description);
    }

    /** Tokens {@code [batch, rows * columns + trailing, width]}, those without a place behind the grid's. */
    public static Place trailed(String name, int width, int rows, int columns, int trailing, String description) {
        return place(name, width, HookPoint.Layout.WIDTH_LAST, 0, rows, columns, trailing, description);
    }

    /** One vector a sample {@code [batch, width]}, of no place in the picture, and without its axes. */
    public static Place vector(String name, int width, String description) {
        HookPoint hook = new HookPoint(name, width, HookPoint.Layout.WIDTH_LAST, List.of(), description);
        return new Place(hook, 1, 0, 0, 0);
    }

    /** Rows of one sample. */
    public int positions() {
        return leading + rows * columns + trailing;
    }

    /**
     * Coordinates y and x of one sample's rows, {@code [2][positions]}; rows without a place have -1, -2 and on, from the first to the
     * last.
     */
    public int[][] coordinates() {
        int[][] yx = new int[2][positions()];
        int odd = 0;
        for (int i = 0; i < positions(); i++) {
            int cell = i - leading;
            boolean placed = cell >= 0 && cell < rows * columns;
            yx[0][i] = placed ? cell / columns : --odd;
            yx[1][i] = placed ? cell % columns : odd;
        }
        return yx;
    }

    private static Place place(
            String name,
            int width,
            HookPoint.Layout layout,
            int leading,
            int rows,
            int columns,
            int trailing,
            String description) {
        List<Axis> axes = List.of(new Axis("y", rows), new Axis("x", columns));
        return new Place(new HookPoint(name, width, layout, axes, description), leading, rows, columns, trailing);
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
                columns,
                trailing);
    }
}
