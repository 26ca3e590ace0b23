package org.echelle.runs;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import org.echelle.api.HookPoint;
import org.echelle.steering.Where;
import org.echelle.store.SparseRows;

/**
 * The rows of a sample that an edit touches: features are chosen by these alone. What fires on rows that stay as they are (patches, where
 * the class token is edited) says nothing of what an edit of the others would do.
 */
final class EditedRows {
    private EditedRows() {}

    /**
     * Their places.
     *
     * @param coordinates {@code [axis][row]}
     * @param rows how many the sample has
     * @return all of them where the edit is everywhere
     */
    static int[] of(Where where, HookPoint hook, int[][] coordinates, int rows) {
        return IntStream.range(0, rows)
                .filter(r -> where == Where.EVERYWHERE
                        || where.holds(new Where.Row(
                                hook,
                                0,
                                r,
                                Arrays.stream(coordinates)
                                        .mapToInt(axis -> axis[r])
                                        .toArray(),
                                Map.of())))
                .toArray();
    }

    /** Some rows of a code. */
    static SparseRows only(SparseRows all, int[] rows) {
        if (rows.length == all.rows()) {
            return all;
        }
        int[] start = new int[rows.length + 1];
        for (int i = 0; i < rows.length; i++) {
            start[i + 1] = start[i] + all.rowStart()[rows[i] + 1] - all.rowStart()[rows[i]];
        }
        int[] feature = new int[start[rows.length]];
        float[] value = new float[feature.length];
        for (int i = 0; i < rows.length; i++) {
            int from = all.rowStart()[rows[i]];
            System.arraycopy(all.feature(), from, feature, start[i], start[i + 1] - start[i]);
            System.arraycopy(all.value(), from, value, start[i], start[i + 1] - start[i]);
        }
        return new SparseRows(rows.length, start, feature, value);
    }

    /** Some values of many. */
    static int[] only(int[] values, int[] rows) {
        return rows.length == values.length
                ? values
                : IntStream.of(rows).map(r -> values[r]).toArray();
    }
}
