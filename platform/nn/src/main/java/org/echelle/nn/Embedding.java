package org.echelle.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.SparseFormat;

/** A table of learned vectors, one a whole number. */
public final class Embedding {
    private final NDArray weight; // [entries, width]

    /**
     * Takes {@code weight} below the scope.
     *
     * @param p scope of the table
     * @param entries number of vectors
     * @param width of each
     */
    public Embedding(Parameters p, long entries, long width) {
        weight = p.get("weight", Init.TRUNCATED_NORMAL, entries, width);
    }

    /**
     * Looks up.
     *
     * @param indices int64, each from 0 to {@code entries - 1}; the caller has checked that
     * @return one dimension more than {@code indices}: {@code [..., width]}
     */
    public NDArray forward(NDArray indices) {
        return indices.getNDArrayInternal()
                .embedding(indices, weight, SparseFormat.DENSE)
                .singletonOrThrow();
    }
}
