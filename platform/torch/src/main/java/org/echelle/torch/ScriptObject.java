package org.echelle.torch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An object in the state of a TorchScript archive: the name of its class, its attributes in order, and where its state ends in the
 * pickle, so that attributes can be added to it without touching the rest.
 *
 * <p>Of attributes only objects and the shapes and types of tensors are kept. One object may stand at several places.
 */
public final class ScriptObject {
    /**
     * A tensor among the attributes.
     *
     * @param type what one element is
     * @param shape sizes, outermost first
     */
    public record Tensor(ElementType type, List<Long> shape) {
        public Tensor {
            shape = List.copyOf(shape);
        }

        /** Number of elements. */
        public long elements() {
            long product = 1;
            for (long size : shape) {
                product *= size;
            }
            return product;
        }
    }

    private final String className;
    private final Map<String, Object> attributes = new LinkedHashMap<>();
    private int stateEnd = -1;
    private boolean plain;

    ScriptObject(String className) {
        this.className = className;
    }

    void state(Map<String, Object> found, int end) {
        attributes.putAll(found);
        stateEnd = end;
        plain = true;
    }

    /** Its class, such as {@code __torch__.torch.nn.modules.linear.Linear}. */
    public String className() {
        return className;
    }

    /** Attributes that are objects, in order. */
    public Map<String, ScriptObject> objects() {
        return kind(ScriptObject.class);
    }

    /** Attributes that are tensors, in order. */
    public Map<String, Tensor> tensors() {
        Map<String, Tensor> out = new LinkedHashMap<>();
        kind(TorchObjects.TensorRef.class).forEach((name, ref) -> {
            List<Long> shape = new ArrayList<>();
            for (long size : ref.layout().shape()) {
                shape.add(size);
            }
            out.put(name, new Tensor(ref.type(), shape));
        });
        return out;
    }

    /** A number, truth value or text among the attributes. */
    public Optional<Object> value(String name) {
        Object value = attributes.get(name);
        return value instanceof String || value instanceof Number || value instanceof Boolean
                ? Optional.of(value)
                : Optional.empty();
    }

    private <T> Map<String, T> kind(Class<T> type) {
        Map<String, T> out = new LinkedHashMap<>();
        attributes.forEach((name, value) -> {
            if (type.isInstance(value)) {
                out.put(name, type.cast(value));
            }
        });
        return out;
    }

    /** Whether its state is a plain list of attributes; classes with a state of their own ({@code __setstate__}) have another. */
    public boolean plain() {
        return plain;
    }

    /** Byte in {@code data.pkl} before which more attributes may be set. */
    int stateEnd() {
        return stateEnd;
    }

    Map<String, Object> attributes() {
        return attributes;
    }
}
