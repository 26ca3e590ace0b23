package org.echelle.runs;

import java.util.Arrays;
import org.echelle.store.SparseRows;

/**
 * Puts the codes of whole samples together from blocks of rows; the rows of a sample follow each other, but a block may end in the
 * middle of one.
 */
final class SampleAssembler {
    /** Takes one whole sample; the arguments are only valid during the call. */
    interface SampleConsumer {
        /**
         * @param sample index of the sample
         * @param codes its rows
         * @param coordinates {@code [axis][row]}, the sample's own left out
         */
        void sample(int sample, SparseRows codes, int[][] coordinates);
    }

    private final SampleConsumer consumer;
    private final int axes;
    private int sample = -1;
    private int rows;
    private int entries;
    private int[] rowStart = new int[1025];
    private int[] feature = new int[16384];
    private float[] value = new float[16384];
    private final int[][] coordinates;

    /** @param axes number of axes beside the sample */
    SampleAssembler(int axes, SampleConsumer consumer) {
        this.axes = axes;
        this.consumer = consumer;
        this.coordinates = new int[axes][1024];
    }

    /**
     * Takes some rows.
     *
     * @param block their codes
     * @param where {@code [1 + axes][row]}, the sample first
     */
    void add(SparseRows block, int[][] where) {
        for (int row = 0; row < block.rows(); row++) {
            if (where[0][row] != sample) {
                flush();
                sample = where[0][row];
            }
            int from = block.rowStart()[row];
            int n = block.rowStart()[row + 1] - from;
            reserve(n);
            System.arraycopy(block.feature(), from, feature, entries, n);
            System.arraycopy(block.value(), from, value, entries, n);
            for (int axis = 0; axis < axes; axis++) {
                coordinates[axis][rows] = where[1 + axis][row];
            }
            entries += n;
            rowStart[++rows] = entries;
        }
    }

    /** Hands over the last sample. */
    void flush() {
        if (rows == 0) {
            return;
        }
        int[][] where = new int[axes][];
        for (int axis = 0; axis < axes; axis++) {
            where[axis] = Arrays.copyOf(coordinates[axis], rows);
        }
        consumer.sample(sample, new SparseRows(rows, rowStart, feature, value), where);
        rows = 0;
        entries = 0;
    }

    private void reserve(int n) {
        if (rows + 2 > rowStart.length) {
            rowStart = Arrays.copyOf(rowStart, rowStart.length * 2);
            for (int axis = 0; axis < axes; axis++) {
                coordinates[axis] = Arrays.copyOf(coordinates[axis], rowStart.length);
            }
        }
        if (entries + n > feature.length) {
            int size = Math.max(entries + n, feature.length * 2);
            feature = Arrays.copyOf(feature, size);
            value = Arrays.copyOf(value, size);
        }
    }
}
