package org.echelle.analysis.probing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.echelle.analysis.AnalysisException;
import org.echelle.analysis.GroupBootstrap;
import org.echelle.analysis.samples.SampleMatrix;
import org.junit.jupiter.api.Test;

class ProbingTest {
    /** The minimiser by plain gradient descent in the standardised columns. */
    private static double[] descent(double[][] x, boolean[] y, double c) {
        int n = x.length;
        int k = x[0].length;
        double[][] u = new double[n][k];
        double[] mean = new double[k];
        double[] sd = new double[k];
        for (int j = 0; j < k; j++) {
            for (double[] row : x) {
                mean[j] += row[j] / n;
            }
            for (double[] row : x) {
                sd[j] += Math.pow(row[j] - mean[j], 2) / n;
            }
            sd[j] = Math.sqrt(sd[j]);
            for (int i = 0; i < n; i++) {
                u[i][j] = (x[i][j] - mean[j]) / sd[j];
            }
        }
        double[] w = new double[k + 1];
        for (int step = 0; step < 200_000; step++) {
            double[] g = new double[k + 1];
            for (int i = 0; i < n; i++) {
                double z = w[k];
                for (int j = 0; j < k; j++) {
                    z += w[j] * u[i][j];
                }
                double r = c * (1 / (1 + Math.exp(-z)) - (y[i] ? 1 : 0));
                for (int j = 0; j < k; j++) {
                    g[j] += r * u[i][j];
                }
                g[k] += r;
            }
            for (int j = 0; j <= k; j++) {
                w[j] -= 0.01 * (g[j] + (j < k ? w[j] : 0));
            }
        }
        double[] out = new double[k + 1];
        out[k] = w[k];
        for (int j = 0; j < k; j++) {
            out[j] = w[j] / sd[j];
            out[k] -= out[j] * mean[j];
        }
        return out;
    }

    @Test
    void theProbeIsThatOfGradientDescent() {
        Random random = new Random(1);
        double[][] x = new double[60][3];
        boolean[] y = new boolean[60];
        for (int i = 0; i < 60; i++) {
            for (int j = 0; j < 3; j++) {
                x[i][j] = (j + 1) * random.nextGaussian() + j;
            }
            y[i] = x[i][0] - 0.5 * x[i][1] + random.nextGaussian() > 0;
        }
        double[] slow = descent(x, y, 0.5);
        LogisticProbe probe = LogisticProbe.fit(x, y, 0.5);
        for (int j = 0; j < 3; j++) {
            assertThat(probe.weight()[j]).isCloseTo(slow[j], within(1e-6));
        }
        assertThat(probe.intercept()).isCloseTo(slow[3], within(1e-6));
        assertThat(probe.logits(x)[7]).isEqualTo(probe.logit(x[7]));
    }

    @Test
    void aConstantColumnSaysNothingAndTheInterceptIsTheLogOdds() {
        double[][] x = {{3}, {3}, {3}, {3}};
        LogisticProbe probe = LogisticProbe.fit(x, new boolean[] {true, false, false, false});
        assertThat(probe.weight()[0]).isZero();
        assertThat(probe.logit(new double[] {3})).isCloseTo(Math.log(1 / 3.0), within(1e-9));
        assertThatThrownBy(() -> LogisticProbe.fit(x, new boolean[4]))
                .isInstanceOf(AnalysisException.class)
                .hasMessageContaining("0 and 4");
        assertThatThrownBy(() -> LogisticProbe.fit(new double[][] {{Double.NaN}, {1}}, new boolean[] {true, false}))
                .hasMessageContaining("not finite");
    }

    @Test
    void separableClassesEndAndAreSeparated() {
        double[][] x = {{-2000}, {-1000}, {1000}, {2000}};
        boolean[] y = {false, false, true, true};
        LogisticProbe probe = LogisticProbe.fit(x, y, 1e6);
        assertThat(new Answers(probe.logits(x), y).accuracy().value()).isEqualTo(1);
    }

    @Test
    void aPlantedUnitIsFoundAndShuffledLabelsGiveAHalf() {
        Random random = new Random(3);
        int n = 2000;
        double[][] z = new double[n][20];
        boolean[] y = new boolean[n];
        boolean[] luck = new boolean[n];
        for (int i = 0; i < n; i++) {
            y[i] = random.nextBoolean();
            luck[i] = random.nextBoolean();
            for (int j = 0; j < 20; j++) {
                z[i][j] = Math.max(0, random.nextGaussian());
            }
            z[i][13] = y[i] ? 1 + random.nextDouble() : 0;
        }
        SampleMatrix train = SampleMatrix.of(Arrays.copyOf(z, n / 2));
        SampleMatrix test = SampleMatrix.of(Arrays.copyOfRange(z, n / 2, n));
        for (SparseProbe.Rule rule : SparseProbe.Rule.values()) {
            SparseProbe.Outcome outcome =
                    SparseProbe.of(train, Arrays.copyOf(y, n / 2), test, Arrays.copyOfRange(y, n / 2, n), 1, rule);
            assertThat(outcome.units()).containsExactly(13);
            assertThat(outcome.answers().accuracy().value()).isEqualTo(1);
            assertThat(outcome.answers().auroc().value()).isEqualTo(1);
            assertThat(outcome.answers().f1().value()).isEqualTo(1);
        }
        double chance = SparseProbe.of(
                        train,
                        Arrays.copyOf(luck, n / 2),
                        test,
                        Arrays.copyOfRange(luck, n / 2, n),
                        5,
                        SparseProbe.Rule.MEAN_DIFFERENCE)
                .answers()
                .accuracy()
                .value();
        assertThat(chance).isCloseTo(0.5, within(0.06));
    }

    @Test
    void aLoudUnitWinsByMeansAndATellingOneWhenStandardised() {
        double[][] z = {{100, 1}, {0, 1}, {0, 0}, {90, 0}};
        boolean[] y = {true, true, false, false};
        assertThat(SparseProbe.rank(SampleMatrix.of(z), y, SparseProbe.Rule.MEAN_DIFFERENCE, 1))
                .containsExactly(0);
        assertThat(SparseProbe.rank(SampleMatrix.of(z), y, SparseProbe.Rule.STANDARDISED, 1))
                .containsExactly(1);
    }

    @Test
    void balancedSamplesAreAsManyOfEach() {
        boolean[] y = new boolean[50];
        Arrays.fill(y, 0, 8, true);
        int[] chosen = SparseProbe.balanced(y, 100, 1);
        assertThat(chosen).hasSize(16).isSorted().doesNotHaveDuplicates().contains(0, 1, 2, 3, 4, 5, 6, 7);
        assertThat(SparseProbe.balanced(new boolean[5], 10, 1)).isEmpty();
        assertThat(SparseProbe.balanced(y, 3, 1)).hasSize(6);
    }

    @Test
    void classesThatLieApartAreAllFound() {
        double[][] x = {{0, 5}, {0, 6}, {5, 0}, {6, 0}, {-5, -5}, {-6, -5}};
        int[] label = {0, 0, 1, 1, 2, 2};
        ClassProbe probe = ClassProbe.fit(x, label, 3);
        assertThat(probe.right(x, label)).containsOnly(1);
        assertThatThrownBy(() -> ClassProbe.fit(x, new int[6], 1)).hasMessageContaining("two classes");
    }

    /** Brute force for the L1 probe: coordinate-wise golden search on the same objective. */
    @Test
    void theLassoMinimisesItsObjective() {
        Random random = new Random(8);
        int n = 80;
        double[][] z = new double[n][4];
        boolean[] y = new boolean[n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < 4; j++) {
                z[i][j] = random.nextInt(3) == 0 ? (j + 1) * random.nextDouble() : 0;
            }
            y[i] = z[i][1] + 0.3 * random.nextGaussian() > 0.4;
        }
        double[] w = LassoRanking.weights(SampleMatrix.of(z), y, 0.02);
        double best = objective(z, y, w, 0.02);
        for (int trial = 0; trial < 2000; trial++) {
            double[] other = w.clone();
            for (int j = 0; j < 4; j++) {
                other[j] += 0.1 * random.nextGaussian() * random.nextInt(2);
            }
            assertThat(objective(z, y, other, 0.02)).isGreaterThanOrEqualTo(best - 1e-4);
        }
        assertThat(LassoRanking.of(SampleMatrix.of(z), y, 0.02)[0]).isEqualTo(1);
    }

    /** With the best intercept for those weights. */
    private static double objective(double[][] z, boolean[] y, double[] w, double lambda) {
        double[] scale = new double[w.length];
        for (int j = 0; j < w.length; j++) {
            for (double[] row : z) {
                scale[j] += row[j] * row[j] / z.length;
            }
            scale[j] = Math.sqrt(scale[j]);
        }
        double low = -10;
        double high = 10;
        double value = 0;
        for (int step = 0; step < 60; step++) {
            double b = (low + high) / 2;
            double slope = 0;
            value = 0;
            for (int i = 0; i < z.length; i++) {
                double t = b;
                for (int j = 0; j < w.length; j++) {
                    t += w[j] * z[i][j] / scale[j];
                }
                slope += 1 / (1 + Math.exp(-t)) - (y[i] ? 1 : 0);
                value += Math.log1p(Math.exp(y[i] ? -t : t)) / z.length;
            }
            if (slope > 0) {
                high = b;
            } else {
                low = b;
            }
        }
        for (double v : w) {
            value += lambda * Math.abs(v);
        }
        return value;
    }

    @Test
    void anAbsorbedParentIsFoundByHand() {
        // Feature 0 is the parent, 1 the child that absorbs it on the second sample. Directions lie along the probe.
        SampleMatrix z = SampleMatrix.of(new double[][] {{2, 0, 0}, {0, 2, 0}, {1, 1, 0}, {0, 0, 2}});
        double[] cosine = {1, 0.8, 0.05};
        double[] projection = {2, 1.6, 1.8, 1};
        Absorption.Outcome outcome = Absorption.of(
                z,
                cosine,
                projection,
                new int[] {0},
                new String[] {"a", "b", "c", "d"},
                new GroupBootstrap(200, 0.95, 1));
        // Sample 0: main 2 >= P, 0. Sample 1: main silent, A = 1.6 >= 0.4 P, 1. Sample 2: A = 0.8, b = min(0.8, 0.8),
        // 0.8 / 1.8.
        // Sample 3: the cosine of feature 2 is below 0.1, 0.
        assertThat(outcome.fraction().value()).isCloseTo((0 + 1 + 0.8 / 1.8 + 0) / 4, within(1e-7));
        // Full: sample 1 only; on sample 3 a = 0.1 is less than 0.4.
        assertThat(outcome.full().value()).isEqualTo(0.25);
        assertThat(outcome.splits()).isZero();
        assertThat(outcome.fractions()).containsExactly(new double[] {0, 1, 0.8 / 1.8, 0}, within(1e-7));
        assertThat(outcome.fraction().interval().holds(outcome.fraction().value()))
                .isTrue();
        assertThat(Absorption.of(
                                SampleMatrix.of(new double[0][3]),
                                cosine,
                                new double[0],
                                new int[] {0},
                                new String[0],
                                new GroupBootstrap(200, 0.95, 1))
                        .fraction()
                        .because())
                .contains("in no sample");
    }

    @Test
    void aConceptSplitOverTwoFeaturesHasOneSplit() {
        int n = 400;
        double[][] z = new double[n][3];
        boolean[] y = new boolean[n];
        for (int i = 0; i < n; i++) {
            y[i] = i % 2 == 0;
            z[i][0] = i % 4 == 0 ? 1 : 0;
            z[i][1] = i % 4 == 2 ? 1 : 0;
            z[i][2] = i % 3 == 0 ? 1 : 0;
        }
        SampleMatrix m = SampleMatrix.of(z);
        assertThat(Absorption.mainFeatures(new int[] {0, 1, 2}, m, y, m, y, 10)).containsExactly(0, 1);
    }
}
