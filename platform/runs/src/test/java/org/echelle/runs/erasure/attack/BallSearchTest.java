package org.echelle.runs.erasure.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class BallSearchTest {
    /** Falls with the distance from a point. */
    private static BallSearch.Objective near(double... wanted) {
        return points -> points.stream()
                .mapToDouble(p -> -BallSearch.norm(BallSearch.sum(p, wanted, -1)))
                .toArray();
    }

    @Test
    void aPointWithinTheBallIsApproached() {
        BallSearch.Found found = BallSearch.of(near(0.3, -0.2, 0.1), 3, 1, List.of(), 300, 5);
        assertThat(-found.value()).isLessThan(0.1 * BallSearch.norm(new double[] {0.3, -0.2, 0.1}));
        assertThat(found.tried()).isBetween(290, 300);
    }

    /** The nearest point of the ball to one outside lies on the way to it. */
    @Test
    void nothingLeavesTheBall() {
        BallSearch.Found found = BallSearch.of(near(6, 8), 2, 2, List.of(), 300, 5);
        assertThat(BallSearch.norm(found.at())).isLessThanOrEqualTo(2 + 1e-9);
        assertThat(-found.value()).isCloseTo(8, within(0.05));
    }

    /** The mean cosine of m random ways' slopes with the true one in d dimensions is about the root of m / d. */
    @Test
    void aSlopeInManyDimensionsIsFollowedBetterThanByChance() {
        int d = 100;
        BallSearch.Objective first =
                points -> points.stream().mapToDouble(p -> p[0]).toArray();
        BallSearch.Found found = BallSearch.of(first, d, 1, List.of(), 400, 5);
        assertThat(found.value()).isGreaterThan(0.5); // the best of 400 random points has about 3 / sqrt(d)
    }

    @Test
    void givenDirectionsAreTriedAtFullLengthAndHalfTheBudgetIsKeptForTheSearch() {
        BallSearch.Found found =
                BallSearch.of(near(0, 4), 2, 4, List.of(new double[] {0, 0}, new double[] {0, 0.1}), 3, 5);
        assertThat(found.at()).containsExactly(0, 4);
        assertThat(found.tried()).isEqualTo(2); // the middle and the one direction that is any

        List<double[]> many =
                List.of(new double[] {1, 0}, new double[] {1, 1}, new double[] {1, 2}, new double[] {2, 1});
        int[] largest = {0};
        BallSearch.of(
                points -> {
                    largest[0] = Math.max(largest[0], points.size());
                    return new double[points.size()];
                },
                2,
                1,
                many,
                5,
                5);
        assertThat(largest[0]).isEqualTo(2);
    }

    @Test
    void aBallOfNoSizeIsItsMiddle() {
        assertThat(BallSearch.of(near(1, 1), 2, 0, List.of(new double[] {1, 0}), 20, 5)
                        .at())
                .containsExactly(0, 0);
    }
}
