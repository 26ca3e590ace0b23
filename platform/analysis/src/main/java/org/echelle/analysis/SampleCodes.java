package org.echelle.analysis;

/**
 * The sparse codes of one sample's rows, as compressed rows. Arrays may be longer than used; they are read, never kept.
 *
 * @param rows number of rows
 * @param rowStart {@code [rows + 1]}: row {@code r} owns the entries from {@code rowStart[r]} to {@code rowStart[r + 1] - 1}; need
 *     not begin at 0, so a sample can be a slice of a bigger block
 * @param feature {@code [entries]}: feature numbers, each at most once a row
 * @param value {@code [entries]}: activations; zero and negative ones do not fire
 */
public record SampleCodes(int rows, int[] rowStart, int[] feature, float[] value) {
    /** Number of stored entries. */
    public int entries() {
        return rowStart[rows] - rowStart[0];
    }
}
