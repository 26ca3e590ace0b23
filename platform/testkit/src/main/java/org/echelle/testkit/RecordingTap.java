package org.echelle.testkit;

import ai.djl.ndarray.NDArray;
import java.util.LinkedHashMap;
import java.util.Map;
import org.echelle.api.Tap;

/**
 * Keeps what passes at every hook point, and edits nothing.
 *
 * <p>Where a hook point is passed more than once, as by a sampler, the last pass is kept.
 */
public final class RecordingTap implements Tap {
    private final Map<String, float[]> values = new LinkedHashMap<>();
    private final Map<String, long[]> shapes = new LinkedHashMap<>();

    /** The values by name of the hook point, row by row (the last axis runs fastest), in the order of their first passing. */
    public Map<String, float[]> values() {
        return values;
    }

    /** The shapes by name of the hook point. */
    public Map<String, long[]> shapes() {
        return shapes;
    }

    @Override
    public boolean wants(String hook) {
        return true;
    }

    @Override
    public NDArray at(String hook, NDArray x) {
        values.put(hook, x.toFloatArray());
        shapes.put(hook, x.getShape().getShape());
        return x;
    }

    @Override
    public Tap with(String axis, int value) {
        return this;
    }
}
