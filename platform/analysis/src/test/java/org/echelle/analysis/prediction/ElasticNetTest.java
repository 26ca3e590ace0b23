package org.echelle.analysis.prediction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.echelle.analysis.AnalysisException;
import org.junit.jupiter.api.Test;

/** Coordinate descent against closed forms and against the conditions that only a minimum fulfils. */
class ElasticNetTest {
    private static int[] all(int n) {
        return IntStream.range(0, n).toArray();
    }

    private static float[][] rows(int n, int p, long seed, double zeros) {
        Random random = new Random(seed);
        float[][] rows = new float[n][p];
        for (float[] row : rows) {
            for (int j = 0; j < p; j++) {
                row[j] = random.nextDouble() < zeros ? 0 : (float) (3 + random.nextGaussian());
            }
        }
        return rows;
    }

    /** {@code [sample][column]} with mean 0 and mean square 1 over the samples. */
    private static double[][] standardised(float[][] rows) {
        int p = rows[0].length;
        double[][] z = new double[rows.length][p];
        for (int j = 0; j < p; j++) {
            int column = j;
            double mean =
                    Arrays.stream(rows).mapToDouble(r -> r[column]).average().orElseThrow();
            double scale = Math.sqrt(Arrays.stream(rows)
                    .mapToDouble(r -> (r[column] - mean) * (r[column] - mean))
                    .average()
                    .orElseThrow());
            for (int i = 0; i < rows.length; i++) {
                z[i][j] = (rows[i][j] - mean) / scale;
            }
        }
        return z;
    }

    @Test
    void oneColumnHasTheSoftThresholdsClosedForm() {
        float[][] x = rows(30, 1, 1, 0);
        double[] y = IntStream.range(0, 30)
                .mapToDouble(i -> 5 - 2 * x[i][0] + 0.1 * (i % 3))
                .toArray();
        double[][] z = standardised(x);
        double mean = Arrays.stream(y).average().orElseThrow();
        double product =
                IntStream.range(0, 30).mapToDouble(i -> z[i][0] * (y[i] - mean)).sum() / 30;
        for (double lambda : new double[] {0.01, 0.5, 1.9}) {
            for (double mix : new double[] {0.3, 1}) {
                double expected =
                        Math.signum(product) * Math.max(0, Math.abs(product) - lambda * mix) / (1 + lambda * (1 - mix));
                Ridge.Fit fit = ElasticNet.at(Inputs.dense("x", x), all(30), y, mix, lambda);
                assertThat(fit.standardised()[0]).isCloseTo(expected, within(1e-6));
            }
        }
    }

    @Test
    void weightsFulfilTheConditionsOfAMinimumWithManyZerosAndWithNone() {
        for (int seed = 0; seed < 6; seed++) {
            float[][] x = rows(25, 40, seed, seed % 2 == 0 ? 0.7 : 0);
            Random random = new Random(seed + 100);
            double[] y = IntStream.range(0, 25)
                    .mapToDouble(i -> x[i][0] - 2 * x[i][3] + random.nextGaussian())
                    .toArray();
            double[][] z = standardised(x);
            double mean = Arrays.stream(y).average().orElseThrow();
            double mix = 0.5;
            double lambda = 0.4;
            Ridge.Fit fit = ElasticNet.at(Inputs.dense("x", x), all(25), y, mix, lambda);
            double[] w = fit.standardised();
            double[] residual = IntStream.range(0, 25)
                    .mapToDouble(i -> y[i]
                            - mean
                            - IntStream.range(0, 40)
                                    .mapToDouble(j -> z[i][j] * w[j])
                                    .sum())
                    .toArray();
            for (int j = 0; j < 40; j++) {
                int column = j;
                double gradient = IntStream.range(0, 25)
                                        .mapToDouble(i -> z[i][column] * residual[i])
                                        .sum()
                                / 25
                        - lambda * (1 - mix) * w[j];
                if (w[j] == 0) {
                    assertThat(Math.abs(gradient)).isLessThanOrEqualTo(lambda * mix + 1e-4);
                } else {
                    assertThat(gradient).isCloseTo(lambda * mix * Math.signum(w[j]), within(1e-4));
                }
            }
            // the intercept is the one of unstandardised inputs
            assertThat(Arrays.stream(fit.predict(Inputs.dense("x", x), all(25)))
                            .average()
                            .orElseThrow())
                    .isCloseTo(mean, within(1e-6));
        }
    }

    @Test
    void nearlyNothingOfL1IsRidge() {
        float[][] x = rows(20, 8, 5, 0.3);
        double[] y =
                IntStream.range(0, 20).mapToDouble(i -> x[i][1] + 0.5 * x[i][2]).toArray();
        double alpha = 2;
        Ridge.Fit ridge = Ridge.of(Inputs.dense("x", x), all(20), y, new double[] {alpha});
        Ridge.Fit net = ElasticNet.at(Inputs.dense("x", x), all(20), y, 1e-9, alpha / 20);
        assertThat(net.standardised()).containsExactly(ridge.standardised(), within(1e-5));
    }

    @Test
    void crossValidationFindsTheColumnsThatMatterAndAFlatTargetItsMean() {
        float[][] x = rows(60, 200, 9, 0.8);
        double[] y =
                IntStream.range(0, 60).mapToDouble(i -> 2 * x[i][7] - x[i][11]).toArray();
        Ridge.Fit fit = ElasticNet.of(Inputs.dense("x", x), all(60), y, 0.9);
        int[] strongest = IntStream.range(0, 200)
                .boxed()
                .sorted((a, b) -> Double.compare(Math.abs(fit.standardised()[b]), Math.abs(fit.standardised()[a])))
                .limit(2)
                .mapToInt(j -> j)
                .sorted()
                .toArray();
        assertThat(strongest).containsExactly(7, 11);
        Ridge.Fit flat = ElasticNet.of(Inputs.dense("x", x), all(60), new double[60], 0.9);
        assertThat(flat.weight()).containsOnly(0);
        assertThat(flat.intercept()).isZero();
    }

    @Test
    void whatCannotBeFittedIsSaid() {
        Inputs x = Inputs.dense("x", rows(8, 2, 1, 0));
        assertThatThrownBy(() -> ElasticNet.of(x, all(3), new double[8], 0.5))
                .isInstanceOf(AnalysisException.class)
                .hasMessageContaining("at least 4");
        assertThatThrownBy(() -> ElasticNet.of(x, all(8), new double[8], 0))
                .isInstanceOf(AnalysisException.class)
                .hasMessageContaining("above 0");
        assertThatThrownBy(() -> Inputs.sparse("x", 2, new int[] {0, 1}, new int[] {2}, new float[] {1}))
                .isInstanceOf(AnalysisException.class)
                .hasMessageContaining("column 2 of 2");
    }
}
