package org.echelle.medical.subject;

import java.util.ArrayList;
import java.util.List;

/** The hook points of a U-Net: a map after each stage down, after the deepest, and after each stage up. */
final class UnetPlaces {
    private UnetPlaces() {}

    /**
     * Every stage down halves rows and columns.
     *
     * @param down begins the names of the stages down, which are counted from 1
     * @param up begins the names of the stages up, which are counted down to 1
     * @param widths channels after each stage down, and after the stage up of its number
     * @param deepest channels of the deepest stage, {@code bottleneck}
     * @param rows of the input
     * @param columns of the input
     */
    static List<FilmNetwork.Place> of(String down, String up, int[] widths, int deepest, int rows, int columns) {
        int depth = widths.length;
        List<FilmNetwork.Place> places = new ArrayList<>();
        for (int i = 0; i < depth; i++) {
            places.add(stage(down, "down", i, widths, rows, columns));
        }
        places.add(FilmNetwork.Place.map(
                "bottleneck", deepest, rows >> depth, columns >> depth, "output of the deepest stage"));
        for (int i = depth - 1; i >= 0; i--) {
            places.add(stage(up, "up", i, widths, rows, columns));
        }
        return places;
    }

    private static FilmNetwork.Place stage(String name, String way, int i, int[] widths, int rows, int columns) {
        return FilmNetwork.Place.map(
                name + (i + 1), widths[i], rows >> i, columns >> i, "output of stage " + (i + 1) + " " + way);
    }
}
