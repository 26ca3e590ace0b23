package org.echelle.analysis.distance;

import java.util.Arrays;
import org.echelle.analysis.AnalysisException;
import org.echelle.analysis.SymmetricEigen;

/**
 * The Fréchet distance of two normal distributions with the means and covariances of two sets of rows (FID; Heusel et al. 2017, arXiv
 * 1706.08500, equation 6): {@code |m_a - m_b|^2 + tr(C_a + C_b - 2 (C_a C_b)^(1/2))}. The trace of the root is that of
 * {@code (C_a^(1/2) C_b C_a^(1/2))^(1/2)}, which is symmetric.
 *
 * <p>It falls towards its true value as rows are added (with {@code n} rows in {@code d} dimensions a distribution lies about
 * {@code d / n} of its variance from itself), so that only distances between sets of equal sizes may be compared.
 */
public final class FrechetDistance {
    private FrechetDistance() {}

    /**
     * Measures.
     *
     * @param a {@code [n, d]}
     * @param b {@code [m, d]}
     * @throws AnalysisException for sets of fewer than two rows
     */
    public static double of(double[][] a, double[][] b) {
        return of(a, once(a.length), b, once(b.length));
    }

    /**
     * The same where rows count several times.
     *
     * @param na {@code [n]} how often each row of {@code a} counts
     * @param nb {@code [m]} each of {@code b}
     */
    public static double of(double[][] a, int[] na, double[][] b, int[] nb) {
        Normal first = Normal.of(a, na);
        Normal second = Normal.of(b, nb);
        double squared = 0;
        double traces = 0;
        int d = first.mean.length;
        for (int i = 0; i < d; i++) {
            double by = first.mean[i] - second.mean[i];
            squared += by * by;
            traces += first.covariance[i][i] + second.covariance[i][i];
        }
        double[][] root = root(first.covariance);
        double[][] inner = times(times(root, second.covariance), root);
        double roots = 0;
        for (double value : SymmetricEigen.of(symmetric(inner)).values()) {
            roots += Math.sqrt(Math.max(0, value));
        }
        return Math.max(0, squared + traces - 2 * roots);
    }

    private static int[] once(int n) {
        int[] all = new int[n];
        Arrays.fill(all, 1);
        return all;
    }

    private static double[][] root(double[][] covariance) {
        SymmetricEigen eigen = SymmetricEigen.of(covariance);
        int d = covariance.length;
        double[][] root = new double[d][d];
        for (int e = 0; e < d; e++) {
            double s = Math.sqrt(Math.max(0, eigen.values()[e]));
            double[] v = eigen.vectors()[e];
            for (int i = 0; i < d; i++) {
                for (int j = 0; j < d; j++) {
                    root[i][j] += s * v[i] * v[j];
                }
            }
        }
        return root;
    }

    private static double[][] times(double[][] a, double[][] b) {
        int d = a.length;
        double[][] c = new double[d][d];
        for (int i = 0; i < d; i++) {
            for (int k = 0; k < d; k++) {
                double by = a[i][k];
                for (int j = 0; j < d; j++) {
                    c[i][j] += by * b[k][j];
                }
            }
        }
        return c;
    }

    /** What only rounding made unequal is made equal. */
    private static double[][] symmetric(double[][] a) {
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < i; j++) {
                double mean = (a[i][j] + a[j][i]) / 2;
                a[i][j] = mean;
                a[j][i] = mean;
            }
        }
        return a;
    }

    private record Normal(double[] mean, double[][] covariance) {
        /** Covariance with {@code n - 1}, as numpy's {@code cov} and the published code have it. */
        static Normal of(double[][] rows, int[] counts) {
            long n = Arrays.stream(counts).asLongStream().sum();
            if (n < 2) {
                throw new AnalysisException("A distance of distributions needs two samples at least on either side.");
            }
            int d = rows[0].length;
            double[] mean = new double[d];
            for (int r = 0; r < rows.length; r++) {
                for (int i = 0; i < d; i++) {
                    mean[i] += counts[r] * rows[r][i] / n;
                }
            }
            double[][] covariance = new double[d][d];
            double[] off = new double[d];
            for (int r = 0; r < rows.length; r++) {
                if (counts[r] == 0) {
                    continue;
                }
                for (int i = 0; i < d; i++) {
                    off[i] = rows[r][i] - mean[i];
                }
                for (int i = 0; i < d; i++) {
                    double by = counts[r] * off[i] / (n - 1);
                    for (int j = 0; j <= i; j++) {
                        covariance[i][j] += by * off[j];
                    }
                }
            }
            for (int i = 0; i < d; i++) {
                for (int j = 0; j < i; j++) {
                    covariance[j][i] = covariance[i][j];
                }
            }
            return new Normal(mean, covariance);
        }
    }
}
