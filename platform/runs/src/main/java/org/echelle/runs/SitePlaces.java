package org.echelle.runs;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.echelle.analysis.SampleCodes;
import org.echelle.store.SparseRows;

/** Which of a sample's rows stand for a place: all but class tokens and the like, whose coordinates are all -1. */
final class SitePlaces {
    private SitePlaces() {}

    /**
     * Rows that stand for a place; all rows of a sample that has no such row.
     *
     * @param coordinates {@code [axis][row]}, the sample's own left out
     * @param count number of rows
     */
    static int[] of(int[][] coordinates, int count) {
        if (coordinates.length == 0) {
            return IntStream.range(0, count).toArray();
        }
        int[] placed = IntStream.range(0, count)
                .filter(row -> Arrays.stream(coordinates).anyMatch(axis -> axis[row] != -1))
                .toArray();
        return placed.length == 0 ? IntStream.range(0, count).toArray() : placed;
    }

    /** The codes of these rows. */
    static SampleCodes codes(SparseRows rows, int[][] coordinates) {
        int[] placed = of(coordinates, rows.rows());
        if (placed.length == rows.rows()) {
            return FinishedRun.codesOf(rows);
        }
        int[] start = new int[placed.length + 1];
        int[] feature = new int[rows.rowStart()[rows.rows()]];
        float[] value = new float[feature.length];
        for (int r = 0; r < placed.length; r++) {
            int from = rows.rowStart()[placed[r]];
            int length = rows.rowStart()[placed[r] + 1] - from;
            System.arraycopy(rows.feature(), from, feature, start[r], length);
            System.arraycopy(rows.value(), from, value, start[r], length);
            start[r + 1] = start[r] + length;
        }
        return new SampleCodes(placed.length, start, feature, value);
    }
}
