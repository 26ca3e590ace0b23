package org.echelle.analysis.similarity;

import org.apache.commons.math3.stat.correlation.PearsonsCorrelation;
import org.apache.commons.math3.stat.ranking.NaturalRanking;
import org.echelle.analysis.Measure;

/**
 * RSA, representational similarity analysis (Kriegeskorte et al. 2008) of paired rows: the similarities of all pairs of rows within each
 * side, and Spearman's correlation between the two lists. Nothing is fitted, so that sides of any width compare. O(m² d).
 */
public final class Rsa {
    /** How alike two rows of one side are. */
    public enum Likeness {
        /** Does not change when a side is rotated. */
        COSINE,
        /** Minus the Euclidean distance; does not change when a side is rotated. */
        EUCLIDEAN,
        /** Cosine after each row's own mean is taken away, as the universality papers do; rotation changes it a little. */
        PEARSON
    }

    private Rsa() {}

    /**
     * Measures.
     *
     * @param a {@code [m][d_A]}
     * @param b {@code [m][d_B]}, row i belonging to row i of {@code a}
     */
    public static Measure of(double[][] a, double[][] b, Likeness likeness) {
        if (a.length != b.length || a.length < 3) {
            return Measure.undefined(
                    "there are " + a.length + " and " + b.length + " paired rows, and it takes at least 3");
        }
        return spearman(similarities(a, likeness), similarities(b, likeness), a.length);
    }

    static double[] similarities(double[][] rows, Likeness likeness) {
        int m = rows.length;
        double[][] prepared = new double[m][];
        for (int i = 0; i < m; i++) {
            prepared[i] = prepared(rows[i], likeness);
        }
        double[] all = new double[m * (m - 1) / 2];
        int at = 0;
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < i; j++) {
                double sum = 0;
                for (int k = 0; k < prepared[i].length; k++) {
                    double apart = prepared[i][k] - prepared[j][k];
                    sum += likeness == Likeness.EUCLIDEAN ? -apart * apart : prepared[i][k] * prepared[j][k];
                }
                all[at++] = sum;
            }
        }
        return all;
    }

    private static double[] prepared(double[] row, Likeness likeness) {
        if (likeness == Likeness.EUCLIDEAN) {
            return row;
        }
        double mean = 0;
        for (double v : row) {
            mean += likeness == Likeness.PEARSON ? v / row.length : 0;
        }
        double length = 0;
        double[] out = new double[row.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = row[i] - mean;
            length += out[i] * out[i];
        }
        for (int i = 0; i < out.length && length > 0; i++) {
            out[i] /= Math.sqrt(length);
        }
        return out;
    }

    private static Measure spearman(double[] x, double[] y, int rows) {
        NaturalRanking ranking = new NaturalRanking();
        double[] rx = ranking.rank(x);
        double[] ry = ranking.rank(y);
        double r = new PearsonsCorrelation().correlation(rx, ry);
        return Double.isNaN(r) ? Measure.undefined("all rows of a side are equally alike") : Measure.of(r, rows);
    }
}
