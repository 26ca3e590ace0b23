package org.echelle.steering.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.echelle.analysis.GroupBootstrap;
import org.echelle.steering.ErrorTerm;
import org.echelle.steering.Intervention;
import org.echelle.steering.Operation;
import org.junit.jupiter.api.Test;

/** Plans, controls and findings, against numbers made by hand. */
class ExperimentTest {
    private static final FeatureRates RATES = rates();

    /** 40 features in pairs-of-ten: feature j fires at a rate of 2^-(j / 10) and as strongly as 1 + j % 10 / 100. */
    private static FeatureRates rates() {
        return FeatureRates.of(40, j -> Math.pow(2, -(j / 10) - 1), j -> 1 + j % 10 / 100.0);
    }

    @Test
    void controlsAreMatchedAndNeverAmongTheChosenNorTakenTwice() {
        int[] chosen = {3, 5, 17, 38};
        MatchedFeatures matcher = new MatchedFeatures(RATES, chosen, 5);
        for (long seed = 0; seed < 50; seed++) {
            Map<Integer, Integer> drawn = matcher.draw(seed);
            assertThat(drawn.keySet()).containsExactlyInAnyOrder(3, 5, 17, 38);
            assertThat(drawn.values()).doesNotHaveDuplicates().doesNotContain(3, 5, 17, 38);
            drawn.forEach((j, control) -> assertThat(control / 10).isEqualTo(j / 10)); // the same firing rate
            double[] mismatch = matcher.mismatch(drawn);
            assertThat(mismatch[0]).isZero();
            assertThat(mismatch[1]).isLessThan(0.15); // of at most nine hundredths: log2(1.09)
        }
        assertThat(matcher.draw(1)).isNotEqualTo(matcher.draw(2)).isEqualTo(matcher.draw(1));
    }

    @Test
    void silentFeaturesAreNoControls() {
        FeatureRates few = new FeatureRates(new double[] {0.5, 0, 0.5}, new double[] {1, 0, 1});
        assertThat(new MatchedFeatures(few, new int[] {0}, 5).draw(0)).containsExactly(Map.entry(0, 2));
        assertThat(new MatchedFeatures(few, new int[] {0, 2}, 5).draw(0)).isEmpty();
    }

    @Test
    void aPlanHoldsStrengthZeroAndOneEveryControlAndTheReconstruction() {
        Intervention edit = Intervention.of("h", Operation.ablate(), 1, 2).withError(ErrorTerm.DROPPED);
        Plan plan = Plan.of(List.of(edit), 4, RATES, RATES, new Plan.Size(new double[] {0.5, 2}, 3, 7));
        assertThat(plan.variants())
                .filteredOn(v -> v.kind() == Variant.Kind.DOSE)
                .extracting(Variant::strength)
                .containsExactly(0.0, 0.5, 1.0, 2.0);
        for (Variant.Kind kind :
                List.of(Variant.Kind.MATCHED, Variant.Kind.MATCHED_ON_TARGET, Variant.Kind.DIRECTION)) {
            assertThat(plan.variants()).filteredOn(v -> v.kind() == kind).hasSize(3);
        }
        assertThat(plan.variants())
                .filteredOn(v -> v.kind() == Variant.Kind.RECONSTRUCTION)
                .hasSize(1);
        for (Variant v : plan.variants()) {
            if (v.kind() == Variant.Kind.DIRECTION) {
                Optional<float[]> unit = v.interventions().get(0).along();
                double squares = 0;
                for (float u : unit.orElseThrow()) {
                    squares += u * u;
                }
                assertThat(squares).isCloseTo(1, within(1e-5));
            }
        }
    }

    @Test
    void probabilitiesAreOfTheColumnsOwnGroup() {
        Readout readout = Readout.of(List.of("a/x", "a/y", "b/x", "b/y", "b/z"), 5);
        float[] logits = {(float) Math.log(3), 0, 0, (float) Math.log(2), 0};
        assertThat(readout.groups()).isEqualTo(2);
        assertThat(readout.probability(logits, 0)).isCloseTo(0.75, within(1e-6));
        assertThat(readout.probability(logits, 3)).isCloseTo(0.5, within(1e-6));
        assertThat(readout.decided(logits, 1)).isEqualTo(3);
        assertThat(Readout.of(List.of(), 3).names()).containsExactly("0", "1", "2");
    }

    /** Logits of two classes that give the first a probability. */
    private static float[] giving(double p) {
        return new float[] {(float) Math.log(p / (1 - p)), 0};
    }

    @Test
    void effectsAreMeanChangesOfProbabilityWithTheirControlsBeside() {
        Intervention edit = Intervention.of("h", Operation.ablate(), 1);
        Plan plan = new Plan(
                List.of(
                        new Variant(Variant.Kind.DOSE, "0", 0, List.of(edit)),
                        new Variant(Variant.Kind.DOSE, "1", 1, List.of(edit)),
                        new Variant(Variant.Kind.DIRECTION, "d1", 1, List.of(edit)),
                        new Variant(Variant.Kind.DIRECTION, "d2", 1, List.of(edit))),
                Map.of());
        int n = 60;
        int[] samples = new int[n];
        float[][] bare = new float[n][];
        float[][][] edited = new float[4][n][];
        Truth truth = new Truth(1);
        Random random = new Random(3);
        double expected = 0;
        for (int i = 0; i < n; i++) {
            samples[i] = i;
            boolean has = i % 3 == 0;
            truth.put(i, new int[] {has ? 0 : 1}, "patient " + i / 2);
            double p = has ? 0.9 : 0.2;
            bare[i] = giving(p);
            double fall = 0.3 + 0.2 * random.nextDouble();
            expected += has ? -fall / 20 : 0;
            edited[0][i] = bare[i];
            edited[1][i] = giving(has ? p - fall : p + 0.01);
            edited[2][i] = giving(has ? p - 0.02 : p);
            edited[3][i] = giving(has ? p + 0.04 : p);
        }
        Findings found = Findings.of(
                new Passes(samples, bare, edited),
                plan,
                Readout.of(List.of("cat", "dog"), 2),
                truth,
                0,
                new GroupBootstrap(500, 0.95, 1));
        Effect asked = found.asAsked();
        assertThat(asked.target().mean()).isCloseTo(expected, within(1e-6));
        assertThat(asked.target().interval().holds(expected)).isTrue();
        assertThat(asked.target().interval().low()).isBetween(-0.5, expected);
        assertThat(asked.others().mean()).isCloseTo(-0.01, within(1e-6)); // the right answer of a dog is 1 - p
        assertThat(asked.towards().mean()).isCloseTo(0.01, within(1e-6));
        assertThat(asked.selectivity().mean()).isCloseTo(-0.01 - expected, within(1e-6));
        assertThat(asked.target().n()).isEqualTo(20);
        assertThat(found.groups()).isEqualTo(30);
        ControlSummary control = found.summaries().get(0);
        assertThat(control.mean()).isCloseTo(0.01, within(1e-6));
        assertThat(control.strongest()).isCloseTo(0.04, within(1e-6));
        assertThat(control.ratio()).isCloseTo(-expected / 0.03, within(1e-4));
        assertThat(control.difference().mean()).isCloseTo(expected - 0.01, within(1e-6));
        assertThat(control.share()).isEqualTo(1 / 3.0);
        assertThat(found.doses().get(0).target().mean()).isZero();
        assertThat(found.classes()).extracting(ClassEffect::name).containsExactly("cat", "dog");
        assertThat(found.warnings()).hasSize(2); // no matched features in this plan
    }

    /** One cat among dogs, each of a group of its own, and an edit that moves no logit. */
    private static Findings nothingChanges(Operation operation) {
        Intervention edit = Intervention.of("h", operation, 1);
        Plan plan = new Plan(
                List.of(
                        new Variant(Variant.Kind.DOSE, "0", 0, List.of(edit)),
                        new Variant(Variant.Kind.DOSE, "1", 1, List.of(edit)),
                        new Variant(Variant.Kind.DIRECTION, "d", 1, List.of(edit))),
                Map.of());
        int n = 25;
        int[] samples = new int[n];
        float[][] bare = new float[n][];
        Truth truth = new Truth(1);
        for (int i = 0; i < n; i++) {
            samples[i] = i;
            truth.put(i, new int[] {i == 0 ? 0 : 1}, "patient " + i);
            bare[i] = giving(0.3);
        }
        return Findings.of(
                new Passes(samples, bare, new float[][][] {bare, bare, bare}),
                plan,
                Readout.of(List.of("cat", "dog"), 2),
                truth,
                0,
                new GroupBootstrap(500, 0.95, 1));
    }

    @Test
    void aMeanOverOneGroupHasNoIntervalHoweverManyOthersThereAre() {
        Findings found = nothingChanges(Operation.ablate());
        Effect asked = found.asAsked();
        assertThat(asked.target().n()).isEqualTo(1);
        assertThat(asked.target().interval().known()).isFalse();
        assertThat(asked.targetAccuracy().interval().known()).isFalse();
        assertThat(asked.selectivity().interval().known()).isFalse();
        assertThat(asked.others().interval().known()).isTrue();
        assertThat(found.warnings())
                .contains("Only 1 sample has the target: a mean over it has no interval, and says nothing of other"
                        + " samples.");
    }

    @Test
    void whereNeitherEditNorControlDoesAnythingThereIsNoRatio() {
        assertThat(nothingChanges(Operation.ablate()).summaries().get(0).ratio())
                .isNaN();
    }

    @Test
    void anEditThatLeavesActivationsSaysSoAndLooksForNoOtherCause() {
        String because = "it leaves every activation as it is.";
        assertThat(nothingChanges(new Operation.Scale(1)).warnings().get(0)).endsWith(because);
        assertThat(nothingChanges(new Operation.Add(0)).warnings().get(0)).endsWith(because);
        assertThat(nothingChanges(new Operation.Scale(0)).warnings().get(0)).contains("fire nowhere");
    }

    @Test
    void aTargetThatNoSampleHasIsRefused() {
        Truth truth = new Truth(1);
        truth.put(0, new int[] {1}, "a");
        Plan plan = Plan.of(
                List.of(Intervention.of("h", Operation.ablate(), 1)),
                4,
                RATES,
                RATES,
                new Plan.Size(new double[0], 0, 1));
        float[][] bare = {giving(0.5)};
        assertThatThrownBy(() -> Findings.of(
                        new Passes(new int[] {0}, bare, new float[][][] {bare, bare}),
                        plan,
                        Readout.of(List.of("cat", "dog"), 2),
                        truth,
                        0,
                        new GroupBootstrap(10, 0.95, 1)))
                .hasMessageContaining("No sample of the experiment has the target cat");
    }

    @Test
    void theBootstrapDrawsWholeGroups() {
        // Within each of two groups values cancel; drawing samples one by one would spread the mean.
        PairedMeans bootstrap = new PairedMeans(List.of("a", "a", "b", "b"), new GroupBootstrap(200, 0.95, 5));
        double[] values = {-1, 1, 2, -2};
        Estimate mean = bootstrap.mean(i -> true, i -> values[i]).estimate(0.95);
        assertThat(mean.mean()).isZero();
        assertThat(mean.interval().low()).isZero();
        assertThat(mean.interval().high()).isZero();
        Estimate lonely = new PairedMeans(List.of("a", "a"), new GroupBootstrap(200, 0.95, 5))
                .mean(i -> true, i -> values[i])
                .estimate(0.95);
        assertThat(lonely.interval().known()).isFalse();
    }

    @Test
    void aMeanHasTheIntervalThatScoresWouldGiveIt() {
        double[] values = {0.3, 0.9, 0.1, 0.5, 0.7};
        String[] groups = {"a", "b", "c", "a", "d"};
        GroupBootstrap draws = new GroupBootstrap(300, 0.95, 5);
        Estimate mean = new PairedMeans(List.of(groups), draws)
                .mean(i -> true, i -> values[i])
                .estimate(0.95);
        assertThat(mean.interval().low())
                .isCloseTo(draws.mean(values, groups).interval().low(), within(1e-12));
        assertThat(mean.interval().high())
                .isCloseTo(draws.mean(values, groups).interval().high(), within(1e-12));
    }
}
