package org.echelle.torch;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import org.echelle.torch.PickleMachine.PyTuple;

/**
 * Checks that what a pickle built is no deeper than allowed, and no cycle. Later code may then walk it by recursion.
 *
 * <p>Each container is looked at once, however often it is shared; a shared tree of exponential size costs nothing here, and
 * walkers stop at tensors and depth, see {@link StateDict}.
 */
final class Nesting {
    private record Visit(Object container, boolean leaving) {}

    private Nesting() {}

    static void check(Object root, int depth, String where) {
        IdentityHashMap<Object, Integer> heights = new IdentityHashMap<>(); // -1 while its children are being looked at
        Deque<Visit> todo = new ArrayDeque<>();
        todo.push(new Visit(root, false));
        while (!todo.isEmpty()) {
            Visit visit = todo.pop();
            Collection<?> children = children(visit.container);
            if (visit.leaving) {
                int height = 0;
                for (Object child : children) {
                    height = Math.max(height, heights.getOrDefault(child, 0) + 1);
                }
                if (height > depth) {
                    throw new TorchException(where + " is refused: its pickle is nested deeper than " + depth + ".");
                }
                heights.put(visit.container, height);
                continue;
            }
            Integer known = heights.get(visit.container);
            if (known != null) {
                if (known < 0) {
                    throw new TorchException(where + " is refused: its pickle contains itself.");
                }
                continue;
            }
            if (children.isEmpty()) {
                continue;
            }
            heights.put(visit.container, -1);
            todo.push(new Visit(visit.container, true));
            for (Object child : children) {
                if (!children(child).isEmpty()) {
                    todo.push(new Visit(child, false));
                }
            }
        }
    }

    static Collection<?> children(Object value) {
        if (value instanceof PickleMachine.PyDict dict) {
            return dict.values();
        }
        if (value instanceof PickleMachine.PyList list) {
            return list;
        }
        if (value instanceof PyTuple tuple) {
            return tuple.items();
        }
        if (ScriptVocabulary.unwrapped(value) instanceof ScriptObject object) {
            return object.attributes().values();
        }
        if (value instanceof NumpyObjects.NumpyArray array) {
            return array.objects();
        }
        return List.of();
    }
}
