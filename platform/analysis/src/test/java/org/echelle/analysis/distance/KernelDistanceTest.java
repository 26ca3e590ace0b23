package org.echelle.analysis.distance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.echelle.analysis.AnalysisException;
import org.junit.jupiter.api.Test;

class KernelDistanceTest {
    @Test
    void oneDimensionByHand() {
        // (xy + 1)^3: within {0, 1}: 1; within {2, 3}: 343; between: 1, 1, 27, 64
        double[][] a = {{0}, {1}};
        double[][] b = {{2}, {3}};
        assertThat(new KernelDistance(a, b).value()).isCloseTo(1 + 343 - 2 * (1 + 1 + 27 + 64) / 4.0, within(1e-12));
    }

    @Test
    void pairsOfTwoDimensionsAreDividedByTheirNumber() {
        // (x . y / 2 + 1)^3: within a: (0 / 2 + 1)^3 = 1; within b: (4 / 2 + 1)^3 = 27; between: 8, 1, 8, 1
        double[][] a = {{1, 0}, {0, 1}};
        double[][] b = {{2, 0}, {2, 0}};
        assertThat(new KernelDistance(a, b).value()).isCloseTo(1 + 27 - 2 * (8 + 8 + 1 + 1) / 4.0, within(1e-12));
    }

    @Test
    void drawsOfOneEachAreTheFigureAndARowIsNeverPairedWithItself() {
        double[][] a = {{0, 1}, {1, 3}, {2, -1}};
        double[][] b = {{2, 2}, {3, 1}, {0, 0}};
        KernelDistance all = new KernelDistance(a, b);
        assertThat(all.of(new int[] {1, 1, 1}, new int[] {1, 1, 1})).isEqualTo(all.value());
        double[][] two = {{0, 1}, {1, 3}};
        assertThat(all.of(new int[] {1, 1, 0}, new int[] {1, 1, 1}))
                .isCloseTo(new KernelDistance(two, b).value(), within(1e-12));
        assertThatThrownBy(() -> all.of(new int[] {5, 0, 0}, new int[] {1, 1, 1}))
                .isInstanceOf(AnalysisException.class)
                .hasMessageContaining("two samples");
    }
}
