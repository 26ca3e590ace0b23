package org.echelle.runs;

import java.util.Arrays;
import org.echelle.analysis.SampleCodes;
import org.echelle.store.SparseRows;

/** Rows that wait, one after the other: activations, reconstructions, codes, and the samples that they belong to. */
final class RowPile {
    private final int width;
    private int rows;
    private float[] x = new float[0];
    private float[] y = new float[0];
    private int[] sample = new int[16];
    private int[] rowStart = new int[17];
    private int[] feature = new int[256];
    private float[] value = new float[256];

    /** @param width of activations */
    RowPile(int width) {
        this.width = width;
    }

    int rows() {
        return rows;
    }

    /** Adds row {@code r} of a block. */
    void add(SparseRows codes, int r, float[] from, float[] made, int ofSample) {
        if (rows == sample.length) {
            sample = Arrays.copyOf(sample, 2 * rows);
            rowStart = Arrays.copyOf(rowStart, 2 * rows + 1);
        }
        if ((rows + 1) * width > x.length) {
            int larger = Math.max(64, 2 * rows) * width;
            x = Arrays.copyOf(x, larger);
            y = Arrays.copyOf(y, larger);
        }
        System.arraycopy(from, r * width, x, rows * width, width);
        System.arraycopy(made, r * width, y, rows * width, width);
        int at = rowStart[rows];
        int count = codes.rowStart()[r + 1] - codes.rowStart()[r];
        if (at + count > feature.length) {
            feature = Arrays.copyOf(feature, 2 * (at + count));
            value = Arrays.copyOf(value, 2 * (at + count));
        }
        System.arraycopy(codes.feature(), codes.rowStart()[r], feature, at, count);
        System.arraycopy(codes.value(), codes.rowStart()[r], value, at, count);
        sample[rows++] = ofSample;
        rowStart[rows] = at + count;
    }

    float[] x() {
        return x;
    }

    float[] y() {
        return y;
    }

    int[] samples() {
        return sample;
    }

    SampleCodes codes() {
        return new SampleCodes(rows, rowStart, feature, value);
    }

    /** Some of the rows, evenly spread. */
    SampleCodes codes(int most) {
        int count = Math.min(most, rows);
        int[] start = new int[count + 1];
        int[] features = new int[feature.length];
        float[] values = new float[value.length];
        for (int i = 0; i < count; i++) {
            int r = (int) ((long) i * rows / count);
            int entries = rowStart[r + 1] - rowStart[r];
            System.arraycopy(feature, rowStart[r], features, start[i], entries);
            System.arraycopy(value, rowStart[r], values, start[i], entries);
            start[i + 1] = start[i] + entries;
        }
        return new SampleCodes(count, start, features, values);
    }

    /** Activations, {@code [rows][width]}. */
    double[][] dense() {
        double[][] out = new double[rows][width];
        for (int r = 0; r < rows; r++) {
            for (int i = 0; i < width; i++) {
                out[r][i] = x[r * width + i];
            }
        }
        return out;
    }

    /** Lets go of all rows. */
    void clear() {
        rows = 0;
        x = new float[0];
        y = new float[0];
        feature = new int[0];
        value = new float[0];
        rowStart = new int[sample.length + 1];
    }
}
