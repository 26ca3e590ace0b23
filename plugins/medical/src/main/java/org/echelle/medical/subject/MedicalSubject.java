package org.echelle.medical.subject;

import org.echelle.api.HookPoint;
import org.echelle.api.Subject;

/** A network on films, with the geometry that annotations and views need. */
public interface MedicalSubject extends Subject {
    /** Where preprocessing puts a film of that size. */
    Placement placement(int filmWidth, int filmHeight);

    /** Columns of the network's input, in pixels. */
    int inputWidth();

    /** Rows of the network's input, in pixels. */
    int inputHeight();

    /**
     * The grid of places at a hook point, {@code [rows, columns]}; {@code [0, 0]} where its rows have no place. Cell {@code (y, x)} stands
     * for the input pixels {@code [x * inputWidth / columns, (x + 1) * inputWidth / columns)}, likewise for y.
     */
    int[] gridSize(HookPoint hook);
}
