package org.echelle.analysis.meaning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.echelle.analysis.AnalysisException;
import org.echelle.analysis.GroupBootstrap;
import org.echelle.analysis.samples.SampleMatrix;
import org.junit.jupiter.api.Test;

class LabelPurityTest {
    private static final GroupBootstrap NONE = GroupBootstrap.NONE;

    private static String[] own(int samples) {
        String[] groups = new String[samples];
        for (int i = 0; i < samples; i++) {
            groups[i] = "g" + i;
        }
        return groups;
    }

    @Test
    void purityIsOneLessTheEntropyOfTheStrongestSamplesLabels() {
        // the four strongest samples of feature 0 are all of label 2; of feature 1, two of label 0 and two of label 1
        double[][] codes = {{9, 0}, {8, 0}, {7, 0}, {6, 0}, {1, 5}, {0, 6}, {0, 7}, {.5, 8}};
        int[] label = {2, 2, 2, 2, 0, 1, 0, 1};
        LabelPurity found = LabelPurity.of(SampleMatrix.of(codes), label, 3, own(8), 10, 4, NONE, 1);
        double second = 1 - Math.log(2) / Math.log(3);
        assertThat(found.features()).isEqualTo(2);
        assertThat(found.purity().value()).isCloseTo((1 + second) / 2, within(1e-12));
        // label numbers: 2,2,2,2 has deviation 0; 0,1,0,1 has one half
        assertThat(found.deviation().value()).isCloseTo(.25, within(1e-12));
    }

    @Test
    void renumberingLabelsMovesTheDeviationAndNotThePurity() {
        double[][] codes = {{4}, {3}, {2}, {1}};
        LabelPurity near = LabelPurity.of(SampleMatrix.of(codes), new int[] {0, 1, 0, 1}, 8, own(4), 10, 4, NONE, 1);
        LabelPurity far = LabelPurity.of(SampleMatrix.of(codes), new int[] {0, 7, 0, 7}, 8, own(4), 10, 4, NONE, 1);
        assertThat(far.purity().value()).isEqualTo(near.purity().value());
        assertThat(near.deviation().value()).isCloseTo(.5, within(1e-12));
        assertThat(far.deviation().value()).isCloseTo(3.5, within(1e-12));
    }

    @Test
    void samplesInRandomOrderHaveTheExpectedPurityOfThatManyDraws() {
        // two of four samples without replacement, two labels twice each: the same label with chance 1/3, then 1, else
        // 0
        double[][] codes = {{4}, {3}, {2}, {1}};
        LabelPurity found = LabelPurity.of(SampleMatrix.of(codes), new int[] {0, 0, 1, 1}, 2, own(4), 10, 2, NONE, 3);
        // a thousand draws of a share of 1/3 lie within five standard deviations, sqrt(2/9/1000), of it
        assertThat(found.chancePurity()).isCloseTo(1 / 3.0, within(5 * Math.sqrt(2 / 9.0 / 1000)));
        assertThat(found.chanceDeviation()).isCloseTo(1 / 3.0, within(5 * Math.sqrt(2 / 9.0 / 1000)));
        assertThat(found.purity().value()).isEqualTo(1);
    }

    @Test
    void onlyTheFeaturesWithTheLargestActivationsAreLookedAtAndThoseThatFireOnEnoughSamples() {
        double[][] codes = {{1, 9, 20}, {2, 8, 0}, {3, 7, 0}, {4, 6, 0}};
        int[] label = {0, 1, 0, 1};
        LabelPurity found = LabelPurity.of(SampleMatrix.of(codes), label, 2, own(4), 1, 2, NONE, 1);
        assertThat(found.features()).isEqualTo(1);
        assertThat(found.purity().value()).isCloseTo(0, within(1e-12)); // feature 1: labels 0 and 1
        LabelPurity none = LabelPurity.of(SampleMatrix.of(codes), label, 2, own(4), 1, 5, NONE, 1);
        assertThat(none.purity().because()).contains("no feature fires on 5 samples");
        assertThatThrownBy(() -> LabelPurity.of(SampleMatrix.of(codes), label, 1, own(4), 1, 2, NONE, 1))
                .isInstanceOf(AnalysisException.class);
    }
}
