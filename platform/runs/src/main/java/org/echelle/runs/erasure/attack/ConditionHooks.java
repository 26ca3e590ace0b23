package org.echelle.runs.erasure.attack;

import java.util.List;
import java.util.Optional;
import org.echelle.api.HookPoint;

/** Where a subject that makes pictures can be told something else than was asked. */
public final class ConditionHooks {
    private ConditionHooks() {}

    /**
     * The first hook point of the condition: rows of a guidance branch that no sampler's step has begun for (those of a text encoder), or one
     * vector a step that has no place in the picture (the embedding of a class).
     */
    public static Optional<HookPoint> first(List<HookPoint> hooks) {
        return hooks.stream()
                .filter(h -> h.layout() == HookPoint.Layout.WIDTH_LAST && h.axis("branch") >= 0 && h.axis("y") < 0)
                .filter(h -> h.axis("timestep") < 0 || h.axes().size() == 2)
                .findFirst();
    }
}
