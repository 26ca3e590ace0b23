package org.echelle.sae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.echelle.store.ReadOrder;
import org.echelle.store.RowBlock;
import org.echelle.store.RowReader;
import org.echelle.store.RowSource;

/** Blocks of rows as arrays. */
public final class Rows {
    private Rows() {}

    /** The rows of a block, {@code [rows, width]}. On the CPU the array may share the block's memory: close it before refilling. */
    public static NDArray array(NDManager manager, RowBlock block) {
        return manager.create(block.bytes(), new Shape(block.rows(), block.width()), DataType.FLOAT32);
    }

    /** The first rows of a pass as arrays of their own memory, {@code batch} rows each (the last may have fewer). */
    public static List<NDArray> first(NDManager manager, RowSource rows, ReadOrder order, int batch, int batches) {
        List<NDArray> out = new ArrayList<>();
        try (RowReader reader = rows.read(order)) {
            RowBlock block = RowBlock.allocate(batch, rows);
            while (out.size() < batches && reader.read(block) > 0) {
                int bad = notFinite(block);
                if (bad >= 0) {
                    throw new SaeException("Row " + ((long) out.size() * batch + bad) + " of the first pass ("
                            + place(rows, block, bad) + ") of " + rows.describe()
                            + " holds a value that is not finite (NaN or infinite). Extract the rows anew, or drop that"
                            + " one.");
                }
                try (NDArray view = array(manager, block)) {
                    out.add(view.duplicate());
                }
            }
        }
        if (out.isEmpty()) {
            throw new SaeException("There are no rows in " + rows.describe() + ".");
        }
        return out;
    }

    /** Where a row of a block comes from, such as {@code sample 3, y 0, x 7}. */
    public static String place(RowSource rows, RowBlock block, int row) {
        List<String> out = new ArrayList<>();
        for (int axis = 0; axis < rows.axes().size(); axis++) {
            out.add(rows.axes().get(axis) + " " + block.coordinates()[axis][row]);
        }
        return String.join(", ", out);
    }

    /** First row that holds a value that is not finite, or -1. */
    public static int notFinite(RowBlock block) {
        FloatBuffer values = block.values();
        for (int i = 0; i < values.limit(); i++) {
            if (!Float.isFinite(values.get(i))) {
                return i / block.width();
            }
        }
        return -1;
    }
}
