package org.echelle.medical.subject;

import java.util.Optional;
import org.echelle.api.HookPoint;
import org.echelle.api.Subject;

/** Where the cells of a subject's hook points lie on a film: the geometry that annotations and views need. */
public interface FilmGrid {
    /** Where preprocessing puts a film of that size. */
    Placement placement(int filmWidth, int filmHeight);

    /** Columns of the network's input, in pixels. */
    int inputWidth();

    /** Rows of the network's input, in pixels. */
    int inputHeight();

    /**
     * The grid of places at a hook point, {@code [rows, columns]}; {@code [0, 0]} where its rows have no place, or its size is not known.
     * Cell {@code (y, x)} stands for the input pixels {@code [x * inputWidth / columns, (x + 1) * inputWidth / columns)}, likewise for y.
     */
    int[] gridSize(HookPoint hook);

    /** That of a subject of this plugin, or of any that looks at pictures; empty for another one. */
    static Optional<FilmGrid> of(Subject subject) {
        return subject instanceof FilmGrid own
                ? Optional.of(own)
                : subject.readsPictures().map(SeenGrid::new);
    }
}
