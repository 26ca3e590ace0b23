package org.echelle.steering.choice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.echelle.analysis.perturbation.Attenuation;
import org.echelle.api.HookPoint;
import org.echelle.steering.FeatureEdit;
import org.echelle.steering.Gate;
import org.echelle.steering.Operation;
import org.echelle.steering.Where;
import org.echelle.store.SparseRows;
import org.junit.jupiter.api.Test;

/** What strategies choose, against published figures and against sums over plain arrays. */
class StrategyTest {
    private static final Offset<Double> NEAR = within(1e-6);

    @Test
    void theTimestepScoreIsThePublishedExample() {
        double[] scores = TimestepScore.scores(new double[] {0, 0.2, 0.6, 0.2}, new double[] {0.1, 0.3, 0.1, 0.5});
        assertThat(scores[0]).isCloseTo(-0.1, NEAR);
        assertThat(scores[1]).isCloseTo(-0.1, NEAR);
        assertThat(scores[2]).isCloseTo(0.5, NEAR);
        assertThat(scores[3]).isCloseTo(-0.3, NEAR);
        assertThat(TimestepScore.above(scores, 75)).extracting(Ranked::feature).containsExactly(2);
    }

    @Test
    void saeuronsGateIsTheMeanOverAllConceptsWhateverTheirNumberOfSamples() {
        // Three classes with means of feature 0 of 6 (target, one row), 1 (three rows) and 2 (one row): gate 3, pooled
        // others 5/4.
        Evidence evidence = new Evidence(2, 2);
        evidence.add(SparseRows.of(new float[][] {{6, 1}}), true, 0, 1, new int[0]);
        evidence.add(SparseRows.of(new float[][] {{1, 1}, {1, 1}, {1, 1}}), false, 1, 0, new int[0]);
        evidence.add(SparseRows.of(new float[][] {{2, 1}}), false, 2, 0, new int[0]);
        assertThat(evidence.means(false, 0)[0]).isCloseTo(5 / 4.0, NEAR);
        assertThat(evidence.meanOfConcepts(0)[0]).isCloseTo(3, NEAR);

        Choice choice = new TimestepScore(0, -2).choose(evidence, 1);

        assertThat(choice.edits().get(0).edits().get(0).operation()).isEqualTo(new Operation.ScaleAbove(-2, 6, 3));
        assertThat(choice.ranking().get(0).score()).isCloseTo(6 / 7.0 - 1.25 / 2.25, NEAR);
    }

    @Test
    void betweenCollectedTimestepsTheNearestOneSpeaks() {
        Evidence evidence = new Evidence(2, 2);
        evidence.add(SparseRows.of(new float[][] {{6, 1}, {1, 9}}), true, 0, 1, new int[] {100, 300});
        evidence.add(SparseRows.of(new float[][] {{1, 1}, {1, 1}}), false, 1, 0, new int[] {100, 300});

        Choice choice = new TimestepScore(0, -1).choose(evidence, 1);

        HookPoint hook = new HookPoint("block", 2, HookPoint.Layout.WIDTH_LAST, List.of(), "a block");
        int[] visited = {999, 301, 300, 201, 200, 199, 100, 99, 0};
        int[] spoken = {300, 300, 300, 300, 100, 100, 100, 100, 100};
        for (int i = 0; i < visited.length; i++) {
            Where.Row row = new Where.Row(hook, 0, 0, new int[0], Map.of("timestep", visited[i]));
            assertThat(choice.edits().get(0).where().holds(row)).isEqualTo(spoken[i] == 100);
            assertThat(choice.edits().get(1).where().holds(row)).isEqualTo(spoken[i] == 300);
        }
        assertThat(choice.edits().get(0).edits())
                .extracting(FeatureEdit::feature)
                .containsExactly(0);
        assertThat(choice.edits().get(1).edits())
                .extracting(FeatureEdit::feature)
                .containsExactly(1);
    }

    @Test
    void highPercentilesOfManyScoresSelectOneTwoAndThree() {
        double[] scores = new Random(1).doubles(20480).toArray();
        assertThat(TimestepScore.above(scores, 99.999)).hasSize(1);
        assertThat(TimestepScore.above(scores, 99.995)).hasSize(2);
        assertThat(TimestepScore.above(scores, 99.99)).hasSize(3);
    }

    private static final float[][][] TARGET = {
        {{2, 0, 0, 1}, {3, 0, 1, 0}}, {{1, 0, 0, 1}, {0, 0, 2, 1}},
    };
    private static final float[][][] OTHERS = {
        {{0, 4, 0, 1}, {0, 1, 0, 1}}, {{1, 2, 0, 1}, {0, 2, 0, 1}}, {{0, 1, 0, 2}, {0, 3, 0, 1}},
    };

    private static Evidence evidence(int top, double[] outcomes) {
        Evidence evidence = new Evidence(4, top);
        int i = 0;
        for (float[][] sample : TARGET) {
            evidence.add(SparseRows.of(sample), true, outcomes[i++], new int[0]);
        }
        for (float[][] sample : OTHERS) {
            evidence.add(SparseRows.of(sample), false, outcomes[i++], new int[0]);
        }
        return evidence;
    }

    private static Evidence evidence() {
        return evidence(2, new double[] {1, 0.8, 0.1, 0.3, 0});
    }

    @Test
    void theMeanDifferenceIsOverAllRowsOfASide() {
        Evidence evidence = evidence();
        assertThat(evidence.mean(true, 0)).isCloseTo(6 / 4.0, NEAR);
        assertThat(evidence.mean(false, 0)).isCloseTo(1 / 6.0, NEAR);
        Choice choice = new MeanDifference().choose(evidence, 1);
        assertThat(choice.features()).containsExactly(0);
        assertThat(choice.edits().get(0).edits().get(0).operation()).isEqualTo(Operation.ablate());
        assertThat(new MeanDifference().choose(evidence, 9).features()).containsExactly(0, 2);
    }

    @Test
    void correlationIsPearsonsOfTheSamplesMaximum() {
        double[] outcomes = {1, 0.8, 0.1, 0.3, 0};
        double[] max = {3, 1, 0, 1, 0};
        double mx = 1;
        double mo = 0.44;
        double xy = 0;
        double xx = 0;
        double yy = 0;
        for (int i = 0; i < 5; i++) {
            xy += (max[i] - mx) * (outcomes[i] - mo);
            xx += (max[i] - mx) * (max[i] - mx);
            yy += (outcomes[i] - mo) * (outcomes[i] - mo);
        }
        Evidence evidence = evidence();
        assertThat(evidence.correlation(0)).isCloseTo(xy / Math.sqrt(xx * yy), NEAR);
        Choice choice = new Correlation().choose(evidence, 2);
        assertThat(choice.features()[0]).isEqualTo(evidence.correlation(2) > evidence.correlation(0) ? 2 : 0);
        // Of the samples with an outcome above one half the maxima of feature 0 are 3 and 1.
        assertThat(evidence.positiveMean(0)).isCloseTo(2, NEAR);
    }

    @Test
    void aConstantOutcomeIsRefused() {
        assertThatThrownBy(() -> new Correlation().choose(evidence(2, new double[] {1, 1, 1, 1, 1}), 2))
                .hasMessageContaining("probability vary");
    }

    @Test
    void theSetDifferenceKeepsWhatOnlyTheTargetHasOnTop() {
        // Tops of two: target {0, 2} or {2, 3}/{0, 2}, others {1, 3}.
        Choice choice = new SetDifference(0, -8).choose(evidence(2, new double[5]), 4);
        assertThat(choice.features()).contains(2).doesNotContain(1, 3);
        assertThat(SetDifference.gate(new double[] {4, 2, 3})).isEqualTo(new Gate.Change(0.99 * 2));
    }

    @Test
    void theGuardrailTakesRatiosOfMeanSquaresAndItsThresholdFromTheOthers() {
        Evidence evidence = evidence();
        Guardrail guardrail = new Guardrail(-1, 0.5);
        Choice choice = guardrail.choose(evidence, 2);
        // Mean squares: feature 0 14/4 against 1/6, feature 2 5/4 against 0.
        assertThat(choice.features()).containsExactly(2, 0);
        assertThat(choice.edits().get(0).edits().get(1).operation()).isEqualTo(new Operation.ClampFired(-2));
        CodeStream others = visitor -> {
            for (int i = 0; i < OTHERS.length; i++) {
                visitor.sample(i, SparseRows.of(OTHERS[i]), new int[0][]);
            }
        };
        Gate.FiringShare gate = (Gate.FiringShare) guardrail.gate(new int[] {0}, others);
        assertThat(gate.threshold()).isEqualTo(0); // shares are 0, 1/2, 0: the median is 0
        assertThat(((Gate.FiringShare) new Guardrail(-1, 0.95).gate(new int[] {0}, others)).threshold())
                .isEqualTo(0.5);
    }

    @Test
    void posteriorsOfSeparatedActivationsAreCertain() {
        Attenuation.Sums here = new Attenuation.Sums(10, 10, 100, 1010);
        Attenuation.Sums silent = new Attenuation.Sums(10, 0, 0, 0);
        assertThat(Attenuation.of(here, silent).posterior(10)).isEqualTo(1);
        assertThat(new Operation.AppAttenuate(Attenuation.of(here, silent)).apply(10, 0))
                .isZero();
        assertThat(Attenuation.of(new Attenuation.Sums(3, 3, 30, 303), new Attenuation.Sums(7, 7, 70, 707))
                        .posterior(10))
                .isCloseTo(0.3, NEAR);
        assertThat(Attenuation.of(here, new Attenuation.Sums(10, 5, 50, 505)).posterior(10))
                .isCloseTo(2 / 3.0, NEAR); // the same density, fired twice as often
    }

    @Test
    void aTargetThatNobodyHasIsRefused() {
        Evidence evidence = new Evidence(4, 2);
        evidence.add(SparseRows.of(OTHERS[0]), false, 0, new int[0]);
        assertThatThrownBy(() -> evidence.requireBothSides("cat")).hasMessageContaining("No sample");
        assertThatThrownBy(() -> Strategy.named("best")).hasMessageContaining("mean-difference, correlation");
    }
}
