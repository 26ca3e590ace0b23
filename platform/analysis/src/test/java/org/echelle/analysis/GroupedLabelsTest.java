package org.echelle.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class GroupedLabelsTest {
    private final Observations o = new Observations(new int[] {0, 1}, new boolean[2], 0.5f);

    /** Samples of one group: so many with concept 0, so many unknown of it, of so many. */
    private void group(GroupedLabels labels, int group, int positives, int unknowns, int samples) {
        for (int i = 0; i < samples; i++) {
            int p = i < positives ? 1 : 0;
            int u = i >= positives && i < positives + unknowns ? 1 : 0;
            o.codes(1, new int[2], new int[0], new float[0]);
            o.labels(p, new int[1], new int[1], new float[] {1}, null, u, new int[1], new int[1]);
            labels.add(group, o);
        }
    }

    @Test
    void aLabelOfWholeGroupsCountsGroups() {
        GroupedLabels labels = new GroupedLabels();
        for (int g = 0; g < 20; g++) {
            group(labels, g, g % 2 * 10, 0, 10);
        }
        assertThat(labels.designEffects(1)).containsExactly(10);
    }

    /** Groups of 2, 2 and 8: a label of whole groups has sum m^2 / sum m = 72 / 12. */
    @Test
    void groupsOfDifferentSizesCountByTheirSquares() {
        GroupedLabels labels = new GroupedLabels();
        group(labels, 0, 0, 0, 2);
        group(labels, 1, 0, 0, 2);
        group(labels, 2, 8, 0, 8);
        assertThat(labels.designEffects(1)[0]).isCloseTo(6, within(1e-12));
    }

    @Test
    void aLabelThatEveryGroupHasAsOftenCountsSamples() {
        GroupedLabels labels = new GroupedLabels();
        for (int g = 0; g < 4; g++) {
            group(labels, g, 3, 0, 10);
        }
        assertThat(labels.designEffects(1)).containsExactly(1);
    }

    /** The tenth percentile of chi-squared with three degrees of freedom is 0.584374 (any table). */
    @Test
    void betweenThemTheBoundOfTheMeasuredDesignEffectCounts() {
        GroupedLabels labels = new GroupedLabels();
        int[] positives = {12, 8, 11, 9};
        for (int g = 0; g < 4; g++) {
            group(labels, g, positives[g], 0, 20);
        }
        // (4 + 4 + 1 + 1) / (80 / 4), times 4 / 0.584374
        assertThat(labels.designEffects(1)[0]).isCloseTo(0.5 * 4 / 0.584374, within(1e-5));
    }

    @Test
    void unknownLabelsCountNeitherWay() {
        GroupedLabels labels = new GroupedLabels();
        int[] positives = {12, 8, 11, 9};
        for (int g = 0; g < 4; g++) {
            group(labels, g, positives[g], 5, 25);
        }
        assertThat(labels.designEffects(1)[0]).isCloseTo(0.5 * 4 / 0.584374, within(1e-5));
        assertThat(labels.designEffects(2)[1])
                .as("a concept that no sample has")
                .isEqualTo(25);
    }

    @Test
    void samplesOfTheirOwnCountOnceEach() {
        GroupedLabels labels = new GroupedLabels();
        for (int g = 0; g < 30; g++) {
            group(labels, g, g % 3 == 0 ? 1 : 0, 0, 1);
        }
        assertThat(labels.designEffects(1)).containsExactly(1);
    }

    @Test
    void oneGroupIsOneObservation() {
        GroupedLabels labels = new GroupedLabels();
        group(labels, 0, 5, 0, 12);
        assertThat(labels.designEffects(1)).containsExactly(12);
    }
}
