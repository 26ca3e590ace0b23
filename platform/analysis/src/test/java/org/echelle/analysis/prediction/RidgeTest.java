package org.echelle.analysis.prediction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.IntStream;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;
import org.echelle.analysis.AnalysisException;
import org.echelle.analysis.samples.PooledCodes;
import org.echelle.analysis.samples.Pooling;
import org.junit.jupiter.api.Test;

class RidgeTest {
    private static final double[] ALPHAS = {0.001, 0.01, 0.1, 1, 10, 100};

    /** Columns of very different size and mean, zeros among them, one that never varies. */
    private static float[][] rows(int n, int p, long seed) {
        Random numbers = new Random(seed);
        float[][] rows = new float[n][p];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < p; j++) {
                boolean silent = j % 3 == 1 && numbers.nextInt(3) > 0;
                rows[i][j] = j == 2 ? 7 : silent ? 0 : (float) (j * 10 + (1 + j) * numbers.nextGaussian());
            }
        }
        return rows;
    }

    private static double[] target(float[][] rows, long seed) {
        Random numbers = new Random(seed);
        double[] y = new double[rows.length];
        for (int i = 0; i < y.length; i++) {
            y[i] = 3 + rows[i][0] - 0.2 * rows[i][3] + numbers.nextGaussian();
        }
        return y;
    }

    private static int[] all(int n) {
        return IntStream.range(0, n).toArray();
    }

    /** Intercept and weights of standardised columns by the normal equations, the intercept unpenalised, with given means and scales. */
    private static double[] normalEquations(
            float[][] rows, int[] training, double[] y, double alpha, double[] mean, double[] scale) {
        int p = rows[0].length;
        double[][] z = new double[training.length][p + 1];
        double[] t = new double[training.length];
        for (int i = 0; i < training.length; i++) {
            z[i][0] = 1;
            for (int j = 0; j < p; j++) {
                z[i][j + 1] = scale[j] == 0 ? 0 : (rows[training[i]][j] - mean[j]) / scale[j];
            }
            t[i] = y[training[i]];
        }
        RealMatrix matrix = new Array2DRowRealMatrix(z);
        RealMatrix penalty = MatrixUtils.createRealIdentityMatrix(p + 1).scalarMultiply(alpha);
        penalty.setEntry(0, 0, 0);
        RealVector solution = new LUDecomposition(
                        matrix.transpose().multiply(matrix).add(penalty))
                .getSolver()
                .solve(matrix.transpose().operate(new ArrayRealVector(t)));
        return solution.toArray();
    }

    private static double[][] standard(float[][] rows, int[] training) {
        int p = rows[0].length;
        double[][] found = new double[2][p];
        for (int j = 0; j < p; j++) {
            for (int i : training) {
                found[0][j] += rows[i][j] / (double) training.length;
            }
            for (int i : training) {
                found[1][j] += Math.pow(rows[i][j] - found[0][j], 2) / training.length;
            }
            found[1][j] = Math.sqrt(found[1][j]);
        }
        return found;
    }

    @Test
    void theWeightsSolveTheNormalEquations() {
        for (int[] shape : new int[][] {{40, 9}, {12, 150}, {4, 5}}) {
            float[][] rows = rows(shape[0] + 10, shape[1], 1);
            double[] y = target(rows, 2);
            int[] training = IntStream.range(5, 5 + shape[0]).toArray();
            double[][] standard = standard(rows, training);
            for (double alpha : ALPHAS) {
                Inputs x = Inputs.dense("x", rows);
                Ridge.Fit fit = Ridge.of(x, training, y, new double[] {alpha});
                double[] expected = normalEquations(rows, training, y, alpha, standard[0], standard[1]);
                assertThat(fit.standardised()[2]).isZero();
                for (int j = 0; j < shape[1]; j++) {
                    assertThat(fit.standardised()[j]).isCloseTo(expected[j + 1], within(1e-6));
                }
                for (int i = 0; i < rows.length; i++) {
                    double prediction = expected[0];
                    for (int j = 0; j < shape[1]; j++) {
                        prediction += standard[1][j] == 0
                                ? 0
                                : expected[j + 1] * (rows[i][j] - standard[0][j]) / standard[1][j];
                    }
                    assertThat(fit.predict(x, i)).isCloseTo(prediction, within(1e-5));
                }
            }
        }
    }

    @Test
    void theLeaveOneOutErrorIsThatOfFitsWithoutEachSample() {
        for (int[] shape : new int[][] {{30, 7}, {9, 60}}) {
            float[][] rows = rows(shape[0], shape[1], 3);
            double[] y = target(rows, 4);
            int[] training = all(shape[0]);
            double[][] standard = standard(rows, training);
            Ridge.Fit fit = Ridge.of(Inputs.dense("x", rows), training, y, ALPHAS);
            int best = 0;
            for (int a = 0; a < ALPHAS.length; a++) {
                double sum = 0;
                for (int out = 0; out < shape[0]; out++) {
                    int left = out;
                    int[] others = IntStream.of(training).filter(i -> i != left).toArray();
                    double[] line = normalEquations(rows, others, y, ALPHAS[a], standard[0], standard[1]);
                    double error = y[out] - line[0];
                    for (int j = 0; j < shape[1]; j++) {
                        error -= standard[1][j] == 0
                                ? 0
                                : line[j + 1] * (rows[out][j] - standard[0][j]) / standard[1][j];
                    }
                    sum += error * error / shape[0];
                }
                assertThat(fit.leaveOneOut()[a]).isCloseTo(sum, within(1e-5 * sum));
                best = fit.leaveOneOut()[a] < fit.leaveOneOut()[best] ? a : best;
            }
            assertThat(fit.alpha()).isEqualTo(ALPHAS[best]);
        }
    }

    @Test
    void sparseAndDenseInputsGiveTheSameLine() {
        Random numbers = new Random(5);
        PooledCodes.Builder codes = new PooledCodes.Builder(80, Pooling.MEAN);
        float[][] dense = new float[25][80];
        for (int i = 0; i < 25; i++) {
            int[] feature =
                    IntStream.range(0, 80).filter(j -> numbers.nextInt(6) == 0).toArray();
            float[] value = new float[feature.length];
            for (int e = 0; e < value.length; e++) {
                value[e] = numbers.nextFloat() + 0.1f;
                dense[i][feature[e]] = value[e];
            }
            codes.add(i, "", new org.echelle.analysis.SampleCodes(1, new int[] {0, value.length}, feature, value));
        }
        double[] y = numbers.doubles(25).toArray();
        Ridge.Fit one = Ridge.of(Inputs.of("codes", codes.build()), all(20), y, ALPHAS);
        Ridge.Fit two = Ridge.of(Inputs.dense("dense", dense), all(20), y, ALPHAS);
        assertThat(one.weight()).isEqualTo(two.weight());
        assertThat(one.intercept()).isEqualTo(two.intercept());
    }

    @Test
    void inputsThatDoNotVaryAndConstantTargetsGiveTheMean() {
        Inputs still = Inputs.dense("still", new float[8][3]);
        double[] y = {1, 2, 3, 4, 5, 6, 7, 9};
        Ridge.Fit mean = Ridge.of(still, all(8), y, ALPHAS);
        assertThat(mean.predict(still, 0)).isCloseTo(37 / 8.0, within(1e-12));
        // leaving a sample out, the mean of the others: (y - mean) n / (n - 1)
        double expected = 0;
        for (double v : y) {
            expected += Math.pow((v - 37 / 8.0) * 8 / 7, 2) / 8;
        }
        assertThat(mean.leaveOneOut()[0]).isCloseTo(expected, within(1e-9));

        Ridge.Fit constant = Ridge.of(Inputs.dense("x", rows(8, 5, 1)), all(8), new double[8], ALPHAS);
        assertThat(constant.standardised()).containsOnly(0);
        assertThat(constant.alpha()).isEqualTo(100);
    }

    @Test
    void whatCannotBeFittedIsToldInASentence() {
        Inputs x = Inputs.dense("x", rows(8, 5, 1));
        assertThatThrownBy(() -> Ridge.of(x, all(3), new double[8], ALPHAS))
                .isInstanceOf(AnalysisException.class)
                .hasMessageContaining("3 samples");
        assertThatThrownBy(() -> Ridge.of(x, all(8), new double[8], new double[] {0}))
                .isInstanceOf(AnalysisException.class)
                .hasMessageContaining("above 0");
        assertThatThrownBy(() -> Inputs.dense("plain", new float[][] {{1}, {Float.NaN}}))
                .hasMessageContaining("Row 1 of plain");
    }
}
