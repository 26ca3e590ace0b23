package org.echelle.sae.worlds;

import java.util.Arrays;

/**
 * The one-to-one matching of rows to columns of the largest sum, by shortest augmenting paths (Kuhn 1955, Munkres 1957; in the form
 * with potentials). {@code rows^2 * columns} operations; for some hundred rows.
 */
final class Matching {
    private Matching() {}

    /**
     * Matches.
     *
     * @param gain {@code [rows][columns]}
     * @return the column of each row; -1 for the rows left over where there are more rows than columns
     */
    static int[] largest(double[][] gain) {
        int rows = gain.length;
        int columns = gain[0].length;
        if (rows <= columns) {
            return wide(gain, rows, columns);
        }
        double[][] turned = new double[columns][rows];
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                turned[c][r] = gain[r][c];
            }
        }
        int[] rowOf = wide(turned, columns, rows);
        int[] out = new int[rows];
        Arrays.fill(out, -1);
        for (int c = 0; c < columns; c++) {
            out[rowOf[c]] = c;
        }
        return out;
    }

    /** Row and column 0 are not there: a path starts at column 0, which the new row takes for a moment. */
    private static int[] wide(double[][] gain, int rows, int columns) {
        double[] u = new double[rows + 1];
        double[] v = new double[columns + 1];
        int[] owner = new int[columns + 1];
        int[] before = new int[columns + 1];
        for (int r = 1; r <= rows; r++) {
            owner[0] = r;
            int at = 0;
            double[] least = new double[columns + 1];
            Arrays.fill(least, Double.POSITIVE_INFINITY);
            boolean[] seen = new boolean[columns + 1];
            do {
                seen[at] = true;
                int row = owner[at];
                double delta = Double.POSITIVE_INFINITY;
                int next = 0;
                for (int c = 1; c <= columns; c++) {
                    if (!seen[c]) {
                        double slack = -gain[row - 1][c - 1] - u[row] - v[c];
                        if (slack < least[c]) {
                            least[c] = slack;
                            before[c] = at;
                        }
                        if (least[c] < delta) {
                            delta = least[c];
                            next = c;
                        }
                    }
                }
                for (int c = 0; c <= columns; c++) {
                    if (seen[c]) {
                        u[owner[c]] += delta;
                        v[c] -= delta;
                    } else {
                        least[c] -= delta;
                    }
                }
                at = next;
            } while (owner[at] != 0);
            while (at != 0) {
                owner[at] = owner[before[at]];
                at = before[at];
            }
        }
        int[] out = new int[rows];
        for (int c = 1; c <= columns; c++) {
            if (owner[c] > 0) {
                out[owner[c] - 1] = c - 1;
            }
        }
        return out;
    }
}
