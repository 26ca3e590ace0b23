package org.echelle.api;

import java.util.List;

/**
 * A named input or output of a subject.
 *
 * @param name such as {@code pixels} or {@code logits}
 * @param shape sizes, -1 where they vary; the batch comes first
 * @param description units and meaning
 */
public record TensorSpec(String name, List<Long> shape, String description) {
    public TensorSpec {
        shape = List.copyOf(shape);
    }
}
