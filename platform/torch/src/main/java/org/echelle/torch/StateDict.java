package org.echelle.torch;

import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.echelle.torch.PickleMachine.PyDict;
import org.echelle.torch.PickleMachine.PyList;
import org.echelle.torch.PickleMachine.PyTuple;

/**
 * Finds the named tensors in what a pickle held: at the top, else inside the wrappers that training scripts use; nested dicts and
 * lists become dotted names.
 */
final class StateDict {
    private static final List<String> WRAPPERS =
            List.of("state_dict", "model_state_dict", "ae", "sae", "model", "autoencoder");
    /** Running means of the weights, as DiT's training keeps them beside {@code model}: what its authors sample from. */
    private static final String AVERAGED = "ema";

    private static final int VALUES = 4_000_000;
    private static final int LONGEST_NAME = 4096;
    private static final long ALL_NAMES = 1L << 26;
    private static final int REPEATS = 16;
    private static final int FREE = 100_000;

    /** A tensor that can be read when it is needed. */
    @FunctionalInterface
    interface StoredTensor {
        /** Reads it. */
        HostTensor read();
    }

    private final String where;
    private final Map<String, Supplier<HostTensor>> tensors = new LinkedHashMap<>();
    private final Map<String, Object> facts = new LinkedHashMap<>();
    private final Set<Object> containers = Collections.newSetFromMap(new IdentityHashMap<>());
    private long different;
    private int values;
    private long nameCharacters;

    private StateDict(String where) {
        this.where = where;
    }

    static StateDict of(Object root, String where) {
        StateDict found = new StateDict(where);
        found.walk("", found.unwrapped(root), true);
        found.values = 0;
        found.walk("", root, false);
        if (found.tensors.isEmpty()) {
            throw new TorchException(where + " holds no tensors.");
        }
        return found;
    }

    Map<String, Supplier<HostTensor>> tensors() {
        return tensors;
    }

    /** Texts, numbers and truths of the whole file by dotted name, such as {@code cfg.k}. */
    Map<String, Object> facts() {
        return facts;
    }

    private Object unwrapped(Object root) {
        Object at = root;
        for (int depth = 0; depth < 4 && at instanceof PyDict dict; depth++) {
            if (dict.values().stream().anyMatch(StoredTensor.class::isInstance)) {
                return dict;
            }
            if (dict.get(AVERAGED) instanceof PyDict averaged
                    && averaged.values().stream().anyMatch(StoredTensor.class::isInstance)) {
                return averaged;
            }
            Object inner = null;
            for (String wrapper : WRAPPERS) {
                if (dict.get(wrapper) instanceof PyDict wrapped) {
                    inner = wrapped;
                    break;
                }
            }
            if (inner == null) {
                return dict;
            }
            at = inner;
        }
        return at;
    }

    private void walk(String name, Object value, boolean wantTensors) {
        count(value);
        if (value instanceof PyDict dict) {
            dict.forEach((key, child) -> walk(join(name, String.valueOf(key)), child, wantTensors));
        } else if (value instanceof PyList || value instanceof PyTuple || isArrayOfObjects(value)) {
            int i = 0;
            for (Object item : Nesting.children(value)) {
                walk(join(name, Integer.toString(i++)), item, wantTensors);
            }
        } else if (!wantTensors) {
            if (value instanceof String || value instanceof Number || value instanceof Boolean) {
                facts.put(name, value);
            }
        } else if (value instanceof StoredTensor tensor) {
            if (tensors.put(name.isEmpty() ? "tensor" : name, tensor::read) != null) {
                throw new TorchException(where + " has two tensors named \"" + SafetensorsHeader.shown(name)
                        + "\" once nested names are joined.");
            }
        }
    }

    private static boolean isArrayOfObjects(Object value) {
        return value instanceof NumpyObjects.NumpyArray array && array.holdsObjects();
    }

    /** One container may be held by many others, so that a short program can describe a tree of any size. */
    private void count(Object value) {
        values++;
        Collection<?> children = Nesting.children(value);
        if (!children.isEmpty() && containers.add(value)) {
            different += children.size();
        }
        if (values > VALUES || values > FREE + REPEATS * different) {
            throw new TorchException(where + " is refused: it holds more than "
                    + Math.min(VALUES, FREE + REPEATS * different) + " values, which are " + different
                    + " different ones.");
        }
    }

    /** A long name that many nested values share would be copied into each of theirs. */
    private String join(String name, String child) {
        nameCharacters += name.length() + child.length();
        if (name.length() + child.length() > LONGEST_NAME || nameCharacters > ALL_NAMES) {
            throw new TorchException(where + " is refused: its names have more than "
                    + (nameCharacters > ALL_NAMES ? ALL_NAMES + " characters together" : LONGEST_NAME + " characters")
                    + " once nested names are joined.");
        }
        return name.isEmpty() ? child : name + "." + child;
    }
}
