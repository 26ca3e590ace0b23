package org.echelle.runs.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.echelle.analysis.GroupBootstrap;
import org.junit.jupiter.api.Test;

class EraseScoreTest {
    private static final GroupBootstrap DRAWS = new GroupBootstrap(500, 0.95, 3);

    private static BitSet of(int... classes) {
        BitSet set = new BitSet();
        Arrays.stream(classes).forEach(set::set);
        return set;
    }

    private static EraseSamples samples(int[] asked) {
        String[] seeds = new String[asked.length];
        for (int i = 0; i < seeds.length; i++) {
            seeds[i] = Integer.toString(i / 3);
        }
        return new EraseSamples(List.of(), asked, seeds);
    }

    @Test
    void unlearningAndRetentionAreSharesOfTheirOwnSamples() {
        int[] asked = {0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2};
        int[] before = {0, 1, 2, 0, 1, 2, 0, 1, 0, 0, 1, 2}; // one 2 looks like 0 already
        int[] after = {1, 1, 2, 2, 1, 0, 0, 1, 0, 1, 2, 2};
        EraseScore score =
                EraseFigures.of(samples(asked), before, after, of(0), 3, DRAWS).score();
        assertThat(score.unlearning().value()).isCloseTo(3 / 4.0, within(1e-12));
        assertThat(score.retention().value()).isCloseTo(5 / 8.0, within(1e-12));
        assertThat(score.loss().value()).isCloseTo(7 / 8.0 - 5 / 8.0, within(1e-12));
        assertThat(score.loss().interval().low()).isLessThanOrEqualTo(0.25);
        assertThat(score.loss().interval().high()).isGreaterThanOrEqualTo(0.25);
    }

    @Test
    void nothingChangedIsNothingLearnedAndNothingLost() {
        int[] asked = {0, 1, 2, 0, 1, 2};
        EraseScore score =
                EraseFigures.of(samples(asked), asked, asked, of(1), 3, DRAWS).score();
        assertThat(score.unlearning().value()).isZero();
        assertThat(score.loss().value()).isZero();
        assertThat(score.retention().value()).isEqualTo(1);
    }

    @Test
    void whereNothingIsAskedForTheFallOfTheShareAndTheDistanceOfTheRestCount() {
        int[] asked = {-1, -1, -1, -1, -1, -1, -1, -1};
        int[] before = {0, 0, 0, 0, 1, 1, 2, 2};
        int[] after = {0, 1, 1, 1, 1, 1, 2, 2}; // 0: 4 to 1; of the rest 1 : 2 was 2 : 2, is 5 : 2
        EraseScore score =
                EraseFigures.of(samples(asked), before, after, of(0), 3, DRAWS).score();
        assertThat(score.unlearning().value()).isCloseTo(0.75, within(1e-12));
        assertThat(score.loss().value()).isCloseTo(5 / 7.0 - 0.5, within(1e-12));
        assertThat(score.retention().value()).isCloseTo(1 - (5 / 7.0 - 0.5), within(1e-12));
    }

    @Test
    void theDistanceIsThatOfProportionsCountedByHand() {
        Random random = new Random(5);
        int n = 300;
        int[] before = random.ints(n, 0, 5).toArray();
        int[] after = random.ints(n, 0, 5).toArray();
        int[] once = new int[n];
        Arrays.fill(once, 1);
        double sum = 0;
        double nBefore = Arrays.stream(before).filter(c -> c != 2).count();
        double nAfter = Arrays.stream(after).filter(c -> c != 2).count();
        for (int c : new int[] {0, 1, 3, 4}) {
            double p = Arrays.stream(before).filter(x -> x == c).count() / nBefore;
            double q = Arrays.stream(after).filter(x -> x == c).count() / nAfter;
            sum += Math.abs(p - q) / 2;
        }
        assertThat(EraseFigures.distance(before, after, of(2), 5, once)).isCloseTo(sum, within(1e-12));
    }

    @Test
    void aClassThatNoUneditedSampleShowsHasNoUnlearning() {
        int[] asked = {-1, -1, -1};
        EraseScore score = EraseFigures.of(samples(asked), new int[] {1, 1, 1}, new int[] {1, 1, 1}, of(0), 2, DRAWS)
                .score();
        assertThat(score.unlearning().defined()).isFalse();
        assertThat(score.unlearning().because()).contains("no unedited sample shows the class");
    }

    @Test
    void severalClassesErasedTogetherAreGoneWhereNoneOfThemIsShown() {
        int[] asked = {0, 1, 2, 3, 0, 1, 2, 3};
        int[] after = {1, 2, 2, 3, 3, 0, 0, 3}; // the first 0 shows 1, which is erased, too
        EraseScore score = EraseFigures.of(samples(asked), asked, after, of(0, 1), 4, DRAWS)
                .score();
        assertThat(score.unlearning().value()).isCloseTo(2 / 4.0, within(1e-12));
        assertThat(score.retention().value()).isCloseTo(3 / 4.0, within(1e-12));
    }

    @Test
    void severalClassesTogetherFallByTheirShareWhereNothingIsAskedFor() {
        int[] asked = {-1, -1, -1, -1, -1, -1};
        int[] before = {0, 1, 1, 2, 3, 3};
        int[] after = {2, 1, 3, 2, 3, 3}; // 0 and 1: 3 to 1; 2 : 3 was 1 : 2, is 2 : 3
        EraseScore score = EraseFigures.of(samples(asked), before, after, of(0, 1), 4, DRAWS)
                .score();
        assertThat(score.unlearning().value()).isCloseTo(2 / 3.0, within(1e-12));
        assertThat(score.loss().value()).isCloseTo(2 / 5.0 - 1 / 3.0, within(1e-12));
    }
}
