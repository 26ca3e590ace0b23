package org.echelle.store;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * Room for some rows, filled again and again: values {@code [rows, width]} in float32 outside the Java heap, and one integer an
 * axis and row. Not safe for use by several threads at once.
 */
public final class RowBlock {
    private final int capacity;
    private final int width;
    private final ByteBuffer bytes;
    private final FloatBuffer all;
    private final int[][] coordinates;
    private int rows;

    private RowBlock(int capacity, int width, int axes) {
        this.capacity = capacity;
        this.width = width;
        long size = 4L * capacity * width;
        if (capacity < 1 || width < 1 || size > Integer.MAX_VALUE) {
            throw new StoreException("A block of " + capacity + " rows of width " + width
                    + " is not possible: it must hold at least one value and stay below 2 GiB; take fewer rows.");
        }
        bytes = ByteBuffer.allocateDirect((int) size).order(ByteOrder.nativeOrder());
        all = bytes.asFloatBuffer();
        coordinates = new int[axes][capacity];
    }

    /**
     * An empty block.
     *
     * @param capacity most rows it can hold
     * @param width values a row
     * @param axes coordinates a row
     * @throws StoreException if it would not be smaller than 2 GiB
     */
    public static RowBlock allocate(int capacity, int width, int axes) {
        return new RowBlock(capacity, width, axes);
    }

    /** An empty block that fits a source. */
    public static RowBlock allocate(int capacity, RowSource source) {
        return new RowBlock(capacity, source.width(), source.axes().size());
    }

    /** Most rows it can hold. */
    public int capacity() {
        return capacity;
    }

    /** Values a row. */
    public int width() {
        return width;
    }

    /** Rows that it holds now. */
    public int rows() {
        return rows;
    }

    /** Declares how many rows, from the first, are filled. */
    public void rows(int filled) {
        if (filled < 0 || filled > capacity) {
            throw new IllegalArgumentException(filled + " rows in a block of " + capacity);
        }
        rows = filled;
    }

    /** A view of the filled values, {@code [rows, width]}, direct and in native byte order, from position 0. */
    public FloatBuffer values() {
        return all.duplicate().limit(rows * width);
    }

    /** The same memory as {@link #values}, as bytes: an engine takes it without a copy. */
    public ByteBuffer bytes() {
        return bytes.duplicate().limit(4 * rows * width).order(ByteOrder.nativeOrder());
    }

    /** The coordinates themselves, {@code [axis][row]}, long enough for {@link #capacity} rows. */
    public int[][] coordinates() {
        return coordinates;
    }

    /** A copy of one row. */
    public float[] row(int row) {
        float[] copy = new float[width];
        all.get(row * width, copy);
        return copy;
    }

    /** The whole memory, whatever is filled. */
    FloatBuffer memory() {
        return all;
    }

    void requireShape(int sourceWidth, int sourceAxes) {
        if (width != sourceWidth || coordinates.length != sourceAxes) {
            throw new StoreException("A block of width " + width + " with " + coordinates.length
                    + " axes cannot take rows of width " + sourceWidth + " with " + sourceAxes + " axes.");
        }
    }

    @Override
    public String toString() {
        return "RowBlock[" + rows + " of " + capacity + " rows, width " + width + ", axes "
                + Arrays.stream(coordinates).count() + "]";
    }
}
