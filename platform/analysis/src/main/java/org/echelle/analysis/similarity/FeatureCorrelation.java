package org.echelle.analysis.similarity;

import org.echelle.analysis.AnalysisException;
import org.echelle.analysis.Measure;
import org.echelle.analysis.SampleCodes;

/**
 * Pearson correlations of every feature of one dictionary with every feature of another over the same rows: {@code C = Z_A^T Z_B / N} of
 * z-scored codes. Streams non-zeros; n_A x n_B doubles whatever the number of rows.
 */
public final class FeatureCorrelation {
    private final int first;
    private final int second;
    private final double[] product;
    private final double[] sumA;
    private final double[] squareA;
    private final double[] sumB;
    private final double[] squareB;
    private long rows;

    /**
     * @param first n_A
     * @param second n_B; the product at most 2^28, 2 GiB
     */
    public FeatureCorrelation(int first, int second) {
        if ((long) first * second > 1 << 28) {
            throw new AnalysisException("Correlations of " + first + " with " + second
                    + " features would take more than 2 GiB; choose fewer features.");
        }
        this.first = first;
        this.second = second;
        product = new double[first * second];
        sumA = new double[first];
        squareA = new double[first];
        sumB = new double[second];
        squareB = new double[second];
    }

    /** Takes the codes of the same rows in both. */
    public void add(SampleCodes a, SampleCodes b) {
        if (a.rows() != b.rows()) {
            throw new AnalysisException(
                    "Codes of " + a.rows() + " and of " + b.rows() + " rows are not those of the same rows.");
        }
        for (int r = 0; r < a.rows(); r++) {
            for (int i = a.rowStart()[r]; i < a.rowStart()[r + 1]; i++) {
                double v = a.value()[i];
                int at = a.feature()[i] * second;
                sumA[a.feature()[i]] += v;
                squareA[a.feature()[i]] += v * v;
                for (int j = b.rowStart()[r]; j < b.rowStart()[r + 1]; j++) {
                    product[at + b.feature()[j]] += v * b.value()[j];
                }
            }
            for (int j = b.rowStart()[r]; j < b.rowStart()[r + 1]; j++) {
                double v = b.value()[j];
                sumB[b.feature()[j]] += v;
                squareB[b.feature()[j]] += v * v;
            }
        }
        rows += a.rows();
    }

    /** The correlation of two features; undefined where one never changes. */
    public Measure of(int a, int b) {
        double va = squareA[a] - sumA[a] * sumA[a] / Math.max(1, rows);
        double vb = squareB[b] - sumB[b] * sumB[b] / Math.max(1, rows);
        if (va <= 1e-12 * squareA[a] || vb <= 1e-12 * squareB[b]) {
            return Measure.undefined("a feature has the same activation on all rows");
        }
        double c = (product[a * second + b] - sumA[a] * sumB[b] / rows) / Math.sqrt(va * vb);
        return Measure.of(Math.max(-1, Math.min(1, c)), rows);
    }

    /** All of them, {@code [n_A][n_B]}; 0 where not defined. */
    public double[][] matrix() {
        double[][] all = new double[first][second];
        for (int a = 0; a < first; a++) {
            for (int b = 0; b < second; b++) {
                all[a][b] = of(a, b).or(0);
            }
        }
        return all;
    }

    /**
     * For each feature of the second its best partner in the first (many to one), as Lan et al. (arXiv 2410.06981) pair features before they
     * compare spaces.
     *
     * @param least correlation that a pair needs, such as 0.1
     * @return {@code [pairs][2]}: feature of the first, feature of the second
     */
    public int[][] partners(double least) {
        java.util.List<int[]> pairs = new java.util.ArrayList<>();
        for (int b = 0; b < second; b++) {
            int best = -1;
            double most = least;
            for (int a = 0; a < first; a++) {
                double c = of(a, b).or(0);
                if (c > most) {
                    most = c;
                    best = a;
                }
            }
            if (best >= 0) {
                pairs.add(new int[] {best, b});
            }
        }
        return pairs.toArray(int[][]::new);
    }
}
