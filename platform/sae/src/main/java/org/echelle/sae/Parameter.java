package org.echelle.sae;

import ai.djl.ndarray.types.Shape;

/**
 * A tensor that is learned.
 *
 * @param name in checkpoints and, where it is part of the finished dictionary, in {@code dictionary.safetensors}
 */
public record Parameter(String name, long... shape) {
    /** Its shape as the engine wants it. */
    public Shape djl() {
        return new Shape(shape);
    }
}
