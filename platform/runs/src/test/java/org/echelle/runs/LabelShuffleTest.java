package org.echelle.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LabelShuffleTest {
    /** A class token, then 2 x 3 places. */
    private static final int[][] GRID = {{-1, 0, 0, 0, 1, 1, 1}, {-1, 0, 1, 2, 0, 1, 2}};

    private static LabelShuffle shuffle(long seed) {
        BitSet first = new BitSet();
        first.set(0, 50);
        BitSet second = new BitSet();
        second.set(50, 100);
        return LabelShuffle.of(
                LeakageTest.groups(Optional.empty(), List.of()), new SplitSides(first, second, 100), seed);
    }

    @Test
    void placesAreTurnedRoundAllBySoManyAndTheClassTokenStays() {
        Set<Integer> turns = new HashSet<>();
        for (int sample = 0; sample < 100; sample++) {
            int[][] turned = shuffle(3).places(sample, GRID);
            assertThat(new int[] {turned[0][0], turned[1][0]}).containsExactly(-1, -1);
            int by = 3 * turned[0][1] + turned[1][1];
            turns.add(by);
            for (int i = 0; i < 6; i++) {
                assertThat(3 * turned[0][1 + i] + turned[1][1 + i]).isEqualTo((i + by) % 6);
            }
        }
        assertThat(turns).hasSize(6);
        assertThat(GRID[0]).containsExactly(-1, 0, 0, 0, 1, 1, 1);
        assertThat(Arrays.deepEquals(shuffle(3).places(7, GRID), shuffle(3).places(7, GRID)))
                .isTrue();
    }

    @Test
    void samplesOfOnePlaceOrNoneAreLeftAsTheyAre() {
        assertThat(shuffle(1).places(0, new int[0][])).isEmpty();
        int[][] token = {{-1}, {-1}};
        assertThat(shuffle(1).places(0, token)).isSameAs(token);
    }

    @Test
    void labelsStayOnTheirSide() {
        LabelShuffle shuffle = shuffle(2);
        assertThat(IntStream.range(0, 50).map(shuffle::from))
                .allMatch(s -> s < 50)
                .doesNotHaveDuplicates();
        assertThat(IntStream.range(50, 100).map(shuffle::from))
                .allMatch(s -> s >= 50)
                .doesNotHaveDuplicates();
    }
}
