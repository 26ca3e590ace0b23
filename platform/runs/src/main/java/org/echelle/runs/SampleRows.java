package org.echelle.runs;

import java.util.Arrays;
import org.echelle.analysis.SampleCodes;
import org.echelle.store.SparseRows;

/**
 * Puts activations and codes of whole samples together from blocks of rows; the rows of a sample follow each other, but a block may end
 * in the middle of one. Grows to the largest sample and stays there.
 */
final class SampleRows {
    /** Takes one whole sample; the arguments are only valid during the call. */
    interface Taker {
        /**
         * @param sample its index
         * @param x {@code [rows, width]}
         * @param coordinates {@code [axis][row]}, the sample's own left out
         */
        void take(int sample, float[] x, SampleCodes codes, int[][] coordinates);
    }

    private final int width;
    private final int axes;
    private final Taker taker;
    private int sample = -1;
    private int rows;
    private int entries;
    private float[] x = new float[0];
    private int[] rowStart = new int[2];
    private int[] feature = new int[1024];
    private float[] value = new float[1024];
    private final int[][] coordinates;

    SampleRows(int width, int axes, Taker taker) {
        this.width = width;
        this.axes = axes;
        this.taker = taker;
        this.coordinates = new int[axes][1];
    }

    /** Takes some rows, {@code where} being {@code [1 + axes][row]}. */
    void add(float[] block, SparseRows codes, int[][] where) {
        for (int r = 0; r < codes.rows(); r++) {
            if (where[0][r] != sample) {
                flush();
                sample = where[0][r];
            }
            int from = codes.rowStart()[r];
            int n = codes.rowStart()[r + 1] - from;
            reserve(n);
            System.arraycopy(block, r * width, x, rows * width, width);
            System.arraycopy(codes.feature(), from, feature, entries, n);
            System.arraycopy(codes.value(), from, value, entries, n);
            for (int a = 0; a < axes; a++) {
                coordinates[a][rows] = where[1 + a][r];
            }
            entries += n;
            rowStart[++rows] = entries;
        }
    }

    /** Hands over the last sample. */
    void flush() {
        if (rows > 0) {
            int[][] where = new int[axes][];
            for (int a = 0; a < axes; a++) {
                where[a] = Arrays.copyOf(coordinates[a], rows);
            }
            taker.take(sample, x, new SampleCodes(rows, rowStart, feature, value), where);
        }
        rows = 0;
        entries = 0;
    }

    private void reserve(int n) {
        if ((rows + 1) * width > x.length) {
            x = Arrays.copyOf(x, Math.max(2 * x.length, 64 * width));
        }
        if (rows + 2 > rowStart.length) {
            rowStart = Arrays.copyOf(rowStart, 2 * rowStart.length);
        }
        for (int a = 0; a < axes; a++) {
            if (rows >= coordinates[a].length) {
                coordinates[a] = Arrays.copyOf(coordinates[a], 2 * coordinates[a].length);
            }
        }
        if (entries + n > feature.length) {
            int size = Math.max(entries + n, 2 * feature.length);
            feature = Arrays.copyOf(feature, size);
            value = Arrays.copyOf(value, size);
        }
    }
}
