package org.echelle.diffusion.subject;

import ai.djl.ndarray.NDArray;
import org.echelle.api.Tap;

/** Shows a part of a model under the part's name. */
record PrefixTap(Tap tap, String prefix) implements Tap {
    @Override
    public boolean wants(String hook) {
        return tap.wants(prefix + hook);
    }

    @Override
    public NDArray at(String hook, NDArray x) {
        return tap.at(prefix + hook, x);
    }

    @Override
    public Tap with(String axis, int value) {
        return new PrefixTap(tap.with(axis, value), prefix);
    }
}
