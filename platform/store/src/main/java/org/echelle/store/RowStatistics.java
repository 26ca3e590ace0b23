package org.echelle.store;

import java.util.Arrays;

/** Plain figures of some rows, in double precision. */
final class RowStatistics {
    private final double[] sum;
    private final double[] squares;
    private final int[] low;
    private final int[] high;
    private double norms;
    private double smallest = Double.POSITIVE_INFINITY;
    private double largest = Double.NEGATIVE_INFINITY;
    private long rows;

    RowStatistics(int width, int axes) {
        sum = new double[width];
        squares = new double[width];
        low = new int[axes];
        high = new int[axes];
        Arrays.fill(low, Integer.MAX_VALUE);
        Arrays.fill(high, Integer.MIN_VALUE);
    }

    void add(RowBlock block) {
        for (int r = 0; r < block.rows(); r++) {
            float[] row = block.row(r);
            double square = 0;
            for (int i = 0; i < row.length; i++) {
                double v = row[i];
                sum[i] += v;
                squares[i] += v * v;
                square += v * v;
                smallest = Math.min(smallest, v);
                largest = Math.max(largest, v);
            }
            norms += Math.sqrt(square);
            for (int a = 0; a < low.length; a++) {
                low[a] = Math.min(low[a], block.coordinates()[a][r]);
                high[a] = Math.max(high[a], block.coordinates()[a][r]);
            }
        }
        rows += block.rows();
    }

    long rows() {
        return rows;
    }

    int low(int axis) {
        return low[axis];
    }

    int high(int axis) {
        return high[axis];
    }

    double smallest() {
        return smallest;
    }

    double largest() {
        return largest;
    }

    /** Mean Euclidean norm of a row. */
    double meanNorm() {
        return norms / rows;
    }

    /** Euclidean norm of the mean row. */
    double normOfMean() {
        double square = 0;
        for (double s : sum) {
            square += s / rows * (s / rows);
        }
        return Math.sqrt(square);
    }

    /** Sum over the columns of their variance (divided by the number of rows). */
    double totalVariance() {
        double total = 0;
        for (int i = 0; i < sum.length; i++) {
            total += Math.max(0, squares[i] / rows - sum[i] / rows * (sum[i] / rows));
        }
        return total;
    }
}
