package org.echelle.analysis.reconstruction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.apache.commons.math3.stat.regression.OLSMultipleLinearRegression;
import org.echelle.analysis.Measure;
import org.junit.jupiter.api.Test;

class LossesTest {
    private static double[][] gaussian(int n, int d, double mean, double sd, Random random) {
        double[][] x = new double[n][d];
        for (double[] row : x) {
            for (int i = 0; i < d; i++) {
                row[i] = mean + sd * random.nextGaussian();
            }
        }
        return x;
    }

    private static float[] flat(double[][] rows) {
        float[] out = new float[rows.length * rows[0].length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (float) rows[i / rows[0].length][i % rows[0].length];
        }
        return out;
    }

    @Test
    void theReconstructionThatIsTheActivationRecoversAllAndTheAblationNothing() {
        assertThat(RecoveredLoss.of(0.3, 0.3, 2.3, 10).value()).isEqualTo(1);
        assertThat(RecoveredLoss.of(0.3, 2.3, 2.3, 10).value()).isZero();
        assertThat(RecoveredLoss.of(0.9, 0.7, 0.1, 10).value())
                .as("accuracies too")
                .isCloseTo(0.75, within(1e-12));
        assertThat(RecoveredLoss.ofDivergence(0.2, 0.8, 10).value()).isCloseTo(0.75, within(1e-12));
        assertThat(RecoveredLoss.of(1, 1, 1, 10).because()).contains("nothing to recover");
        assertThat(RecoveredLoss.of(1, Double.NaN, 1, 10).defined()).isFalse();
        assertThat(RecoveredLoss.of(1, 2, 3, 0).defined()).isFalse();
    }

    /** Four worlds of true explained variance 0.91, for which the faulty definition gives what a separate NumPy simulation gave. */
    @Test
    void thePublishedUncentredVarianceIsWrongAsSimulated() {
        double[][] worlds = {{0, 1, 0.9085}, {3, 1, 0.989}, {0, 5, 0.853}, {0, 30, 1.007}};
        for (double[] world : worlds) {
            Random random = new Random(5);
            double[][] x = gaussian(4000, 64, world[0], world[1], random);
            double[][] y = new double[x.length][64];
            for (int r = 0; r < y.length; r++) {
                for (int i = 0; i < 64; i++) {
                    y[r][i] = x[r][i] + 0.3 * world[1] * random.nextGaussian();
                }
            }
            PublishedVariance variance = new PublishedVariance(64);
            variance.add(flat(x), flat(y), x.length);
            assertThat(variance.uncentred().value()).isCloseTo(world[2], within(0.005));
            assertThat(variance.centred().value()).isCloseTo(0.91, within(0.003));
            assertThat(variance.perDimension().value()).isCloseTo(0.91, within(0.003));
        }
    }

    @Test
    void publishedVariancesByHand() {
        // Two rows of two entries: residuals (1, 1) and (1, 1), a constant offset.
        float[] x = {1, 2, 3, 6};
        float[] y = {0, 1, 2, 5};
        PublishedVariance variance = new PublishedVariance(2);
        variance.add(x, y, 2);
        assertThat(variance.centred().value()).as("blind to offsets").isEqualTo(1);
        assertThat(variance.perDimension().value()).isCloseTo((1 - 2 / 2.0 + 1 - 2 / 8.0) / 2, within(1e-12));
        assertThat(variance.normalisedError().value()).isCloseTo((2 / 5.0 + 2 / 45.0) / 2, within(1e-12));
        assertThat(variance.withinRow().value()).isCloseTo(0, within(1e-12));
        // Entries 1, 2, 3, 6 about their mean 3: 4 + 1 + 0 + 9.
        assertThat(variance.grandMean().value()).isCloseTo(1 - 4 / 14.0, within(1e-12));
        PublishedVariance constant = new PublishedVariance(1);
        constant.add(new float[] {2, 2}, new float[] {1, 3}, 2);
        for (Measure m : new Measure[] {constant.centred(), constant.perDimension(), constant.grandMean()}) {
            assertThat(m.because()).contains("no variance");
        }
        assertThat(new PublishedVariance(3).uncentred().defined()).isFalse();
    }

    @Test
    void anErrorThatIsLinearIsFoundAndNoiseIsNot() {
        Random random = new Random(1);
        int d = 5;
        double[][] m = gaussian(d, d, 0, 0.3, random);
        double[][] x = gaussian(3000, d, 2, 1, random);
        double[][] linear = new double[x.length][d];
        double[][] noise = new double[x.length][d];
        for (int r = 0; r < x.length; r++) {
            for (int i = 0; i < d; i++) {
                double e = 0.7;
                for (int k = 0; k < d; k++) {
                    e += x[r][k] * m[k][i];
                }
                linear[r][i] = x[r][i] - e;
                noise[r][i] = x[r][i] - 0.5 * random.nextGaussian();
            }
        }
        DarkMatter exact = split(x, linear, 2000);
        assertThat(exact.vectorR2().value()).isCloseTo(1, within(1e-4));
        assertThat(exact.fvuNonLinear().value()).isCloseTo(0, within(1e-4));
        assertThat(exact.fvuLinear().value()).isCloseTo(exact.fvu().value(), within(1e-4));
        DarkMatter random5 = split(x, noise, 2000);
        assertThat(random5.vectorR2().value()).isBetween(-0.02, 0.01);
        assertThat(random5.normR2().value()).isBetween(-0.02, 0.01);
        assertThat(random5.fvuNonLinear().value()).isCloseTo(random5.fvu().value(), within(0.01));
    }

    @Test
    void theRegressionIsThatOfAnotherLibrary() {
        Random random = new Random(2);
        double[][] x = gaussian(300, 3, 1, 1, random);
        double[][] y = new double[300][3];
        for (int r = 0; r < 300; r++) {
            for (int i = 0; i < 3; i++) {
                y[r][i] = x[r][i] - Math.sin(x[r][(i + 1) % 3]) - 0.1 * random.nextGaussian();
            }
        }
        DarkMatter ours = split(x, y, 200);
        double sum = 0;
        for (int i = 0; i < 3; i++) {
            double[] target = new double[200];
            double[][] rows = new double[200][];
            for (int r = 0; r < 200; r++) {
                target[r] = x[r][i] - y[r][i];
                rows[r] = x[r];
            }
            OLSMultipleLinearRegression ols = new OLSMultipleLinearRegression();
            ols.newSampleData(target, rows);
            double[] beta = ols.estimateRegressionParameters();
            double mean = 0;
            for (int r = 200; r < 300; r++) {
                mean += (x[r][i] - y[r][i]) / 100;
            }
            double sse = 0;
            double sst = 0;
            for (int r = 200; r < 300; r++) {
                double e = x[r][i] - y[r][i];
                double p = beta[0] + beta[1] * x[r][0] + beta[2] * x[r][1] + beta[3] * x[r][2];
                sse += (e - p) * (e - p);
                sst += (e - mean) * (e - mean);
            }
            sum += 1 - sse / sst;
        }
        assertThat(ours.vectorR2().value()).isCloseTo(sum / 3, within(1e-5));
    }

    @Test
    void tooFewRowsAndAPerfectDictionaryAreSaid() {
        double[][] x = gaussian(12, 3, 0, 1, new Random(3));
        assertThat(split(x, gaussian(12, 3, 0, 1, new Random(4)), 6).vectorR2().because())
                .contains("at least 16 rows");
        assertThat(split(x, x, 6).vectorR2().because()).contains("no error");
        double[][] constant = new double[40][3];
        DarkMatter flat = split(constant, gaussian(40, 3, 0, 1, new Random(4)), 20);
        assertThat(flat.fvu().because()).contains("all equal");
    }

    private static DarkMatter split(double[][] x, double[][] y, int fit) {
        int d = x[0].length;
        DarkMatter dark = new DarkMatter(d);
        float[] a = flat(x);
        float[] b = flat(y);
        dark.fit(a, b, fit);
        dark.measure(
                java.util.Arrays.copyOfRange(a, fit * d, a.length),
                java.util.Arrays.copyOfRange(b, fit * d, b.length),
                x.length - fit);
        return dark;
    }
}
