package org.echelle.recommender.subject;

import ai.djl.ndarray.NDArray;
import org.echelle.api.Tap;

/** Edits for tests. */
final class Edits {
    private Edits() {}

    /** Replaces one activation with zeros. */
    static Tap zeros(String hook) {
        return new Tap() {
            @Override
            public boolean wants(String name) {
                return name.equals(hook);
            }

            @Override
            public NDArray at(String name, NDArray x) {
                return name.equals(hook) ? x.mul(0) : x;
            }

            @Override
            public Tap with(String axis, int value) {
                return this;
            }
        };
    }
}
