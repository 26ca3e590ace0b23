package org.echelle.torch.script;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.echelle.torch.ScriptObject;
import org.echelle.torch.TorchException;

/** The modules of an archive by their paths, in the order in which they were registered. */
final class ModuleTree {
    private static final int MOST = 100_000;
    private static final int DEPTH = 200;

    private final Map<String, ClassText> classes;
    private final Map<String, ScriptObject> objects = new LinkedHashMap<>();
    private final IdentityHashMap<ScriptObject, String> first = new IdentityHashMap<>();
    private final List<ScriptModule> modules = new ArrayList<>();

    ModuleTree(ScriptObject root, Map<String, ClassText> classes, String where) {
        this.classes = classes;
        walk("", root, 0, where);
        objects.forEach((path, object) -> modules.add(module(path, object)));
    }

    private void walk(String path, ScriptObject object, int depth, String where) {
        if (depth > DEPTH || objects.size() >= MOST) {
            throw new TorchException(where + " is refused: it has more than " + MOST
                    + " modules, or they are nested deeper than " + DEPTH + ".");
        }
        objects.put(path, object);
        first.putIfAbsent(object, path);
        object.objects().forEach((name, child) -> {
            ClassText type = classes.get(child.className());
            if (type != null && type.base().equals("Module")) {
                walk(path.isEmpty() ? name : path + "." + name, child, depth + 1, where);
            }
        });
    }

    private ScriptModule module(String path, ScriptObject object) {
        ClassText type = classes.get(object.className());
        List<ScriptMethod> methods = type == null
                ? List.of()
                : type.methods().values().stream()
                        .map(ClassText.Method::signature)
                        .toList();
        String before = first.get(object);
        String bare = object.className().substring(object.className().lastIndexOf('.') + 1);
        return new ScriptModule(
                path,
                bare,
                methods,
                own(object),
                all(object, Collections.newSetFromMap(new IdentityHashMap<>())),
                before.equals(path) ? "" : before);
    }

    private static long own(ScriptObject object) {
        return object.tensors().values().stream()
                .mapToLong(ScriptObject.Tensor::elements)
                .sum();
    }

    private static long all(ScriptObject object, Set<ScriptObject> counted) {
        if (!counted.add(object)) {
            return 0;
        }
        long sum = own(object);
        for (ScriptObject child : object.objects().values()) {
            sum += all(child, counted);
        }
        return sum;
    }

    List<ScriptModule> modules() {
        return List.copyOf(modules);
    }

    Map<String, ScriptObject> objects() {
        return objects;
    }
}
