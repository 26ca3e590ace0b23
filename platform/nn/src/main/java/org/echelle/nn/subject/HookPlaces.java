package org.echelle.nn.subject;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.echelle.api.HookPoint;
import org.echelle.nn.NnException;

/**
 * The hook points of a network by name, each with what the network knows of it, such as the grid of its rows.
 *
 * @param <P> what is known of a hook point
 */
public final class HookPlaces<P> {
    private final Map<String, P> places = new LinkedHashMap<>();
    private final Function<? super P, HookPoint> hook;

    /**
     * @param places in the order of a forward pass
     * @param hook the hook point of a place
     */
    public HookPlaces(List<? extends P> places, Function<? super P, HookPoint> hook) {
        this.hook = hook;
        places.forEach(p -> this.places.put(hook.apply(p).name(), p));
    }

    /** Of a network that knows no more of them. */
    public static HookPlaces<HookPoint> of(List<HookPoint> hooks) {
        return new HookPlaces<>(hooks, Function.identity());
    }

    /** In the order of a forward pass. */
    public List<HookPoint> hookPoints() {
        return places.values().stream().<HookPoint>map(hook).toList();
    }

    /**
     * What is known of a hook point.
     *
     * @throws NnException that names those there are, when the network has none of this name
     */
    public P at(HookPoint wanted) {
        return find(wanted.name())
                .orElseThrow(() -> new NnException("This network has no hook point " + wanted.name() + "; it has "
                        + String.join(", ", places.keySet()) + "."));
    }

    /** What is known of the hook point of that name; empty when there is none. */
    public Optional<P> find(String name) {
        return Optional.ofNullable(places.get(name));
    }
}
