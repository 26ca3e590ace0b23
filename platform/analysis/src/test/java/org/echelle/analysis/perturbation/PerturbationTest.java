package org.echelle.analysis.perturbation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.echelle.analysis.GroupBootstrap;
import org.echelle.analysis.Interval;
import org.echelle.analysis.Measure;
import org.echelle.analysis.samples.SampleMatrix;
import org.junit.jupiter.api.Test;

class PerturbationTest {
    /** Samples of three classes, one feature a class, directions along the axes; probes read the axes. */
    private static final int CLASSES = 3;

    private static final GroupBootstrap BOOTSTRAP = new GroupBootstrap(50, 0.9, 3);

    private final Random random = new Random(4);
    private final int n = 3000;
    private final int[] label = new int[n];
    private final double[][] codes = new double[n][CLASSES + 2];
    private final float[] decoder = new float[(CLASSES + 2) * CLASSES];
    private final double[][] logits = new double[n][CLASSES];
    private final double[][] weights = new double[CLASSES][CLASSES];

    /** Every sample a group of its own. */
    private final String[] alone =
            IntStream.range(0, n).mapToObj(Integer::toString).toArray(String[]::new);

    PerturbationTest() {
        for (int c = 0; c < CLASSES; c++) {
            decoder[c * CLASSES + c] = 1;
            weights[c][c] = 10;
        }
        for (int i = 0; i < n; i++) {
            label[i] = random.nextInt(CLASSES);
            codes[i][label[i]] = 1;
            codes[i][CLASSES] = random.nextDouble();
            for (int c = 0; c < CLASSES; c++) {
                logits[i][c] = 10 * codes[i][c] - 5;
            }
        }
    }

    @Test
    void takingAFeatureAwayIsWhatDecodingWithoutItGives() {
        double[][] gain = Effects.gains(decoder, weights);
        double[] after = Effects.without(column(logits, 1), SampleMatrix.of(codes), column(gain, 1), new int[] {1, 3});
        for (int i = 0; i < n; i++) {
            // nothing is left along the axis that the probe reads
            assertThat(after[i]).isCloseTo(-5, within(1e-6));
        }
    }

    private static double[] column(double[][] m, int c) {
        return Arrays.stream(m).mapToDouble(row -> row[c]).toArray();
    }

    @Test
    void oneFeatureAClassDropsItToChanceAndTouchesNoOther() {
        SampleMatrix z = SampleMatrix.of(codes);
        double[][] gain = Effects.gains(decoder, weights);
        assertThat(TargetedPerturbation.of(z, label, gain, logits, z, label, 1, alone, BOOTSTRAP)
                        .value())
                .isCloseTo(0.5, within(1e-12));
    }

    @Test
    void featuresThatHaveNothingToDoWithClassesGiveNothing() {
        double[][] noise = new double[n][4];
        float[] directions = new float[4 * CLASSES];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < 4; j++) {
                noise[i][j] = random.nextDouble();
            }
        }
        for (int i = 0; i < directions.length; i++) {
            directions[i] = (float) (0.1 * random.nextGaussian());
        }
        SampleMatrix z = SampleMatrix.of(noise);
        assertThat(TargetedPerturbation.of(
                                z, label, Effects.gains(directions, weights), logits, z, label, 2, alone, BOOTSTRAP)
                        .value())
                .isCloseTo(0, within(0.05));
        assertThat(TargetedPerturbation.of(
                                z,
                                new int[n],
                                Effects.gains(directions, weights),
                                logits,
                                z,
                                label,
                                2,
                                alone,
                                BOOTSTRAP)
                        .because())
                .contains("class 0");
    }

    @Test
    void theIntervalIsThatOfDataInWhichDrawnSamplesStandSeveralTimes() {
        // Features of which one also touches another class, so that answers of single samples differ.
        int some = 240;
        String[] groups = IntStream.range(0, some).mapToObj(i -> "g" + i / 4).toArray(String[]::new);
        double[][] z = Arrays.copyOf(codes, some);
        double[][] l = new double[some][CLASSES];
        for (int i = 0; i < some; i++) {
            for (int c = 0; c < CLASSES; c++) {
                l[i][c] = logits[i][c] + 6 * random.nextGaussian();
            }
        }
        int[] y = Arrays.copyOf(label, some);
        double[][] gain = Effects.gains(decoder, weights);
        SampleMatrix train = SampleMatrix.of(codes);
        List<Double> replicates = new ArrayList<>();
        GroupBootstrap few = new GroupBootstrap(9, 0.9, 5);
        few.within(Measure.of(0, 1), groups, w -> {
            int[] drawn = IntStream.range(0, some)
                    .flatMap(i -> IntStream.range(0, w[i]).map(k -> i))
                    .toArray();
            replicates.add(TargetedPerturbation.of(
                            train,
                            label,
                            gain,
                            pick(l, drawn),
                            SampleMatrix.of(pick(z, drawn)),
                            IntStream.of(drawn).map(i -> y[i]).toArray(),
                            1,
                            Arrays.copyOf(alone, drawn.length),
                            BOOTSTRAP)
                    .value());
            return 0;
        });
        Measure tpp = TargetedPerturbation.of(train, label, gain, l, SampleMatrix.of(z), y, 1, groups, few);
        Interval brute =
                Interval.percentile(0, replicates.stream().mapToDouble(v -> v).toArray(), 0.9);
        assertThat(tpp.interval().low()).isCloseTo(brute.low(), within(1e-9));
        assertThat(tpp.interval().high()).isCloseTo(brute.high(), within(1e-9));
        assertThat(tpp.interval().low()).isLessThan(tpp.interval().high());
    }

    private static double[][] pick(double[][] rows, int[] which) {
        return IntStream.of(which).mapToObj(i -> rows[i]).toArray(double[][]::new);
    }

    @Test
    void aCostThatFewSamplesCannotTellFromNothingIsNotDividedBy() {
        // Of ten samples the oracle gets one more right than the biased probe: 0.1, with an interval from 0.
        boolean[] target = {true, true, true, true, true, false, false, false, false, false};
        double[] biased = {1, 1, 1, 1, -1, -1, -1, -1, -1, -1};
        double[] oracle = {1, 1, 1, 1, 1, -1, -1, -1, -1, -1};
        SampleMatrix z = SampleMatrix.of(new double[10][1]);
        assertThat(SpuriousRemoval.of(
                                z,
                                target,
                                new double[1],
                                new double[1],
                                biased,
                                oracle,
                                z,
                                target,
                                1,
                                0.05,
                                Arrays.copyOf(alone, 10),
                                new GroupBootstrap(500, 0.95, 1))
                        .because())
                .contains("cannot be told from 0");
    }

    @Test
    void removingThePlantedSpuriousFeatureCuresTheProbeWhole() {
        // Activation = (target, spurious); the biased probe reads both, the oracle the first.
        double[][] z = new double[n][2];
        boolean[] target = new boolean[n];
        boolean[] spurious = new boolean[n];
        double[] biased = new double[n];
        double[] oracle = new double[n];
        for (int i = 0; i < n; i++) {
            target[i] = i % 2 == 0;
            spurious[i] = i % 4 < 2;
            z[i][0] = target[i] ? 1 : 0;
            z[i][1] = spurious[i] ? 1 : 0;
            biased[i] = z[i][0] + 2 * z[i][1] - 0.9;
            oracle[i] = z[i][0] - 0.5;
        }
        SampleMatrix m = SampleMatrix.of(z);
        double[] spuriousGain = {0, 1};
        double[] biasedGain = {1, 2};
        assertThat(SpuriousRemoval.of(
                                m,
                                spurious,
                                spuriousGain,
                                biasedGain,
                                biased,
                                oracle,
                                m,
                                target,
                                1,
                                0.001,
                                alone,
                                BOOTSTRAP)
                        .value())
                .isEqualTo(1);
        assertThat(SpuriousRemoval.of(
                                m,
                                spurious,
                                spuriousGain,
                                biasedGain,
                                oracle,
                                oracle,
                                m,
                                target,
                                1,
                                0.001,
                                alone,
                                BOOTSTRAP)
                        .because())
                .contains("about as good as the oracle");
        assertThatThrownBy(() -> SpuriousRemoval.of(
                        m,
                        new boolean[n],
                        spuriousGain,
                        biasedGain,
                        biased,
                        oracle,
                        m,
                        target,
                        1,
                        0.001,
                        alone,
                        BOOTSTRAP))
                .hasMessageContaining("with and without");
    }

    @Test
    void attributesOnFeaturesOfTheirOwnAreExchangedWhole() {
        int[] colour = new int[200];
        int[] shape = new int[200];
        double[][] z = new double[200][5];
        for (int i = 0; i < 200; i++) {
            colour[i] = random.nextInt(2);
            shape[i] = random.nextInt(2);
            z[i][colour[i]] = 1;
            z[i][2 + shape[i]] = 1;
            z[i][4] = random.nextDouble();
        }
        double[][] colourGain = {{1, 0}, {0, 1}, {0, 0}, {0, 0}, {0, 0}};
        double[][] shapeGain = {{0, 0}, {0, 0}, {1, 0}, {0, 1}, {0, 0}};
        SampleMatrix m = SampleMatrix.of(z);
        List<Disentanglement.Attribute> attributes = List.of(
                new Disentanglement.Attribute(colour, colourGain, logits(z, colourGain), colour),
                new Disentanglement.Attribute(shape, shapeGain, logits(z, shapeGain), shape));
        int[] base = new int[150];
        int[] source = new int[150];
        for (int p = 0; p < 150; p++) {
            base[p] = p;
            source[p] = p + 50;
        }
        int[] own = Disentanglement.features(m, attributes, 0, 2);
        assertThat(own).containsExactlyInAnyOrder(0, 1);
        Disentanglement.Outcome outcome = Disentanglement.of(m, attributes, 0, own, base, source, alone, BOOTSTRAP);
        assertThat(outcome.cause().value()).isEqualTo(1);
        assertThat(outcome.isolation().value()).isEqualTo(1);
        assertThat(outcome.score().value()).isEqualTo(1);
        assertThat(outcome.score().interval().known()).isTrue();
        assertThat(outcome.score().interval().low()).isEqualTo(1);
        Disentanglement.Outcome none = Disentanglement.of(m, attributes, 0, new int[0], base, source, alone, BOOTSTRAP);
        assertThat(none.score().value())
                .as("nothing exchanged: no cause, all kept")
                .isEqualTo(0.5);
        Disentanglement.Outcome all =
                Disentanglement.of(m, attributes, 0, new int[] {0, 1, 2, 3, 4}, base, source, alone, BOOTSTRAP);
        assertThat(all.cause().value()).isEqualTo(1);
        assertThat(all.isolation().value()).isLessThan(0.7);
        assertThat(Disentanglement.of(m, attributes.subList(0, 1), 0, own, base, source, alone, BOOTSTRAP)
                        .score()
                        .defined())
                .isFalse();
        assertThat(Disentanglement.of(m, attributes, 0, own, new int[] {1}, new int[] {1}, alone, BOOTSTRAP)
                        .cause()
                        .because())
                .contains("no pair");
    }

    private static double[][] logits(double[][] z, double[][] gain) {
        double[][] all = new double[z.length][gain[0].length];
        for (int i = 0; i < z.length; i++) {
            for (int j = 0; j < gain.length; j++) {
                for (int c = 0; c < gain[0].length; c++) {
                    all[i][c] += z[i][j] * gain[j][c];
                }
            }
        }
        return all;
    }

    @Test
    void whatSurelySpeaksForTheConceptIsTakenAwayAndNothingElse() {
        // With the concept the feature is active around 10, without it around 2 or silent.
        double[] z = new double[400];
        boolean[] y = new boolean[400];
        for (int i = 0; i < 400; i++) {
            y[i] = i % 2 == 0;
            z[i] = y[i] ? 10 + 0.2 * random.nextGaussian() : i % 4 == 1 ? 2 + 0.2 * random.nextGaussian() : 0;
        }
        Attenuation app = Attenuation.fit(z, y);
        assertThat(app.posterior(10)).isCloseTo(1, within(1e-9));
        assertThat(app.attenuated(10)).isCloseTo(0, within(1e-8));
        assertThat(app.posterior(2)).isCloseTo(0, within(1e-9));
        assertThat(app.attenuated(2)).isCloseTo(2, within(1e-8));
        assertThat(app.posterior(0)).isZero();
        assertThat(app.posterior(1e9)).as("no NaN far outside").isBetween(0.0, 1.0);
        assertThat(Attenuation.fit(new double[4], new boolean[] {true, false, false, false})
                        .posterior(0))
                .as("silent everywhere: the prior")
                .isEqualTo(0.25);
        assertThatThrownBy(() -> Attenuation.fit(z, new boolean[400])).hasMessageContaining("0");
    }

    @Test
    void thePosteriorIsBayesRuleOnASimulation() {
        // Normal activations with means 3 and 5, sd 1, equal priors: P(c | z) = 1 / (1 + exp(-(z - 4) 2)).
        int many = 200_000;
        double[] z = new double[many];
        boolean[] y = new boolean[many];
        for (int i = 0; i < many; i++) {
            y[i] = i % 2 == 0;
            z[i] = Math.max(1e-9, (y[i] ? 7 : 5) + random.nextGaussian());
        }
        Attenuation app = Attenuation.fit(z, y);
        for (double at : new double[] {5, 5.5, 6, 6.5, 7}) {
            assertThat(app.posterior(at)).isCloseTo(1 / (1 + Math.exp(-(at - 6) * 2)), within(0.01));
        }
    }
}
