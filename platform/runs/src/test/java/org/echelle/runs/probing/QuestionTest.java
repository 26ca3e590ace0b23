package org.echelle.runs.probing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QuestionTest {
    /** Samples 0 to 11, even ones selected; classes a (8), b (2, both selected), c (2, one on each side). */
    private static final Question DIGITS = new Question("digit", List.of("a", "b", "c"), labels());

    private static Map<Integer, Integer> labels() {
        Map<Integer, Integer> labels = new LinkedHashMap<>();
        for (int s = 0; s < 12; s++) {
            labels.put(s, s == 2 || s == 4 ? 1 : s >= 10 ? 2 : 0);
        }
        return labels;
    }

    private static BitSet side(int first) {
        BitSet side = new BitSet();
        for (int s = first; s < 12; s += 2) {
            side.set(s);
        }
        return side;
    }

    @Test
    void aRareClassLeavesAndTheOthersStay() {
        Question frequent = DIGITS.frequent(1, side(0), side(1)).orElseThrow();
        assertThat(frequent.classes()).containsExactly("a", "c");
        assertThat(frequent.labels()).doesNotContainKeys(2, 4).hasSize(10);
        assertThat(frequent.labels()).containsEntry(0, 0).containsEntry(10, 1).containsEntry(11, 1);
    }

    @Test
    void aSingleClassIsNoQuestion() {
        assertThat(DIGITS.frequent(2, side(0), side(1))).isEmpty();
    }
}
