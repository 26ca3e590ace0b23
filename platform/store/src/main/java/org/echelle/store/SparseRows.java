package org.echelle.store;

import java.util.BitSet;

/**
 * Rows of a few non-zero features each (compressed sparse rows): row {@code r} holds the entries from {@code rowStart[r]} to
 * {@code rowStart[r + 1]}. The arrays are shared, not copied; entries past {@code rowStart[rows]} mean nothing.
 *
 * @param rows number of rows
 * @param rowStart {@code [rows + 1]}, never falling
 * @param feature the entries' features
 * @param value the entries' activations
 */
public record SparseRows(int rows, int[] rowStart, int[] feature, float[] value) {
    public SparseRows {
        if (rows < 0 || rowStart.length <= rows || feature.length < rowStart[rows] || value.length < rowStart[rows]) {
            throw new StoreException("Sparse rows do not fit together: " + rows + " rows, " + rowStart.length
                    + " starts, " + feature.length + " features, " + value.length + " values.");
        }
    }

    /** Number of entries. */
    public int nonZeros() {
        return rowStart[rows] - rowStart[0];
    }

    /**
     * The entries of some features alone.
     *
     * @param features any order
     */
    public SparseRows only(int... features) {
        BitSet wanted = new BitSet();
        for (int j : features) {
            wanted.set(j);
        }
        int[] start = new int[rows + 1];
        int[] theirs = new int[nonZeros()];
        float[] values = new float[nonZeros()];
        int at = 0;
        for (int r = 0; r < rows; r++) {
            for (int e = rowStart[r]; e < rowStart[r + 1]; e++) {
                theirs[at] = feature[e];
                values[at] = value[e];
                at += wanted.get(feature[e]) ? 1 : 0;
            }
            start[r + 1] = at;
        }
        return new SparseRows(rows, start, theirs, values);
    }

    /**
     * The non-zeros of a matrix.
     *
     * @param dense {@code [rows][features]}
     */
    public static SparseRows of(float[][] dense) {
        int count = 0;
        for (float[] row : dense) {
            for (float v : row) {
                count += v != 0 ? 1 : 0;
            }
        }
        int[] start = new int[dense.length + 1];
        int[] feature = new int[count];
        float[] value = new float[count];
        int at = 0;
        for (int r = 0; r < dense.length; r++) {
            for (int j = 0; j < dense[r].length; j++) {
                if (dense[r][j] != 0) {
                    feature[at] = j;
                    value[at++] = dense[r][j];
                }
            }
            start[r + 1] = at;
        }
        return new SparseRows(dense.length, start, feature, value);
    }
}
