package org.echelle.analysis.outliers;

import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.echelle.analysis.AnalysisException;

/**
 * How far a row lies from the reference rows, in their own spread: {@code D(x) = sqrt((x - m)ᵀ C⁻¹ (x - m))}.
 *
 * <p>C is the reference rows' covariance with a thousandth of its mean variance added on the diagonal, so that directions in which the
 * reference never varied do not decide alone. Rows that C was made of lie nearer than others by construction: score others. Time d² a
 * reference row, d³ once, d²/2 a scored row.
 */
public final class Mahalanobis {
    private static final double RIDGE = 1e-3;

    private final double[] mean;
    private final double[][] lower;

    private Mahalanobis(double[] mean, double[][] lower) {
        this.mean = mean;
        this.lower = lower;
    }

    /** @param rows {@code [reference][d]}, at least two, not all the same */
    public static Mahalanobis of(double[][] rows) {
        if (rows.length < 2) {
            throw new AnalysisException(
                    "A spread needs at least two reference rows, and there are " + rows.length + ".");
        }
        int d = rows[0].length;
        double[] mean = new double[d];
        for (double[] row : rows) {
            for (int i = 0; i < d; i++) {
                mean[i] += row[i] / rows.length;
            }
        }
        double[][] c = new double[d][d];
        double[] off = new double[d];
        for (double[] row : rows) {
            for (int i = 0; i < d; i++) {
                off[i] = row[i] - mean[i];
            }
            for (int i = 0; i < d; i++) {
                double[] into = c[i];
                double by = off[i] / (rows.length - 1);
                for (int j = 0; j <= i && by != 0; j++) {
                    into[j] += by * off[j];
                }
            }
        }
        double trace = 0;
        for (int i = 0; i < d; i++) {
            trace += c[i][i];
        }
        if (!(trace > 0)) {
            throw new AnalysisException("All reference rows are equal, and nothing can be measured in their spread.");
        }
        // Codes of a nearly silent dictionary are tiny everywhere: the decomposition may ask for no more than a sign.
        for (int i = 0; i < d; i++) {
            c[i][i] += RIDGE * trace / d;
            for (int j = 0; j < i; j++) {
                c[j][i] = c[i][j];
            }
        }
        return new Mahalanobis(
                mean,
                new CholeskyDecomposition(new Array2DRowRealMatrix(c, false), 1e-9, 0)
                        .getL()
                        .getData());
    }

    /** D of a row {@code [d]}. */
    public double distance(double[] x) {
        // Lu = x - m gives D² = |u|²
        double[] u = new double[mean.length];
        double sum = 0;
        for (int i = 0; i < u.length; i++) {
            double v = x[i] - mean[i];
            for (int j = 0; j < i; j++) {
                v -= lower[i][j] * u[j];
            }
            u[i] = v / lower[i][i];
            sum += u[i] * u[i];
        }
        return Math.sqrt(sum);
    }
}
