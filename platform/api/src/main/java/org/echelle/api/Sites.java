package org.echelle.api;

/**
 * Where rows come from: one coordinate an axis for every row.
 *
 * <p>For a batch the rows are ordered by sample, then by position ({@code row = sampleInBatch * positions + position}), the order
 * in which the host flattens an activation.
 *
 * @param samples number of samples
 * @param positions rows of each sample, dropped ones included
 * @param coordinates {@code [axis][row]}, as {@link HookPoint#axes} orders the axes; see {@link Axis} for the values
 * @param dropped {@code [row]}: true for rows that stand for nothing (padding) and are not to be stored; null when all are kept
 */
public record Sites(int samples, int positions, int[][] coordinates, boolean[] dropped) {
    public Sites {
        for (int[] column : coordinates) {
            if (column.length != samples * positions) {
                throw new IllegalArgumentException(
                        "a coordinate column has " + column.length + " rows, not " + samples * positions);
            }
        }
    }

    /** Number of rows, dropped ones included. */
    public int rows() {
        return samples * positions;
    }

    /** The same sites for each of {@code samples} samples. */
    public static Sites repeated(int samples, int[][] oneSample) {
        int positions = oneSample.length == 0 ? 1 : oneSample[0].length;
        int[][] all = new int[oneSample.length][samples * positions];
        for (int axis = 0; axis < oneSample.length; axis++) {
            for (int s = 0; s < samples; s++) {
                System.arraycopy(oneSample[axis], 0, all[axis], s * positions, positions);
            }
        }
        return new Sites(samples, positions, all, null);
    }

    /**
     * Coordinates (y, x) of one sample's grid in row-major order, after {@code leading} rows without a place (class and register
     * tokens, both coordinates -1 for the first, -2 for the second, and so on).
     */
    public static int[][] grid(int leading, int height, int width) {
        int[][] yx = new int[2][leading + height * width];
        for (int i = 0; i < leading; i++) {
            yx[0][i] = -1 - i;
            yx[1][i] = -1 - i;
        }
        for (int i = 0; i < height * width; i++) {
            yx[0][leading + i] = i / width;
            yx[1][leading + i] = i % width;
        }
        return yx;
    }
}
