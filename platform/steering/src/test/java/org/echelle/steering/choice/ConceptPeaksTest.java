package org.echelle.steering.choice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.echelle.steering.SteeringException;
import org.echelle.store.SparseRows;
import org.junit.jupiter.api.Test;

class ConceptPeaksTest {
    @Test
    void erasedFeaturesAreTheUnionOfTopsLessTheUnionOfRetainedTops() {
        ConceptPeaks peaks = new ConceptPeaks(5);
        peaks.add(SparseRows.of(new float[][] {{3, 0, 1, 0, 0}, {1, 2, 0, 0, 0}}), 0); // peaks 3 2 1 0 0
        peaks.add(SparseRows.of(new float[][] {{0, 1, 0, 4, 0}}), 1); // peaks 0 1 0 4 0
        peaks.add(SparseRows.of(new float[][] {{0, 1, 0, 0, 2}}), 2);
        peaks.add(SparseRows.of(new float[][] {{0, 5, 0, 0, 0}}), 2); // peaks 0 5 0 0 2

        assertThat(peaks.top(0, 2)).containsExactly(0, 1);
        assertThat(peaks.top(1, 4)).containsExactly(1, 3);
        assertThat(peaks.difference(List.of(0), 2)).containsExactly(0);
        assertThat(peaks.difference(List.of(0), 3)).containsExactly(0, 2);
        assertThat(peaks.difference(List.of(0, 1), 2)).containsExactly(0, 3);
        assertThat(peaks.difference(List.of(0, 2), 2)).containsExactly(0, 4);
    }

    @Test
    void nothingOfOnesOwnIsSaidInASentence() {
        ConceptPeaks peaks = new ConceptPeaks(2);
        peaks.add(SparseRows.of(new float[][] {{1, 0}}), 0);
        peaks.add(SparseRows.of(new float[][] {{2, 1}}), 1);
        assertThatThrownBy(() -> peaks.difference(List.of(0), 1))
                .isInstanceOf(SteeringException.class)
                .hasMessageContaining("something to be kept, too");
    }

    @Test
    void topsAreThoseOfSortedPlainArrays() {
        Random random = new Random(3);
        int n = 40;
        ConceptPeaks peaks = new ConceptPeaks(n);
        float[] largest = new float[n];
        for (int s = 0; s < 6; s++) {
            float[][] rows = new float[3][n];
            for (float[] row : rows) {
                for (int j = 0; j < n; j++) {
                    row[j] = random.nextInt(4) == 0 ? random.nextFloat() : 0;
                    largest[j] = Math.max(largest[j], row[j]);
                }
            }
            peaks.add(SparseRows.of(rows), 7);
        }
        List<Integer> order = new ArrayList<>();
        for (int j = 0; j < n; j++) {
            order.add(j);
        }
        order.sort((a, b) -> largest[b] != largest[a] ? Float.compare(largest[b], largest[a]) : a - b);
        Set<Integer> expected = new TreeSet<>(order.subList(0, 9));
        assertThat(peaks.top(7, 9))
                .containsExactly(expected.stream().mapToInt(Integer::intValue).toArray());
    }
}
