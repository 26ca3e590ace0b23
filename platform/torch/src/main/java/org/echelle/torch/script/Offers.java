package org.echelle.torch.script;

import ai.djl.ndarray.NDArray;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Hands what passed in one run to the tap, under the names that it was asked for. */
final class Offers {
    private record Turn(int id, int call, boolean input) {}

    private final Map<HookName, Integer> hooks;
    private final ScriptTap tap;
    /** Calls whose first input or output has passed. */
    private final Set<Turn> begun = new HashSet<>();

    private String last = "";

    Offers(Map<HookName, Integer> hooks, ScriptTap tap) {
        this.hooks = hooks;
        this.tap = tap;
    }

    NDArray at(int id, int call, String part, NDArray x) {
        boolean first = first(id, call, part);
        NDArray y = x;
        for (Map.Entry<HookName, Integer> hook : hooks.entrySet()) {
            if (hook.getValue() == id && hook.getKey().means(call, part, first)) {
                last = hook.getKey().text();
                y = tap.at(last, call, y);
            }
        }
        return y;
    }

    /** Whether nothing of that call passed before on that side. */
    boolean first(int id, int call, String part) {
        return begun.add(new Turn(id, call, HookName.isInput(part)));
    }

    /** The hook point that was offered something last. */
    String last() {
        return last;
    }
}
