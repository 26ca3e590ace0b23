package org.echelle.runs;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.echelle.api.HookPoint;
import org.echelle.steering.Where;

/**
 * Some rows of a hook point under a name of their own, {@code HOOK@AXIS=FIRST..LAST}, such as {@code transformer.2@timestep=0..299}: read
 * in the same passes as the hook point itself, with a store, a dictionary, an index, scores and pages of its own. Several filters,
 * {@code HOOK@timestep=0..299@branch=1}, hold together. So one run holds a dictionary for each group of timesteps beside one for all.
 */
public final class HookView {
    private static final String MARK = "@";

    private HookView() {}

    /** The hook point that a name asks for, among those of a subject; empty where its part before the filter is none of them. */
    static Optional<HookPoint> find(List<HookPoint> all, String name) {
        Optional<HookPoint> whole =
                all.stream().filter(h -> h.name().equals(name)).findFirst();
        return whole.isPresent() || !name.contains(MARK)
                ? whole
                : all.stream()
                        .filter(h -> h.name().equals(base(name)))
                        .findFirst()
                        .map(h -> new HookPoint(
                                name,
                                h.width(),
                                h.layout(),
                                h.axes(),
                                h.description() + ", where " + String.join(" and ", filters(name))));
    }

    /** Whether a hook point is a view of another. */
    static boolean is(HookPoint hook) {
        return hook.name().contains(MARK);
    }

    /** The name that the subject knows. */
    static String base(String name) {
        int at = name.indexOf(MARK);
        return at < 0 ? name : name.substring(0, at);
    }

    /** The hook point as the subject knows it, but for its description. */
    public static HookPoint base(HookPoint hook) {
        return is(hook)
                ? new HookPoint(base(hook.name()), hook.width(), hook.layout(), hook.axes(), hook.description())
                : hook;
    }

    /** What rows of a view have, as {@link RowFilter} reads it; none for a whole hook point. */
    static List<String> filters(String name) {
        int at = name.indexOf(MARK);
        return at < 0 ? List.of() : Arrays.asList(name.substring(at + 1).split(MARK, -1));
    }

    /** The rows of a view; all of a whole hook point. */
    static Where where(HookPoint hook) {
        return is(hook) ? filter(hook).where() : Where.everywhere();
    }

    /**
     * Refuses a view.
     *
     * @param verb of the command that works on whole hook points only
     */
    static HookPoint requireWhole(HookPoint hook, String verb) {
        if (is(hook)) {
            throw new RunException("'" + hook.name() + "' is a view of the hook point " + base(hook.name()) + ", and '"
                    + verb + "' works on whole hook points only; read " + base(hook.name())
                    + " itself in this run, too, or narrow the edit down with --where.");
        }
        return hook;
    }

    /**
     * The filter of a view; an open one for a whole hook point.
     *
     * @throws RunException when what stands behind the mark is no filter, or the hook point lacks its axis
     */
    static RowFilter filter(HookPoint hook) {
        return new RowFilter("hooks", filters(hook.name()), List.of(hook));
    }
}
