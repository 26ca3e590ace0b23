package org.echelle.runs.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.echelle.analysis.GroupBootstrap;
import org.echelle.analysis.Measure;
import org.junit.jupiter.api.Test;

class FeatureDistancesTest {
    private static final GroupBootstrap DRAWS = new GroupBootstrap(100, 0.95, 1);
    private static final String[] SEEDS = {"0", "0", "1", "1", "2", "2", "3", "3"};
    private static final String[] ASKED = {"a", "b", "a", "b", "a", "b", "a", "b"};
    /** In one dimension; even seeds 0 2 4 6, odd ones 1 1 5 9. */
    private static final double[][] BEFORE = {{0}, {2}, {1}, {1}, {4}, {6}, {5}, {9}};

    private static FeatureDistances of(double[][] after) {
        return FeatureDistances.of(BEFORE, after, ASKED, SEEDS, DRAWS);
    }

    private static double[][] plus(double by) {
        double[][] after = new double[BEFORE.length][1];
        for (int i = 0; i < after.length; i++) {
            after[i][0] = BEFORE[i][0] + by;
        }
        return after;
    }

    @Test
    void nothingChangedIsTheFloorToTheBit() {
        FeatureDistances same = of(BEFORE);
        assertThat(same.moved().value()).isZero();
        assertThat(same.frechet().edited().value())
                .isEqualTo(same.frechet().floor().value());
        assertThat(same.kernel().edited().value())
                .isEqualTo(same.kernel().floor().value());
        assertThat(same.kernel().above().value()).isZero();
        assertThat(same.kernel().above().interval().low()).isZero();
        assertThat(same.kernel().above().interval().high()).isZero();
    }

    /** In one dimension the Fréchet distance is (m - m')^2 + (s - s')^2. */
    @Test
    void aShiftAddsItsSquareBetweenTheHalves() {
        // halves: means 3 and 4, variances 20/3 and 44/3; both moved by 10: (13 - 4)^2 and (3 - 14)^2
        double spreads = Math.pow(Math.sqrt(20 / 3.0) - Math.sqrt(44 / 3.0), 2);
        FeatureDistances.Against frechet = of(plus(10)).frechet();
        assertThat(frechet.floor().value()).isCloseTo(1 + spreads, within(1e-9));
        assertThat(frechet.edited().value()).isCloseTo((81 + 121) / 2.0 + spreads, within(1e-9));
        assertThat(frechet.above().value()).isCloseTo(100, within(1e-9));
        assertThat(frechet.above().n()).isEqualTo(4);
        assertThat(frechet.above().interval().known()).isTrue();
    }

    /** Rows of one seed are drawn all or none, so that every draw of such a half is the half itself. */
    @Test
    void aHalfOfOneSeedHasNoIntervalOfDistances() {
        FeatureDistances two = of("0", "0", "1", "1", "0", "0", "1", "1");
        FeatureDistances three = of("0", "0", "1", "1", "2", "2", "1", "1");
        for (FeatureDistances few : List.of(two, three)) {
            for (FeatureDistances.Against distance : List.of(few.kernel(), few.frechet())) {
                for (Measure figure : List.of(distance.edited(), distance.floor(), distance.above())) {
                    assertThat(figure.defined()).isTrue();
                    assertThat(figure.interval().known()).isFalse();
                }
            }
            assertThat(few.moved().interval().known()).isTrue();
        }
        assertThat(of(SEEDS).kernel().above().interval().known()).isTrue();
    }

    private static FeatureDistances of(String... seeds) {
        return FeatureDistances.of(BEFORE, plus(10), ASKED, seeds, DRAWS);
    }

    @Test
    void movesAreInUnitsOfOtherNoise() {
        // unedited samples of a: 0 1 4 5, each to the next: 1 3 1 5; of b: 2 1 6 9: 1 5 3 7
        assertThat(of(plus(3)).moved().value()).isCloseTo(8 * 3 / 26.0, within(1e-12));
        assertThat(of(plus(-3)).moved().value()).isCloseTo(8 * 3 / 26.0, within(1e-12));
    }

    @Test
    void tooFewSamplesAreRefusedInASentence() {
        double[][] wide = new double[8][5];
        for (int i = 0; i < 8; i++) {
            wide[i][i % 5] = i;
        }
        FeatureDistances found = FeatureDistances.of(wide, wide, ASKED, SEEDS, DRAWS);
        assertThat(found.frechet().edited().because())
                .isEqualTo(
                        "covariances of 5 dimensions take 6 samples to keep in each half of the seeds, and there are 4;"
                                + " measure on more (--each)");
        assertThat(found.kernel().edited().defined()).isTrue();

        FeatureDistances two = FeatureDistances.of(
                new double[][] {{1}, {2}},
                new double[][] {{1}, {3}},
                new String[] {"a", "b"},
                new String[] {"0", "1"},
                DRAWS);
        assertThat(two.kernel().edited().because()).contains("fewer than two samples to keep");
        assertThat(two.moved().because()).isEqualTo("no two samples of one condition differ");
    }
}
