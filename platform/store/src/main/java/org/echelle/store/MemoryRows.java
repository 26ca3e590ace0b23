package org.echelle.store;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.echelle.torch.Checksums;

/** Rows in memory. */
final class MemoryRows extends TableRows {
    private final float[][] rows;
    private final int width;

    private MemoryRows(float[][] rows, int width) {
        this.rows = rows;
        this.width = width;
    }

    static MemoryRows of(float[][] rows) {
        if (rows.length == 0 || rows[0].length == 0) {
            throw new StoreException("An array without rows or columns cannot be a source of activations.");
        }
        float[][] copy = new float[rows.length][];
        for (int r = 0; r < rows.length; r++) {
            if (rows[r].length != rows[0].length) {
                throw new StoreException("Row " + r + " has " + rows[r].length + " values, row 0 has " + rows[0].length
                        + "; all rows must have the same length.");
            }
            copy[r] = rows[r].clone();
        }
        return new MemoryRows(copy, rows[0].length);
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public long rows() {
        return rows.length;
    }

    @Override
    public List<String> axes() {
        return List.of("sample");
    }

    @Override
    void copy(long firstRow, int count, RowBlock into, int at) {
        for (int r = 0; r < count; r++) {
            put((int) firstRow + r, into, at + r);
        }
    }

    @Override
    void gather(long[] row, int from, int count, RowBlock into, int at) {
        for (int r = 0; r < count; r++) {
            put((int) row[from + r], into, at + r);
        }
    }

    private void put(int row, RowBlock into, int at) {
        into.memory().put(at * width, rows[row]);
        into.coordinates()[0][at] = row;
    }

    @Override
    SampleRanges ranges() {
        SampleRanges.Builder ranges = new SampleRanges.Builder("array");
        for (int r = 0; r < rows.length; r++) {
            ranges.add(r, 1);
        }
        return ranges.build();
    }

    @Override
    public String fingerprint() {
        StringBuilder all = new StringBuilder();
        ByteBuffer row = ByteBuffer.allocate(4 * width).order(ByteOrder.LITTLE_ENDIAN);
        for (float[] values : rows) {
            row.asFloatBuffer().put(values);
            all.append(Checksums.sha256(row));
        }
        return Checksums.sha256(all.toString().getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public String describe() {
        return "array of " + rows.length + " rows of width " + width;
    }
}
