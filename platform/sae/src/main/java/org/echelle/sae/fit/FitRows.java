package org.echelle.sae.fit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import org.echelle.sae.Rows;
import org.echelle.store.ReadOrder;
import org.echelle.store.RowSource;

/** The rows that an iterative solver looks at again and again: all, or as many random ones as fit into a fixed part of memory. */
public final class FitRows {
    private static final int BATCH = 4096;
    /** 128 MiB of float32. */
    private static final long VALUES = 1L << 25;

    private FitRows() {}

    /**
     * Reads them.
     *
     * @param seed of their choice
     * @return batches owned by {@code manager}
     */
    public static List<NDArray> of(NDManager manager, RowSource rows, long seed) {
        int batches = (int) Math.max(2, VALUES / ((long) BATCH * rows.width()));
        return Rows.first(manager, rows, ReadOrder.shuffled(seed, 1 << 18), BATCH, batches);
    }

    /** Rows in all batches. */
    public static long count(List<NDArray> batches) {
        return batches.stream().mapToLong(b -> b.getShape().get(0)).sum();
    }
}
