package org.echelle.pictures;

import java.util.Optional;
import org.echelle.api.HookPoint;
import org.echelle.api.Subject;

/** Where the cells of a subject's hook points lie on a picture: the geometry that annotations and views need. */
public interface PictureGrid {
    /**
     * Where preprocessing puts a picture of this size.
     *
     * @param imageWidth columns of the picture, in its own pixels
     * @param imageHeight rows of the picture
     */
    Placement placement(int imageWidth, int imageHeight);

    /** Columns of the network's input, in pixels. */
    int inputWidth();

    /** Rows of the network's input, in pixels. */
    int inputHeight();

    /**
     * The grid of places at a hook point.
     *
     * @param hook one of the subject's
     * @return rows and columns, {@code [height, width]}; {@code [0, 0]} when its rows have no place (a pooled activation), or its size is not known. Cell
     *     {@code (y, x)} stands for input pixels {@code [x * inputWidth / width, (x + 1) * inputWidth / width)}, likewise for y
     */
    int[] gridSize(HookPoint hook);

    /**
     * That of a subject which knows its own, or of any that {@linkplain Subject#readsPictures looks at pictures}: then its cells lie evenly
     * over the part of a picture that it says it sees.
     *
     * @return empty for one that looks at no pictures
     */
    static Optional<PictureGrid> of(Subject subject) {
        return subject instanceof PictureGrid own
                ? Optional.of(own)
                : subject.readsPictures().map(SeenGrid::new);
    }
}
