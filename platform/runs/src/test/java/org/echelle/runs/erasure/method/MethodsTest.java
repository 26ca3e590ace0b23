package org.echelle.runs.erasure.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.echelle.api.Axis;
import org.echelle.api.HookPoint;
import org.echelle.runs.RunException;
import org.echelle.sae.Dictionary;
import org.echelle.steering.FeatureEdit;
import org.echelle.steering.Intervention;
import org.echelle.steering.Operation;
import org.echelle.steering.SteeringException;
import org.echelle.steering.Where;
import org.echelle.steering.choice.Choice;
import org.echelle.steering.choice.Evidence;
import org.echelle.steering.choice.TimestepScore;
import org.echelle.store.SparseRows;
import org.echelle.torch.HostTensor;
import org.junit.jupiter.api.Test;

class MethodsTest {
    @Test
    void everyMethodHasANameOfItsOwnAndASentence() {
        List<ErasureMethod> all = ErasureMethods.all();
        assertThat(all).extracting(ErasureMethod::name).doesNotHaveDuplicates();
        assertThat(all).extracting(ErasureMethod::sentence).allMatch(s -> s.length() > 10);
        assertThat(ErasureMethods.named(List.of())).isEqualTo(all);
        assertThat(ErasureMethods.named(List.of("project", "saeuron")))
                .extracting(ErasureMethod::name)
                .containsExactly("project", "saeuron");
        assertThatThrownBy(() -> ErasureMethods.named(List.of("saeron")))
                .isInstanceOf(RunException.class)
                .hasMessageStartingWith("There is no erasure method 'saeron'; there are saeuron,");
    }

    @Test
    void aTargetKeepsTheOrderInWhichItsClassesWereNamed() {
        Target target = Target.of(List.of("c", "a", "c"), List.of("a", "b", "c"));
        assertThat(target.name()).isEqualTo("c+a");
        assertThat(target.numbers()).containsExactly(2, 0);
        assertThat(target.has(1)).isFalse();
        assertThat(target.set().cardinality()).isEqualTo(2);
    }

    /** Evidence of one class against two others; rows of two timesteps. */
    private static Evidence evidence(int target) {
        Evidence evidence = new Evidence(4, 2);
        float[][][] samples = {{{4, 0, 1, 0}, {2, 0, 1, 0}}, {{0, 6, 1, 0}, {1, 2, 1, 0}}, {{0, 0, 1, 5}, {0, 0, 1, 5}}
        };
        for (int c = 0; c < samples.length; c++) {
            boolean mine = c == target;
            evidence.add(SparseRows.of(samples[c]), mine, c, mine ? 1 : 0, new int[] {100, 200});
        }
        return evidence;
    }

    @Test
    void ofSeveralConceptsSaeuronsListsFollowEachOtherTimestepByTimestep() {
        TimestepScore score = new TimestepScore(0, -2);
        Choice joined = Saeuron.joined(List.of(score.choose(evidence(0), 1), score.choose(evidence(1), 2)));
        assertThat(joined.edits()).hasSize(2);
        // at 100 the gates are means over three concepts: 4 / 3 and 6 / 3
        assertThat(joined.edits().get(0).edits())
                .startsWith(
                        new FeatureEdit(0, new Operation.ScaleAbove(-2, 4, 4 / 3f)),
                        new FeatureEdit(1, new Operation.ScaleAbove(-2, 6, 2)));
        // at 200 both concepts want feature 0 or 1; the second one's word on 0, were it chosen, would come last
        assertThat(joined.edits().get(1).edits().get(0))
                .isEqualTo(new FeatureEdit(0, new Operation.ScaleAbove(-2, 2, 1)));
        assertThat(joined.edits().get(1).edits()).contains(new FeatureEdit(1, new Operation.ScaleAbove(-2, 2, 2 / 3f)));
    }

    @Test
    void itdsThresholdIsNinetyNineHundredthsOfTheSmallestChange() {
        double[] others = {0.01, 0.05};
        double tau = CalibratedGate.Rule.PUBLISHED.threshold(new double[] {0.5, 0.2, 0.9}, others);
        assertThat(tau).isCloseTo(0.198, within(1e-12));
        assertThat(CalibratedGate.passing(new double[] {0.198, 0.2, 0.1}, tau)).isEqualTo(2);
        assertThat(CalibratedGate.Rule.PUBLISHED.threshold(new double[0], others))
                .isZero();
    }

    @Test
    void aThresholdBetweenTheSidesIsAsManyTimesAboveTheOneAsBelowTheOther() {
        double[] erased = {0.5, 0.2, 0.9};
        double tau = CalibratedGate.Rule.BETWEEN.threshold(erased, new double[] {0.01, 0.05});
        assertThat(tau).isCloseTo(0.1, within(1e-12)); // 0.2 / 2, 0.05 * 2
        assertThat(CalibratedGate.Rule.BETWEEN.threshold(erased, new double[] {0.01, 0.3}))
                .as("the sides overlap")
                .isCloseTo(0.198, within(1e-12));
        assertThat(CalibratedGate.Rule.BETWEEN.threshold(erased, new double[0]))
                .as("nobody to tell apart from")
                .isCloseTo(0.198, within(1e-12));
        assertThat(CalibratedGate.Rule.BETWEEN.threshold(erased, new double[] {0}))
                .as("half way to nothing on this scale is nothing")
                .isCloseTo(0.198, within(1e-12));
    }

    @Test
    void saeditsDirectionIsTheRatioByItsLargestAndItsStrengthGrowsToABound() {
        // ratios 4 / 1, 2 / 2, 0.1 / 0.04 (a hundredth of the largest stands for silence), 0 / 3
        double[] d = Saedit.direction(new double[] {4, 2, 0.1, 0}, new double[] {1, 2, 0, 3});
        assertThat(d).containsExactly(new double[] {1, 0.25, 0.625, 0}, within(1e-12));
        assertThat(Saedit.direction(new double[] {4, 0.3}, new double[] {1, 1})[1])
                .as("below the cut")
                .isZero();
        assertThatThrownBy(() -> Saedit.direction(new double[2], new double[2])).isInstanceOf(SteeringException.class);
        assertThat(Saedit.strength(0, 3)).isZero();
        assertThat(Saedit.strength(0.5, 2)).isCloseTo(Math.E - 1, within(1e-12));
        assertThat(Saedit.strength(1, 4)).isEqualTo(20);
    }

    @Test
    void conceptSteerersWriteTheSumOfAtomsTimesActivations() {
        float[] atoms = {1, 0, 0, 2, 3, -1};
        assertThat(ConceptSteerers.written(new float[] {2, 0, 0.5f}, atoms, 2)).containsExactly(3.5f, -0.5f);
    }

    /** At the first step rows of the branch without the condition are the same whatever is asked for. */
    @Test
    void gatesAskTheBranchThatKnowsWhatIsAskedFor() {
        HookPoint hook = new HookPoint(
                "mid",
                8,
                HookPoint.Layout.WIDTH_LAST,
                List.of(new Axis("timestep", 1000), new Axis("branch", 2), new Axis("y", 4)),
                "");
        List<Intervention> measured = new ArrayList<>();
        Calibration calibration = (edit, erased) -> {
            measured.add(edit);
            return erased ? new double[] {4, 5} : new double[] {1, 1};
        };
        Material material = material(hook, Map.of(), calibration);
        Trial trial = CalibratedGate.behind(
                material,
                "gated",
                "1 feature",
                1,
                material.edit(new Operation.Scale(-4), 1),
                CalibratedGate.Rule.BETWEEN);
        assertThat(trial.setting())
                .isEqualTo("1 feature, gate 2.00 passed by 2 of 2 held-out samples of the target and 0 of 2 others");
        measured.add(trial.edits().get(0));
        assertThat(measured).hasSize(3).allSatisfy(edit -> {
            for (int branch = 0; branch < 2; branch++) {
                Where.Row row = new Where.Row(hook, 0, 0, new int[] {980, branch, 0}, Map.of());
                assertThat(edit.where().holds(row))
                        .as("the gate is asked at the first rows that may be edited")
                        .isEqualTo(branch == 1);
            }
        });
    }

    private static Material material(HookPoint hook, Map<Integer, Evidence> each, Calibration calibration) {
        return material(null, hook, each, calibration);
    }

    private static Material material(
            Dictionary dictionary, HookPoint hook, Map<Integer, Evidence> each, Calibration calibration) {
        return new Material(
                Target.of(List.of("3"), List.of("3", "4")),
                List.of("3", "4"),
                List.of("3", "4"),
                dictionary,
                hook,
                Where.everywhere(),
                null,
                each,
                null,
                null,
                "",
                "",
                calibration,
                null,
                List.of(hook));
    }

    @Test
    void gatedEditsRowsMadeWithTheConditionByAsManyFeaturesAsSpeakOfTheConcept() {
        HookPoint hook = new HookPoint("block", 4, HookPoint.Layout.WIDTH_LAST, List.of(new Axis("branch", 2)), "");
        Evidence evidence = new Evidence(4, 1);
        evidence.add(SparseRows.of(new float[][] {{5, 4, 3, 0}}), true, 0, 1, new int[] {0});
        evidence.add(SparseRows.of(new float[][] {{0, 0, 0, 1}}), false, 1, 0, new int[] {0});
        List<Trial> trials = new Gated()
                .trials(material(hook, Map.of(0, evidence), (edit, erased) -> new double[] {erased ? 4 : 1}));
        assertThat(trials)
                .as("three of four features speak of it, so that there are no more than three to try")
                .extracting(Trial::features)
                .containsExactly(1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3);
        assertThat(trials).extracting(Trial::edits).allSatisfy(edits -> {
            for (int branch = 0; branch < 2; branch++) {
                assertThat(edits.get(0).where().holds(new Where.Row(hook, 0, 0, new int[] {branch}, Map.of())))
                        .isEqualTo(branch == 1);
            }
        });
    }

    /** Atoms of four features along four axes; whoever asks for anything else is told. */
    private static Dictionary axes() {
        float[] atoms = new float[16];
        for (int j = 0; j < 4; j++) {
            atoms[5 * j] = 1;
        }
        Map<String, Object> answers = Map.of("width", 4, "features", 4, "atoms", HostTensor.ofFloats(atoms, 4, 4));
        return (Dictionary) Proxy.newProxyInstance(
                MethodsTest.class.getClassLoader(), new Class<?>[] {Dictionary.class}, (proxy, method, arguments) -> {
                    assertThat(answers).containsKey(method.getName());
                    return answers.get(method.getName());
                });
    }

    @Test
    void noSettingIsTriedTwiceWhereFewFeaturesSpeakOfTheConcept() {
        HookPoint hook = new HookPoint("block", 4, HookPoint.Layout.WIDTH_LAST, List.of(), "");
        Evidence evidence = new Evidence(4, 1);
        evidence.add(SparseRows.of(new float[][] {{5, 4, 3, 0}}), true, 0, 1, new int[] {0});
        evidence.add(SparseRows.of(new float[][] {{0, 0, 0, 1}}), false, 1, 0, new int[] {0});
        Material material = material(axes(), hook, Map.of(0, evidence), (edit, erased) -> new double[0]);
        for (ErasureMethod method : List.of(new Ablate(), new ProjectOut())) {
            assertThat(method.trials(material))
                    .as(method.name())
                    .extracting(Trial::features)
                    .containsExactly(1, 2, 3);
        }
    }

    /** Of two concepts with the same two features on top, one of each are two, two of each are the same two, four of each are more. */
    @Test
    void aCountThatYieldsNoMoreDoesNotEndTheSearch() {
        int[][] sets = {{3, 5}, {3, 5}, {3, 5, 0, 1, 2}, {3, 5, 0, 1, 2}};
        assertThat(Counts.growing(new int[] {1, 2, 4, 8}, count -> sets[Integer.numberOfTrailingZeros(count)]))
                .containsExactly(sets[0], sets[2]);
        assertThat(Counts.growing(new int[] {1, 2}, count -> new int[0])).isEmpty();
    }
}
