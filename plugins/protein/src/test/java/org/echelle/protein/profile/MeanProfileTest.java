package org.echelle.protein.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.echelle.protein.profile.Tally.Bin;
import org.junit.jupiter.api.Test;

class MeanProfileTest {
    private static Tally tally(Bin... bins) {
        return new Tally(List.of(bins));
    }

    @Test
    void meansAreSumsOverMeasuredResidues() {
        MeanProfile profile = MeanProfile.of(
                List.of(tally(new Bin(4, 1, 2), new Bin(1, 0, 0)), tally(new Bin(6, 2, 3), new Bin(9, 3, 5))));
        assertThat(profile.bins().get(0).value()).isEqualTo(0.5);
        assertThat(profile.bins().get(1).value()).isEqualTo(0.5);
        assertThat(profile.mean()).isEqualTo(0.5);
        assertThat(profile.bins().get(0).total()).isEqualTo(new Bin(10, 3, 5));
        assertThat(profile.families()).isEqualTo(2);
    }

    @Test
    void threeAndThreeFamiliesGiveTheQuantilesOfABinomial() {
        // Of six draws k are of the second kind, k binomial: P(k = 0) = 1/64 < 0.025 < P(k <= 1) = 7/64.
        Tally low = tally(new Bin(5, 5, 5));
        Tally high = tally(new Bin(5, 5, 15));
        MeanProfile.Mean mean =
                MeanProfile.of(List.of(low, low, low, high, high, high)).bins().get(0);
        Interval interval = mean.interval().orElseThrow();
        assertThat(interval.low()).isCloseTo(1 + 2 / 6.0, within(1e-9));
        assertThat(interval.high()).isCloseTo(1 + 2 * 5 / 6.0, within(1e-9));
    }

    @Test
    void familiesThatAgreeLeaveNoDoubt() {
        List<Tally> same = Collections.nCopies(6, tally(new Bin(3, 3, 6), new Bin(2, 0, 0)));
        MeanProfile profile = MeanProfile.of(same);
        assertThat(profile.bins().get(0).interval()).contains(new Interval(2, 2));
        assertThat(profile.bins()).extracting(MeanProfile.Mean::side).containsExactly(1, -1);
    }

    @Test
    void aBinOfFewFamiliesHasNeitherIntervalNorSide() {
        List<Tally> families = new ArrayList<>(Collections.nCopies(5, tally(new Bin(3, 3, 6), Bin.EMPTY, Bin.EMPTY)));
        families.add(tally(new Bin(3, 3, 6), Bin.EMPTY, new Bin(1, 1, 100)));
        MeanProfile profile = MeanProfile.of(families);
        assertThat(profile.bins().get(0).interval()).isPresent();
        assertThat(profile.bins().get(1).interval()).isEmpty();
        assertThat(profile.bins().get(1).value()).isNaN();
        assertThat(profile.bins().get(2).interval()).isEmpty();
        assertThat(profile.bins().get(2).side()).isZero();
        assertThat(MeanProfile.of(families.subList(0, 5)).bins().get(0).interval())
                .isEmpty();
    }

    @Test
    void aPlantedDifferenceLiesInTheIntervalAboutAsOftenAsPromised() {
        // Families whose means scatter around 2 in one bin and around 1 in the other.
        Random random = new Random(11);
        int held = 0;
        int marked = 0;
        int rounds = 100;
        for (int round = 0; round < rounds; round++) {
            List<Tally> families = new ArrayList<>();
            for (int f = 0; f < 40; f++) {
                double own = 0.5 * random.nextGaussian();
                families.add(tally(
                        new Bin(10, 10, 10 * (2 + own)), new Bin(10, 10, 10 * (1 + 0.5 * random.nextGaussian()))));
            }
            MeanProfile profile = MeanProfile.of(families);
            held += profile.bins().get(0).interval().orElseThrow().holds(2) ? 1 : 0;
            marked += profile.bins().get(0).side() == 1 && profile.bins().get(1).side() == -1 ? 1 : 0;
        }
        // Percentiles of 40 families hold the truth in about 94 of 100; five standard errors are 12.
        assertThat(held).isBetween(80, 100);
        assertThat(marked).isEqualTo(rounds);
    }

    @Test
    void ratiosHaveStudentsInterval() {
        // 0.5, 1, 1.5: mean 1, standard deviation 0.5, t(2) = 4.303: the lower end would be negative.
        MeanRatio ratio = MeanRatio.of(List.of(0.5, 1.0, 1.5));
        assertThat(ratio.value()).isCloseTo(1, within(1e-12));
        assertThat(ratio.interval().orElseThrow().high()).isCloseTo(1 + 4.303 * 0.5 / Math.sqrt(3), within(1e-9));
        assertThat(ratio.interval().orElseThrow().low()).isZero();
        assertThat(MeanRatio.of(List.of(0.5, 1.5)).interval()).isEmpty();
        // Tables: t(40) = 2.021, t(100) = 1.984
        assertThat(MeanRatio.student(40)).isCloseTo(2.021, within(0.002));
        assertThat(MeanRatio.student(100)).isCloseTo(1.984, within(0.001));
    }
}
