package org.echelle.analysis.prediction;

import java.util.Arrays;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.NonPositiveDefiniteMatrixException;
import org.echelle.analysis.AnalysisException;

/**
 * Ridge regression (Hoerl and Kennard 1970): minimises {@code ‖y - b - Zw‖² + α‖w‖²} with {@code Z} the inputs standardised on the training
 * samples; the intercept is not penalised.
 *
 * <p>Solved through the inner products {@code K = ZZᵀ} of the training samples, since labels are few and columns many: {@code w = Zᵀc},
 * {@code c = (K + αI)⁻¹(y - ȳ)}. One {@code K} serves every α. α is the one with the least leave-one-out error on the training samples, which
 * needs no refit: leaving sample i out, the error at i is {@code e_i = (y_i - ŷ_i) / (1 - h_i)}, {@code h_i} the i-th entry of the diagonal of
 * the hat matrix {@code 11ᵀ/n + K(K + αI)⁻¹} (Allen 1974; the scales of the columns stay those of all training samples). With
 * {@code y - ŷ = αc} that is {@code c_i / ((K + αI)⁻¹_ii - 1/(nα))}; the direction {@code 1}, on which K is 0, is moved away by adding
 * {@code s 11ᵀ/n} to K, which changes no {@code c} and keeps that difference from being one of large numbers.
 *
 * <p>Costs {@code n² p / 2} products at most for {@code n} samples and {@code p} columns, fewer where entries are 0, and {@code n³ / 3} for
 * each α; memory {@code 24 n²} bytes beside the inputs.
 */
public final class Ridge {
    private static final int LEAST = 4;

    private Ridge() {}

    /**
     * A fitted line.
     *
     * @param alpha the chosen penalty
     * @param leaveOneOut mean squared leave-one-out error of each penalty, in their order
     * @param intercept prediction where all inputs are 0
     * @param weight {@code [columns]}, target by unit of input
     * @param standardised {@code [columns]}, target by standard deviation of the input over the training samples
     */
    public record Fit(double alpha, double[] leaveOneOut, double intercept, double[] weight, double[] standardised) {
        /** The prediction for a sample. */
        public double predict(Inputs x, int row) {
            return intercept + x.dot(row, weight);
        }

        /** Predictions for some samples. */
        public double[] predict(Inputs x, int[] rows) {
            return Arrays.stream(rows).mapToDouble(row -> predict(x, row)).toArray();
        }
    }

    /**
     * Fits.
     *
     * @param rows the training samples
     * @param y {@code [x.rows()]}, the target; only that of the training samples is looked at
     * @param alphas penalties to choose from, above 0
     * @throws AnalysisException when there are fewer than four samples, or a penalty is not above 0
     */
    public static Fit of(Inputs x, int[] rows, double[] y, double[] alphas) {
        int n = rows.length;
        if (n < LEAST) {
            throw new AnalysisException(
                    "A prediction cannot be fitted to " + n + " samples; at least " + LEAST + " are needed.");
        }
        if (alphas.length == 0 || !Arrays.stream(alphas).allMatch(a -> a > 0 && Double.isFinite(a))) {
            throw new AnalysisException("A penalty must be a number above 0; got " + Arrays.toString(alphas) + ".");
        }
        double mean = Arrays.stream(rows).mapToDouble(row -> y[row]).average().orElseThrow();
        double[] centred = Arrays.stream(rows).mapToDouble(row -> y[row] - mean).toArray();
        Inputs.Columns columns = x.columnsOf(rows);
        Standard standard = Standard.of(columns);
        double[][] products = standard.products(columns);
        double[] errors = new double[alphas.length];
        double[] best = new double[0];
        int chosen = -1;
        for (int a = 0; a < alphas.length; a++) {
            Solution solution = solve(products, centred, alphas[a]);
            errors[a] = solution.leaveOneOut();
            // of equal ones the greater penalty: a constant target is predicted by its constant
            if (chosen < 0
                    || errors[a] < errors[chosen]
                    || (errors[a] == errors[chosen] && alphas[a] > alphas[chosen])) {
                chosen = a;
                best = solution.dual();
            }
        }
        double[] standardised = new double[x.columns()];
        double[] weight = new double[x.columns()];
        double intercept = mean;
        for (int j = 0; j < weight.length; j++) {
            if (standard.scale()[j] > 0) {
                double sum = 0;
                // the dual sums to 0, so that the column's mean need not be taken away
                for (int e = columns.start()[j]; e < columns.start()[j + 1]; e++) {
                    sum += columns.value()[e] * best[columns.place()[e]];
                }
                standardised[j] = sum / standard.scale()[j];
                weight[j] = standardised[j] / standard.scale()[j];
                intercept -= weight[j] * standard.mean()[j];
            }
        }
        return new Fit(alphas[chosen], errors, intercept, weight, standardised);
    }

    /**
     * For one penalty.
     *
     * @param dual {@code c}
     * @param leaveOneOut mean squared error
     */
    private record Solution(double[] dual, double leaveOneOut) {}

    private static Solution solve(double[][] products, double[] y, double alpha) {
        int n = y.length;
        double aside = 0;
        for (int i = 0; i < n; i++) {
            aside += products[i][i] / n;
        }
        aside = aside > 0 ? aside : 1;
        double[][] matrix = new double[n][];
        for (int i = 0; i < n; i++) {
            matrix[i] = products[i].clone();
            for (int k = 0; k < n; k++) {
                matrix[i][k] += aside / n;
            }
            matrix[i][i] += alpha;
        }
        double[][] lower = inverse(factor(matrix, alpha));
        double[] dual = new double[n];
        double[] diagonal = new double[n];
        for (int k = 0; k < n; k++) {
            double dot = 0;
            for (int i = 0; i <= k; i++) {
                dot += lower[k][i] * y[i];
            }
            for (int i = 0; i <= k; i++) {
                dual[i] += lower[k][i] * dot;
                diagonal[i] += lower[k][i] * lower[k][i];
            }
        }
        double centre = Arrays.stream(dual).average().orElseThrow();
        double sum = 0;
        for (int i = 0; i < n; i++) {
            dual[i] -= centre;
            double error = dual[i] / (diagonal[i] - 1 / (n * (alpha + aside)));
            sum += error * error;
        }
        return new Solution(dual, sum / n);
    }

    /** {@code Lᵀ} with {@code L Lᵀ} the matrix. */
    private static double[][] factor(double[][] matrix, double alpha) {
        try {
            return new CholeskyDecomposition(new Array2DRowRealMatrix(matrix, false), 1e-12, 0)
                    .getLT()
                    .getData();
        } catch (NonPositiveDefiniteMatrixException e) {
            throw new AnalysisException(
                    "A penalty of " + alpha + " is lost in rounding beside these inputs; take a greater one.");
        }
    }

    /** {@code L⁻¹} of a factor given as {@code Lᵀ}, by rows, so that the inner loop runs over neighbours in memory. */
    private static double[][] inverse(double[][] transposed) {
        int n = transposed.length;
        double[][] inverse = new double[n][];
        for (int i = 0; i < n; i++) {
            double[] row = new double[i + 1];
            for (int k = 0; k < i; k++) {
                double factor = transposed[k][i];
                double[] above = inverse[k];
                for (int c = 0; c <= k; c++) {
                    row[c] -= factor * above[c];
                }
            }
            row[i] += 1;
            for (int c = 0; c <= i; c++) {
                row[c] /= transposed[i][i];
            }
            inverse[i] = row;
        }
        return inverse;
    }
}
