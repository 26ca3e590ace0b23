package org.echelle.analysis.similarity;

import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.SingularValueDecomposition;
import org.echelle.analysis.Measure;
import org.echelle.analysis.SymmetricEigen;

/**
 * SVCCA (Raghu et al. 2017) of paired rows: each side's columns are centred over the m pairs, the leading components that hold 99 % of the
 * variance are kept, and the score is the mean of the canonical correlations between them, the singular values of {@code U_A^T U_B}.
 * Rotating or scaling a side as a whole changes nothing.
 *
 * <p>With m close to the widths random rows score high (m = 80, d = 64: 0.77), so it is only read beside a null of shuffled pairs, see
 * {@link PairingTest}. A published helper compares the cumulative fraction of variance with an absolute variance and so keeps one component;
 * here the fraction is meant.
 */
public final class Svcca {
    /** Share of the variance that is kept. */
    public static final double KEPT = 0.99;

    private Svcca() {}

    /**
     * Measures.
     *
     * @param a {@code [m][d_A]}
     * @param b {@code [m][d_B]}, row i belonging to row i of {@code a}
     */
    public static Measure of(double[][] a, double[][] b) {
        if (a.length != b.length || a.length < 3) {
            return Measure.undefined(
                    "there are " + a.length + " and " + b.length + " paired rows, and it takes at least 3");
        }
        double[][] u = components(a);
        double[][] v = components(b);
        if (u.length == 0 || v.length == 0) {
            return Measure.undefined("all rows of a side are equal");
        }
        double[][] cross = new double[u.length][v.length];
        for (int i = 0; i < u.length; i++) {
            for (int j = 0; j < v.length; j++) {
                for (int r = 0; r < a.length; r++) {
                    cross[i][j] += u[i][r] * v[j][r];
                }
            }
        }
        double[] rho = new SingularValueDecomposition(new Array2DRowRealMatrix(cross, false)).getSingularValues();
        double sum = 0;
        for (double r : rho) {
            sum += Math.min(1, r);
        }
        return Measure.of(sum / rho.length, a.length);
    }

    /** Left singular vectors of the centred rows that hold {@link #KEPT} of the variance, {@code [kept][m]}. */
    static double[][] components(double[][] rows) {
        int m = rows.length;
        int d = rows[0].length;
        double[][] centred = new double[m][d];
        for (int j = 0; j < d; j++) {
            double mean = 0;
            for (double[] row : rows) {
                mean += row[j] / m;
            }
            for (int i = 0; i < m; i++) {
                centred[i][j] = rows[i][j] - mean;
            }
        }
        double[][] gram = new double[d][d];
        for (double[] row : centred) {
            for (int i = 0; i < d; i++) {
                for (int j = 0; j <= i; j++) {
                    gram[i][j] += row[i] * row[j];
                }
            }
        }
        double total = 0;
        for (int i = 0; i < d; i++) {
            total += gram[i][i];
            for (int j = 0; j < i; j++) {
                gram[j][i] = gram[i][j];
            }
        }
        if (!(total > 0)) {
            return new double[0][];
        }
        SymmetricEigen eigen = SymmetricEigen.of(gram);
        double[] values = eigen.values();
        int kept = 0;
        double sum = 0;
        while (kept < d && sum < KEPT * total && values[kept] > 1e-12 * total) {
            sum += values[kept++];
        }
        double[][] u = new double[kept][m];
        for (int k = 0; k < kept; k++) {
            double[] direction = eigen.vectors()[k];
            double scale = 1 / Math.sqrt(values[k]);
            for (int i = 0; i < m; i++) {
                double dot = 0;
                for (int j = 0; j < d; j++) {
                    dot += centred[i][j] * direction[j];
                }
                u[k][i] = dot * scale;
            }
        }
        return u;
    }
}
