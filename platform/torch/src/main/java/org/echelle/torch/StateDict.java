package org.echelle.torch;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    private static final int VALUES = 4_000_000;

    /** A tensor that can be read when it is needed. */
    @FunctionalInterface
    interface StoredTensor {
        /** Reads it. */
        HostTensor read();
    }

    private final String where;
    private final Map<String, Supplier<HostTensor>> tensors = new LinkedHashMap<>();
    private final Map<String, Object> facts = new LinkedHashMap<>();
    private int values;

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
        if (++values > VALUES) {
            throw new TorchException(where + " is refused: it holds more than " + VALUES + " values.");
        }
        if (value instanceof PyDict dict) {
            dict.forEach((key, child) -> walk(join(name, String.valueOf(key)), child, wantTensors));
        } else if (value instanceof PyList || value instanceof PyTuple) {
            List<Object> items = value instanceof PyTuple tuple ? tuple.items() : (PyList) value;
            for (int i = 0; i < items.size(); i++) {
                walk(join(name, Integer.toString(i)), items.get(i), wantTensors);
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

    private static String join(String name, String child) {
        return name.isEmpty() ? child : name + "." + child;
    }
}
