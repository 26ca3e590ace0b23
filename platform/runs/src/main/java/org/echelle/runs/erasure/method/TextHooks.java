package org.echelle.runs.erasure.method;

import java.util.List;
import java.util.Optional;
import org.echelle.api.HookPoint;

/** Which hook points belong to a text encoder: rows are tokens, and no sampler's step has begun. */
final class TextHooks {
    private TextHooks() {}

    static boolean is(HookPoint hook) {
        return hook.axis("token") >= 0 && hook.axis("branch") >= 0 && hook.axis("timestep") < 0;
    }

    /** The last one, which the network reads; empty where there is none, or there are several encoders. */
    static Optional<HookPoint> last(List<HookPoint> hooks) {
        List<HookPoint> text = hooks.stream()
                .filter(TextHooks::is)
                .filter(h -> h.layout() == HookPoint.Layout.WIDTH_LAST)
                .toList();
        boolean one = text.stream().map(h -> part(h.name())).distinct().count() == 1;
        return one ? Optional.of(text.get(text.size() - 1)) : Optional.empty();
    }

    private static String part(String name) {
        int dot = name.indexOf('.');
        return dot < 0 ? name : name.substring(0, dot);
    }
}
