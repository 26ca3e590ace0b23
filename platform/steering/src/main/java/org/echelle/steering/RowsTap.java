package org.echelle.steering;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.HashMap;
import java.util.Map;
import org.echelle.api.HookPoint;
import org.echelle.api.Tap;
import org.echelle.store.SparseRows;

/** Keeps codes, scales and rows at some hook points of one pass. */
final class RowsTap implements Tap {
    /** What was seen at one hook point. */
    record Seen(float[] rows, SparseRows codes, double[] scales) {}

    private final Map<String, HookPoint> hooks = new HashMap<>();
    private final Map<String, Decoding> decodings;
    private final Map<String, Seen> seen = new HashMap<>();

    RowsTap(Map<HookPoint, Decoding> wanted) {
        decodings = new HashMap<>();
        wanted.forEach((hook, decoding) -> {
            hooks.put(hook.name(), hook);
            decodings.put(hook.name(), decoding);
        });
    }

    @Override
    public boolean wants(String hook) {
        return hooks.containsKey(hook);
    }

    @Override
    public NDArray at(String name, NDArray x) {
        HookPoint hook = hooks.get(name);
        if (hook != null) {
            Activation.requireReadable(hook, x);
            try (NDManager scope = x.getManager().newSubManager()) {
                NDArray rows = Activation.rows(hook, x, scope);
                SparseRows codes = decodings.get(name).encode(rows);
                seen.put(
                        name,
                        new Seen(rows.toFloatArray(), codes, decodings.get(name).scales(rows, codes)));
            }
        }
        return x;
    }

    @Override
    public Tap with(String axis, int value) {
        return this;
    }

    Seen seen(HookPoint hook) {
        Seen found = seen.get(hook.name());
        if (found == null) {
            throw new SteeringException("The subject's forward pass never met hook point " + hook.name()
                    + ": this is a defect of the plugin.");
        }
        return found;
    }
}
