package org.echelle.analysis.distance;

import java.util.Arrays;
import org.echelle.analysis.AnalysisException;

/**
 * The squared maximum mean discrepancy of two sets of rows with the kernel {@code (x . y / d + 1)^3} (KID; Bińkowski et al. 2018, arXiv
 * 1801.01401, section 3): the mean kernel within either set, a row never with itself, less twice that between them. Unbiased, unlike the
 * Fréchet distance: sets of one distribution give 0 on average, and single figures lie below 0 as often as above.
 */
public final class KernelDistance {
    private final double[][] within;
    private final double[][] between;
    private final double[][] other;

    /**
     * Kernels of all pairs, once for any number of draws.
     *
     * @param a {@code [n, d]}
     * @param b {@code [m, d]}
     */
    public KernelDistance(double[][] a, double[][] b) {
        within = kernel(a, a);
        between = kernel(a, b);
        other = kernel(b, b);
    }

    private static double[][] kernel(double[][] a, double[][] b) {
        double[][] all = new double[a.length][b.length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < b.length; j++) {
                double sum = 0;
                for (int k = 0; k < a[i].length; k++) {
                    sum += a[i][k] * b[j][k];
                }
                double base = sum / a[i].length + 1;
                all[i][j] = base * base * base;
            }
        }
        return all;
    }

    /** @throws AnalysisException for sets of fewer than two rows */
    public double value() {
        return of(once(within.length), once(other.length));
    }

    private static int[] once(int n) {
        int[] all = new int[n];
        Arrays.fill(all, 1);
        return all;
    }

    /**
     * The same where rows count several times; a row that is drawn twice is still not paired with itself.
     *
     * @param na {@code [n]} how often each row of the first set counts
     * @param nb {@code [m]} each of the second
     */
    public double of(int[] na, int[] nb) {
        return mean(within, na, na, true) + mean(other, nb, nb, true) - 2 * mean(between, na, nb, false);
    }

    private static double mean(double[][] kernel, int[] rows, int[] columns, boolean same) {
        double sum = 0;
        double pairs = 0;
        for (int i = 0; i < rows.length; i++) {
            if (rows[i] == 0) {
                continue;
            }
            for (int j = 0; j < columns.length; j++) {
                if (!same || i != j) {
                    double weight = (double) rows[i] * columns[j];
                    sum += weight * kernel[i][j];
                    pairs += weight;
                }
            }
        }
        if (pairs == 0) {
            throw new AnalysisException("A distance of distributions needs two samples at least on either side.");
        }
        return sum / pairs;
    }
}
