package org.echelle.analysis.ranking;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PredictedConceptsTest {
    private static final int USERS = 200;
    private static final int[] SELECTION = IntStream.range(0, 100).toArray();
    private static final int[] HELD_OUT = IntStream.range(100, USERS).toArray();

    private static BitSet every(int step) {
        BitSet set = new BitSet();
        for (int u = 0; u < USERS; u += step) {
            set.set(u);
        }
        return set;
    }

    @Test
    void aFeatureThatFiresExactlyWhereAnAttributeIsPredictedIsToldWithoutAMistake() {
        BitSet[] predicted = {every(2), every(5)};
        float[] activation = new float[USERS];
        for (int u = 0; u < USERS; u += 5) {
            activation[u] = 1 + u / 10f;
        }
        PredictedConcepts.Entry entry = new PredictedConcepts(predicted, SELECTION, HELD_OUT, 5, 1)
                .of(7, activation)
                .orElseThrow();
        assertThat(entry.feature()).isEqualTo(7);
        assertThat(entry.concept()).isEqualTo(1);
        // 20 firing users in 10 bins: the five strongest fill the two highest and half of the third
        assertThat(entry.levelWith()).isEqualTo((10 + 10 + 9 + 9 + 8) / 5.0);
        assertThat(entry.levelWithout()).isZero();
        assertThat(entry.right()).isEqualTo(10);
        assertThat(entry.verified()).isTrue();
    }

    @Test
    void ofFeaturesThatFireByChanceFewAreVerified() {
        Random random = new Random(2);
        BitSet[] predicted = {every(2)};
        int verified = 0;
        int tested = 300;
        for (int j = 0; j < tested; j++) {
            float[] activation = new float[USERS];
            for (int u = 0; u < USERS; u++) {
                activation[u] = random.nextInt(3) == 0 ? random.nextFloat() : 0;
            }
            var entry = new PredictedConcepts(predicted, SELECTION, HELD_OUT, 5, 1).of(j, activation);
            verified += entry.isPresent() && entry.get().verified() ? 1 : 0;
        }
        // eight of ten fair coins or more: 5.5 %, less where construction finds nothing; 300 draws spread by 1.3 %
        assertThat(verified / (double) tested).isLessThan(0.055 + 4 * 0.013);
    }

    @Test
    void aFeatureOfTooFewUsersOrWithoutSilentOnesIsNotTested() {
        BitSet[] predicted = {every(2)};
        PredictedConcepts concepts = new PredictedConcepts(predicted, SELECTION, HELD_OUT, 5, 1);
        float[] few = new float[USERS];
        few[0] = 1;
        float[] all = new float[USERS];
        java.util.Arrays.fill(all, 1);
        assertThat(concepts.of(0, few)).isEmpty();
        assertThat(concepts.of(0, all)).isEmpty();
    }

    @Test
    void levelsRunFromSilentToTheTenthBin() {
        float[] edges = {1, 2, 3, 4, 5, 6, 7, 8, 9};
        assertThat(PredictedConcepts.level(0, edges)).isZero();
        assertThat(PredictedConcepts.level(0.5f, edges)).isEqualTo(1);
        assertThat(PredictedConcepts.level(1, edges)).isEqualTo(1);
        assertThat(PredictedConcepts.level(9.5f, edges)).isEqualTo(10);
    }
}
