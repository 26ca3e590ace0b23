package org.echelle.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MetricsTest {
    @Test
    void scalingARowGivesTheClosedForms() {
        // x' = c x: gamma = c, cosine 1, ratio c, residual (1 - c)^2 |x|^2.
        Random random = new Random(1);
        float[] x = new float[300 * 4];
        float[] y = new float[x.length];
        double square = 0;
        double[] mean = new double[4];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) (random.nextGaussian() + i % 4);
            y[i] = 0.75f * x[i];
            square += (double) x[i] * x[i];
            mean[i % 4] += x[i] / 300.0;
        }
        double centred = square;
        for (double m : mean) {
            centred -= 300 * m * m;
        }
        Reconstruction r = new Reconstruction(4);
        r.add(x, y, 300);
        Reconstruction.Summary s = r.summary();
        assertThat(s.shrinkage()).isCloseTo(0.75, within(1e-7));
        assertThat(s.cosine()).isCloseTo(1, within(1e-7));
        assertThat(s.l2Ratio()).isCloseTo(0.75, within(1e-7));
        assertThat(s.fvu()).isCloseTo(0.0625 * square / centred, within(1e-6));
        assertThat(s.explainedVariance()).isCloseTo(1 - s.fvu(), within(1e-15));
    }

    @Test
    void theMeanAsReconstructionExplainsNothingAndTheRowItselfEverything() {
        float[] x = {1, 2, 3, 4, 5, 9};
        Reconstruction mean = new Reconstruction(2);
        mean.add(x, new float[] {3, 5, 3, 5, 3, 5}, 3);
        assertThat(mean.summary().fvu()).isCloseTo(1, within(1e-12));
        Reconstruction self = new Reconstruction(2);
        self.add(x, x, 3);
        assertThat(self.summary().fvu()).isZero();
    }

    @Test
    void varianceIsRightFarFromZero() {
        // The trap of squaring mean squares: data with mean 1000 and unit spread, residual 0.1 of it.
        Random random = new Random(2);
        Reconstruction r = new Reconstruction(1);
        for (int i = 0; i < 20000; i++) {
            float x = (float) (1000 + random.nextGaussian());
            r.add(new float[] {x}, new float[] {(float) (x + 0.3 * random.nextGaussian())}, 1);
        }
        assertThat(r.summary().explainedVariance()).isCloseTo(0.91, within(0.005));
    }

    @Test
    void noRowsGiveNoNaN() {
        assertThat(new Reconstruction(3).summary().toString()).doesNotContain("NaN");
        assertThat(new Density(3).summary().toString()).doesNotContain("NaN");
    }

    @Test
    void densityCountsByHand() {
        // Ten rows: feature 0 fires always, feature 1 once, feature 2 is stored as zero, feature 3 never.
        Density density = new Density(4);
        for (int row = 0; row < 10; row++) {
            density.add(
                    row == 0
                            ? new SampleCodes(1, new int[] {0, 3}, new int[] {0, 1, 2}, new float[] {1, -2, 0})
                            : new SampleCodes(1, new int[] {0, 1}, new int[] {0}, new float[] {1}));
        }
        Density.Summary s = density.summary();
        assertThat(s.l0()).isCloseTo(1.1, within(1e-12));
        assertThat(s.l0Median()).isEqualTo(1);
        assertThat(s.l0High()).isEqualTo(2);
        assertThat(s.deadShare()).isEqualTo(0.5);
        assertThat(s.above10Percent()).isEqualTo(0.25);
        assertThat(s.above1Percent()).isEqualTo(0.5);
        assertThat(s.firingsOfDense()).isCloseTo(10.0 / 11, within(1e-12));
        assertThat(s.deadBelow()).isEqualTo(0.3);
        assertThat(s.histogram()[0]).isEqualTo(2);
        assertThat(s.histogram()[49]).isEqualTo(1);
        assertThat(s.histogram()[45]).isEqualTo(1);
    }

    @Test
    void nearestFeaturesEqualBruteForceAndNeverNameThemselves() {
        Random random = new Random(3);
        int n = 150;
        int width = 13;
        float[] atoms = new float[n * width];
        for (int i = 0; i < atoms.length; i++) {
            atoms[i] = (float) random.nextGaussian() * (1 + i % 7);
        }
        Arrays.fill(atoms, 0, width, 0f);
        NearestFeatures.Neighbours[] near = NearestFeatures.of(atoms, n, width, 10);
        for (int i = 1; i < n; i++) {
            double best = -2;
            int which = -1;
            for (int j = 0; j < n; j++) {
                double cosine = cosine(atoms, i, j, width);
                if (j != i && cosine > best) {
                    best = cosine;
                    which = j;
                }
            }
            assertThat(near[i].feature()).hasSize(10).doesNotContain(i).startsWith(which);
            assertThat(near[i].cosine()[0]).isCloseTo((float) best, within(1e-5f));
            for (int k = 1; k < 10; k++) {
                assertThat(near[i].cosine()[k]).isLessThanOrEqualTo(near[i].cosine()[k - 1]);
            }
        }
        assertThat(near[0].cosine()).containsOnly(0f);
        assertThat(NearestFeatures.of(new float[] {1, 2}, 1, 2, 10)[0].feature())
                .isEmpty();
    }

    private static double cosine(float[] v, int i, int j, int width) {
        double a = 0;
        double b = 0;
        double c = 0;
        for (int k = 0; k < width; k++) {
            a += (double) v[i * width + k] * v[i * width + k];
            b += (double) v[j * width + k] * v[j * width + k];
            c += (double) v[i * width + k] * v[j * width + k];
        }
        return a * b == 0 ? 0 : c / Math.sqrt(a * b);
    }

    @Test
    void samplesForAPageAreStrongestThenBandsThenSilentOnes() {
        int n = 200;
        int[] sample = new int[n];
        float[] activation = new float[n];
        for (int i = 0; i < n; i++) {
            sample[i] = 2 * i;
            activation[i] = (i * 37 % n) + 1;
        }
        QuantileSamples.Request request = new QuantileSamples.Request(5, 4, 6, 8, 3);
        QuantileSamples chosen = QuantileSamples.choose(7, sample, activation, 400, s -> s == 11 || s == 13, request);
        for (int i = 0; i < 5; i++) {
            assertThat(activation[chosen.top()[i] / 2]).isEqualTo(200 - i);
        }
        assertThat(chosen.bands()).hasSize(4);
        Set<Integer> seen = new HashSet<>();
        Arrays.stream(chosen.top()).forEach(seen::add);
        for (int q = 0; q < 4; q++) {
            QuantileSamples.Band band = chosen.bands().get(q);
            assertThat(band.high()).isEqualTo(200 - 50 * q);
            assertThat(band.low()).isEqualTo(151 - 50 * q);
            assertThat(band.samples()).hasSize(6);
            for (int s : band.samples()) {
                assertThat(activation[s / 2]).isBetween(band.low(), band.high());
                assertThat(seen.add(s)).isTrue();
            }
        }
        assertThat(chosen.counterExamples()).hasSize(8).doesNotHaveDuplicates();
        assertThat(new int[] {chosen.counterExamples()[0], chosen.counterExamples()[1]})
                .containsExactlyInAnyOrder(11, 13);
        assertThat(Arrays.stream(chosen.counterExamples()).boxed()).allMatch(s -> s % 2 == 1);
        QuantileSamples again = QuantileSamples.choose(7, sample, activation, 400, s -> s == 11 || s == 13, request);
        assertThat(again).usingRecursiveComparison().isEqualTo(chosen);
    }

    @Test
    void aFeatureThatNeverFiresHasOnlyCounterExamples() {
        QuantileSamples none =
                QuantileSamples.choose(0, new int[0], new float[0], 3, s -> false, QuantileSamples.Request.defaults(0));
        assertThat(none.top()).isEmpty();
        assertThat(none.bands()).isEmpty();
        assertThat(none.counterExamples()).containsExactlyInAnyOrder(0, 1, 2);
    }

    @Test
    void benchmarkReturnsItsRows() {
        assertThat(new ScoreBenchmark(2048, 64, 4, 10, 2).run()).hasSize(8).allSatisfy(row -> assertThat(row.what())
                .isNotBlank());
    }
}
