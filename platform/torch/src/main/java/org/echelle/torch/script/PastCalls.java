package org.echelle.torch.script;

import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.echelle.torch.ScriptObject;

/** Which calls of an archive's modules are kept between runs: the outermost ones in which nothing is tapped. */
final class PastCalls {
    private final Map<String, ClassText> classes;
    private final PastText text;
    private final Set<ScriptObject> tapped;
    private final Set<ClassText> unfit;
    private final IdentityHashMap<ScriptObject, Boolean> holdsTaps = new IdentityHashMap<>();
    private final Set<ScriptObject> met = Collections.newSetFromMap(new IdentityHashMap<>());
    private final IdentityHashMap<ScriptObject, Map<String, Integer>> ids = new IdentityHashMap<>();
    private final Map<ClassText, Set<String>> methods = new LinkedHashMap<>();
    private int next;

    private PastCalls(Map<String, ClassText> classes, Set<ScriptObject> tapped, Set<ClassText> unfit) {
        this.classes = classes;
        this.tapped = tapped;
        this.unfit = unfit;
        text = new PastText(classes);
    }

    /** No call at all. */
    static PastCalls none() {
        return new PastCalls(Map.of(), Set.of(), Set.of());
    }

    /**
     * The calls to keep.
     *
     * @param objects all modules, the outermost first
     * @param tapped modules of which something is tapped
     */
    static PastCalls of(Map<String, ClassText> classes, Collection<ScriptObject> objects, Set<ScriptObject> tapped) {
        Set<ClassText> unfit = Collections.newSetFromMap(new IdentityHashMap<>());
        objects.stream().filter(o -> !o.plain()).forEach(o -> unfit.add(classes.get(o.className())));
        PastCalls calls = new PastCalls(classes, tapped, unfit);
        objects.stream().findFirst().ifPresent(calls::visit);
        return calls;
    }

    private void visit(ScriptObject object) {
        ClassText type = classes.get(object.className());
        if (type == null || !type.base().equals("Module") || !met.add(object)) {
            return;
        }
        if (!tapsBelow(object) && !unfit.contains(type)) {
            Map<String, Integer> own = new LinkedHashMap<>();
            type.methods().values().stream()
                    .map(ClassText.Method::signature)
                    .filter(text::keeps)
                    .forEach(m -> own.put(m.name(), next++));
            if (!own.isEmpty()) {
                ids.put(object, own);
                methods.computeIfAbsent(type, t -> new TreeSet<>()).addAll(own.keySet());
                return;
            }
        }
        object.objects().values().forEach(this::visit);
    }

    private boolean tapsBelow(ScriptObject object) {
        Boolean known = holdsTaps.get(object);
        if (known == null) {
            known = object.objects().values().stream().anyMatch(child -> tapped.contains(child) || tapsBelow(child));
            holdsTaps.put(object, known);
        }
        return known;
    }

    /** The classes whose texts change, with the methods concerned. */
    Map<ClassText, Set<String>> methods() {
        return methods;
    }

    /** The number of an object's method among those kept, or -1. */
    int id(ScriptObject object, String method) {
        return ids.getOrDefault(object, Map.of()).getOrDefault(method, -1);
    }
}
