package org.echelle.protein.esm;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import org.echelle.torch.Scalars;

/**
 * Which positions of a batch are read.
 *
 * @param keep bool {@code [batch, 1, 1, positions]}: false at padding, as attention wants it for keys
 * @param any whether there is padding at all
 */
record Padding(NDArray keep, boolean any) {
    /** @param tokens {@code [batch, positions]}; its manager owns the result */
    static Padding of(NDArray tokens) {
        long batch = tokens.getShape().get(0);
        long positions = tokens.getShape().get(1);
        try (NDArray flat = tokens.neq(EsmVocabulary.PAD);
                NDArray all = flat.all()) {
            return new Padding(flat.reshape(batch, 1, 1, positions), !all.getBoolean());
        }
    }

    /** What is added to the products of queries and keys under autograd: 0, and -1e9 at padding. */
    NDArray bias() {
        try (NDArray padding = keep.logicalNot();
                NDArray number = padding.toType(DataType.FLOAT32, false)) {
            return Scalars.times(number, -1e9);
        }
    }
}
