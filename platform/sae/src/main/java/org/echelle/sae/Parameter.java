package org.echelle.sae;

import ai.djl.ndarray.types.Shape;

/**
 * A tensor that is learned.
 *
 * @param name in checkpoints and, where it is part of the finished dictionary, in {@code dictionary.safetensors}
 */
record Parameter(String name, long... shape) {
    Shape djl() {
        return new Shape(shape);
    }
}
