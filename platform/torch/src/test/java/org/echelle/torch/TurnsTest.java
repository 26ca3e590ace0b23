package org.echelle.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TurnsTest {
    /** Ranks as tables of the sign test's interval give them (2.5 % in each tail at most); 6 is the fewest that have one. */
    @ParameterizedTest
    @CsvSource({
        "6, 1, 6",
        "8, 1, 8",
        "9, 2, 8",
        "10, 2, 9",
        "12, 3, 10",
        "15, 4, 12",
        "20, 6, 15",
        "21, 6, 16",
        "25, 8, 18"
    })
    void theIntervalReachesFromRankToRank(int n, int low, int high) {
        double[] floor = new double[n];
        Arrays.fill(floor, 2);
        double[] work = IntStream.range(0, n).mapToDouble(i -> 2.0 * (n - i)).toArray(); // ratios n .. 1
        Turns turns = Turns.of(work, floor);
        assertThat(turns.low()).isEqualTo(low);
        assertThat(turns.high()).isEqualTo(high);
        assertThat(turns.turns()).isEqualTo(n);
        assertThat(turns.telling()).isTrue();
    }

    @Test
    void ratiosAreThoseOfTheSameTurn() {
        // a machine that slows down fourfold between turns: both medians move, no ratio does
        Turns turns = Turns.of(new double[] {1.1, 4.4, 2.2}, new double[] {1, 4, 2});
        assertThat(turns.ratio()).isCloseTo(1.1, within(1e-12));
        assertThat(turns.seconds()).isEqualTo(2.2);
        assertThat(turns.floorSeconds()).isEqualTo(2);
        assertThat(turns.low()).isCloseTo(1.1, within(1e-12));
        assertThat(turns.telling()).isFalse();
    }

    @Test
    void ofTwoInTheMiddleTheMedianIsTheirMean() {
        assertThat(Turns.median(4, 1, 3, 2)).isEqualTo(2.5);
        assertThat(Turns.median(7)).isEqualTo(7);
    }

    /** By brute force: how often the interval of 21 skewed ratios holds their median. */
    @Test
    void theIntervalHoldsTheMedianAsOftenAsItSays() {
        SplittableRandom random = new SplittableRandom(5);
        long held = IntStream.range(0, 4000)
                .filter(trial -> {
                    double[] work =
                            random.doubles(21).map(u -> -Math.log(1 - u)).toArray();
                    double[] floor = new double[21];
                    Arrays.fill(floor, 1);
                    Turns turns = Turns.of(work, floor);
                    return turns.low() <= Math.log(2) && Math.log(2) <= turns.high();
                })
                .count();
        assertThat(held / 4000.0).isBetween(0.962, 0.985); // 0.9734, four standard errors either side
    }

    @Test
    void asManyTurnsOfTheOneAsOfTheOther() {
        assertThatThrownBy(() -> Turns.of(new double[3], new double[2]))
                .hasMessageContaining("3 turns of work beside 2");
        assertThatThrownBy(() -> Turns.of(new double[0], new double[0])).isInstanceOf(IllegalArgumentException.class);
    }
}
