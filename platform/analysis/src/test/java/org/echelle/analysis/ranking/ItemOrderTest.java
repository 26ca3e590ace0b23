package org.echelle.analysis.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.BitSet;
import java.util.Random;
import org.echelle.analysis.AnalysisException;
import org.junit.jupiter.api.Test;

class ItemOrderTest {
    private static BitSet set(int... columns) {
        BitSet set = new BitSet();
        for (int c : columns) {
            set.set(c);
        }
        return set;
    }

    @Test
    void placesAreOneMoreThanTheNumberOfBetterAllowedItems() {
        Random random = new Random(3);
        float[] scores = new float[200];
        BitSet allowed = new BitSet();
        for (int c = 0; c < scores.length; c++) {
            scores[c] = (float) random.nextGaussian();
            allowed.set(c, random.nextInt(4) > 0);
        }
        ItemOrder order = ItemOrder.of(scores, allowed);
        for (int c = 0; c < scores.length; c++) {
            int better = 1;
            for (int other = allowed.nextSetBit(0); other >= 0; other = allowed.nextSetBit(other + 1)) {
                better += scores[other] > scores[c] ? 1 : 0;
            }
            assertThat(order.rank(c)).isEqualTo(allowed.get(c) ? better : 0);
        }
        assertThat(order.size()).isEqualTo(allowed.cardinality());
    }

    @Test
    void equalScoresAndZerosOfEitherSignKeepTheOrderOfColumns() {
        float[] scores = {-0f, 0f, 1f, -1f, 0f};
        assertThat(ItemOrder.of(scores, set(0, 1, 2, 3, 4)).top(5)).containsExactly(2, 0, 1, 4, 3);
    }

    @Test
    void exposureMeanPlaceHitsAndGainsAreThoseOfTheirFormulas() {
        ItemOrder order = ItemOrder.of(new float[] {9, 8, 7, 6, 5, 4}, set(1, 2, 3, 4, 5));
        assertThat(order.exposure(set(0, 2, 3), 2)).isEqualTo(0.5);
        assertThat(order.meanRank(set(0, 2, 4))).isEqualTo(3); // places 2 and 4; column 0 is not ranked
        assertThat(order.meanRank(set(0))).isNaN();
        assertThat(ItemOrder.hit(3, 3)).isEqualTo(1);
        assertThat(ItemOrder.hit(4, 3)).isZero();
        assertThat(ItemOrder.hit(0, 3)).isZero();
        assertThat(ItemOrder.gain(1, 5)).isEqualTo(1);
        assertThat(ItemOrder.gain(3, 5)).isCloseTo(0.5, within(1e-12)); // 1 / log2(4)
        assertThat(ItemOrder.gain(6, 5)).isZero();
    }

    @Test
    void scoresThatAreNoNumbersAreRefused() {
        assertThatThrownBy(() -> ItemOrder.of(new float[] {1, Float.NaN}, set(0, 1)))
                .isInstanceOf(AnalysisException.class)
                .hasMessageContaining("item 1");
    }
}
