package org.echelle.vision.subject;

import java.util.List;
import org.echelle.api.HookPoint;
import org.echelle.api.Subject;

/** A subject that looks at pictures ({@link org.echelle.vision.ImageSample}) through a fixed window. */
public interface VisionSubject extends Subject {
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
     * @param hook one of {@link #hookPoints}
     * @return rows and columns, {@code [height, width]}; {@code [0, 0]} when its rows have no place (a pooled activation). Cell
     *     {@code (y, x)} stands for input pixels {@code [x * inputWidth / width, (x + 1) * inputWidth / width)}, likewise for y
     */
    int[] gridSize(HookPoint hook);

    /** Names of the classes, in the order of the logits; empty when nobody named them. */
    List<String> labels();
}
