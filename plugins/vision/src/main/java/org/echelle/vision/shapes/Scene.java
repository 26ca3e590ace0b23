package org.echelle.vision.shapes;

import java.awt.Shape;
import java.util.List;

/**
 * What a picture of the shapes world shows.
 *
 * @param factors {@code [factor]}, the number of the value that each {@link Factor} takes, in their order
 * @param objects outlines in pixels, the main object first
 * @param tone brightness of the objects, about 1
 * @param phase where textures and lines begin, in pixels
 * @param seed decides clouds and sensor noise
 */
record Scene(int[] factors, List<Shape> objects, double tone, int phase, long seed) {
    /** Number of the value that a factor takes. */
    int value(Factor factor) {
        return factors[factor.place()];
    }

    /** Name of the value that a factor takes. */
    String name(Factor factor) {
        return factor.terms().get(value(factor));
    }
}
