package org.echelle.testkit;

import ai.djl.ndarray.NDArray;
import java.util.function.UnaryOperator;
import org.echelle.api.Tap;

/**
 * Edits what passes at one hook point, and lets the others pass.
 *
 * @param hook name of the hook point
 * @param edit from the activation to what the forward pass goes on with
 */
public record EditAt(String hook, UnaryOperator<NDArray> edit) implements Tap {
    @Override
    public boolean wants(String name) {
        return name.equals(hook);
    }

    @Override
    public NDArray at(String name, NDArray x) {
        return wants(name) ? edit.apply(x) : x;
    }

    @Override
    public Tap with(String axis, int value) {
        return this;
    }
}
