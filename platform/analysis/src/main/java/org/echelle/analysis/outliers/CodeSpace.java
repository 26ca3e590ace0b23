package org.echelle.analysis.outliers;

import java.util.SplittableRandom;
import org.echelle.analysis.AnalysisException;
import org.echelle.analysis.SampleCodes;

/**
 * The few directions in which codes vary most: codes have thousands of features, too many for a covariance of their own. Found by
 * subspace iteration on the centred reference codes (Halko, Martinsson and Tropp 2011, algorithm 4.4), which never become dense: each
 * round takes 2 z k multiply-adds for z non-zeros and n k² for keeping the k directions orthonormal. The basis within the subspace is
 * arbitrary, which {@link Mahalanobis} does not notice.
 */
public final class CodeSpace {
    private static final int ROUNDS = 8;

    private final int directions;
    /** {@code [n, directions]} */
    private final double[] basis;

    private final double[] centre;

    private CodeSpace(int directions, double[] basis, double[] centre) {
        this.directions = directions;
        this.basis = basis;
        this.centre = centre;
    }

    /**
     * Finds them.
     *
     * @param codes reference rows
     * @param features n
     * @param most directions at most; fewer where there are fewer rows or features
     */
    public static CodeSpace of(SampleCodes codes, int features, int most, long seed) {
        int rows = codes.rows();
        if (rows < 2) {
            throw new AnalysisException("Directions need at least two reference rows, and there are " + rows + ".");
        }
        int k = Math.min(most, Math.min(features, rows - 1));
        double[] mean = new double[features];
        for (int e = codes.rowStart()[0]; e < codes.rowStart()[rows]; e++) {
            mean[codes.feature()[e]] += codes.value()[e] / (double) rows;
        }
        SplittableRandom random = new SplittableRandom(seed);
        double[] basis = new double[features * k];
        for (int i = 0; i < basis.length; i++) {
            basis[i] = random.nextDouble() - 0.5;
        }
        orthonormal(basis, features, k);
        for (int round = 0; round < ROUNDS; round++) {
            double[] next = new double[basis.length];
            CodeSpace now = new CodeSpace(k, basis, times(mean, basis, k));
            double[] left = new double[k];
            for (int r = 0; r < rows; r++) {
                double[] p = now.project(codes, r);
                for (int e = codes.rowStart()[r]; e < codes.rowStart()[r + 1]; e++) {
                    int at = codes.feature()[e] * k;
                    for (int c = 0; c < k; c++) {
                        next[at + c] += codes.value()[e] * p[c];
                    }
                }
                for (int c = 0; c < k; c++) {
                    left[c] += p[c];
                }
            }
            for (int j = 0; j < features; j++) {
                for (int c = 0; c < k; c++) {
                    next[j * k + c] -= mean[j] * left[c];
                }
            }
            orthonormal(next, features, k);
            basis = next;
        }
        return new CodeSpace(k, basis, times(mean, basis, k));
    }

    private static double[] times(double[] mean, double[] basis, int k) {
        double[] out = new double[k];
        for (int j = 0; j < mean.length; j++) {
            for (int c = 0; c < k && mean[j] != 0; c++) {
                out[c] += mean[j] * basis[j * k + c];
            }
        }
        return out;
    }

    /** Modified Gram-Schmidt; a direction that is nothing but the others becomes 0. */
    private static void orthonormal(double[] basis, int n, int k) {
        for (int c = 0; c < k; c++) {
            double whole = length(basis, n, k, c);
            for (int b = 0; b < c; b++) {
                double dot = 0;
                for (int j = 0; j < n; j++) {
                    dot += basis[j * k + b] * basis[j * k + c];
                }
                for (int j = 0; j < n; j++) {
                    basis[j * k + c] -= dot * basis[j * k + b];
                }
            }
            double length = length(basis, n, k, c);
            double by = length > 1e-10 * whole ? 1 / length : 0;
            for (int j = 0; j < n; j++) {
                basis[j * k + c] *= by;
            }
        }
    }

    private static double length(double[] basis, int n, int k, int c) {
        double square = 0;
        for (int j = 0; j < n; j++) {
            square += basis[j * k + c] * basis[j * k + c];
        }
        return Math.sqrt(square);
    }

    /** A row along the directions, its reference mean taken away, {@code [directions]}. */
    public double[] project(SampleCodes codes, int row) {
        double[] out = new double[directions];
        for (int e = codes.rowStart()[row]; e < codes.rowStart()[row + 1]; e++) {
            int at = codes.feature()[e] * directions;
            for (int c = 0; c < directions; c++) {
                out[c] += codes.value()[e] * basis[at + c];
            }
        }
        for (int c = 0; c < directions; c++) {
            out[c] -= centre[c];
        }
        return out;
    }

    /** All rows along the directions, {@code [rows][directions]}. */
    public double[][] project(SampleCodes codes) {
        double[][] out = new double[codes.rows()][];
        for (int r = 0; r < out.length; r++) {
            out[r] = project(codes, r);
        }
        return out;
    }
}
