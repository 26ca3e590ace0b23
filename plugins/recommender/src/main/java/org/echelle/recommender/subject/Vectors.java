package org.echelle.recommender.subject;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.SparseFormat;

/** Tables with a vector a row: looked up by row, or held against states. */
public final class Vectors {
    private Vectors() {}

    /**
     * Rows of a table.
     *
     * @param rows int64, each a row of the table
     * @param table {@code [rows, width]}
     * @return {@code [..., width]}
     */
    public static NDArray embed(NDArray rows, NDArray table) {
        return rows.getNDArrayInternal()
                .embedding(rows, table, SparseFormat.DENSE)
                .singletonOrThrow();
    }

    /**
     * Inner products of states with every row of a table.
     *
     * @param states {@code [..., width]}
     * @param table {@code [rows, width]}
     * @return {@code [..., rows]}
     */
    public static NDArray products(NDArray states, NDArray table) {
        return states.getNDArrayInternal().linear(states, table, null).singletonOrThrow();
    }
}
