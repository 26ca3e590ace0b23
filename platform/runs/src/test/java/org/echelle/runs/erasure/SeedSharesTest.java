package org.echelle.runs.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.echelle.analysis.GroupBootstrap;
import org.echelle.analysis.Interval;
import org.echelle.analysis.Measure;
import org.junit.jupiter.api.Test;

class SeedSharesTest {
    private static final GroupBootstrap DRAWS = new GroupBootstrap(500, 0.95, 3);
    private static final Offset<Double> NEAR = within(1e-9);

    /** Square of the 97.5th percentile of the standard normal distribution. */
    private static final double Z2 = 1.959963984540054 * 1.959963984540054;

    private static String[] seeds(int samples, int each) {
        return IntStream.range(0, samples).mapToObj(i -> "" + i / each).toArray(String[]::new);
    }

    private static void holds(Measure m, double low, double high) {
        assertThat(m.interval().low()).isCloseTo(low, NEAR);
        assertThat(m.interval().high()).isCloseTo(high, NEAR);
    }

    /** Wilson's ends at n of n and at 0 of n are n / (n + z^2) and z^2 / (n + z^2). */
    @Test
    void whereAllSeedsSayTheSameTheIntervalIsWilsons() {
        double[] all = {1, 1, 1};
        double[] none = {0, 0, 0};
        holds(SeedShares.share(all, all, seeds(3, 1), DRAWS, "-"), 3 / (3 + Z2), 1);
        holds(SeedShares.share(none, all, seeds(3, 1), DRAWS, "-"), 0, Z2 / (3 + Z2));
    }

    @Test
    void seedsAreCountedAndNotTheirSamples() {
        double[] all = {1, 1, 1, 1, 1, 1};
        Measure share = SeedShares.share(all, all, seeds(6, 3), DRAWS, "-");
        holds(share, 2 / (2 + Z2), 1);
        assertThat(share.n()).isEqualTo(6);
    }

    @Test
    void samplesThatAreNotOfTheShareCountForNothing() {
        double[] of = {1, 0, 1, 0, 1, 0, 1, 0};
        Measure share = SeedShares.share(of, of, seeds(8, 1), DRAWS, "-");
        holds(share, 4 / (4 + Z2), 1);
        assertThat(share.n()).isEqualTo(4);
    }

    @Test
    void aDifferenceThatNoSeedShowsIsBoundedOnBothSides() {
        double[] of = {1, 1, 1, 1};
        double unseen = Z2 / (4 + Z2);
        holds(SeedShares.difference(new double[4], of, seeds(4, 1), DRAWS, "-"), -unseen, unseen);
        holds(SeedShares.difference(of, of, seeds(4, 1), DRAWS, "-"), 1 - 2 * unseen, 1);
        holds(SeedShares.difference(new double[] {-1, -1, -1, -1}, of, seeds(4, 1), DRAWS, "-"), -1, 2 * unseen - 1);
    }

    /** None of n seeds said something else, which would move the share to 0 or 1 at most; quotients of 7 and 25 are rounded. */
    @Test
    void seedsThatAgreeOnAPartOfTheirSamplesHaveWidthToo() {
        double[] hits =
                IntStream.range(0, 75).mapToDouble(i -> i % 25 < 7 ? 1 : 0).toArray();
        double[] all = IntStream.range(0, 75).mapToDouble(i -> 1).toArray();
        double unseen = Z2 / (3 + Z2);
        Measure share = SeedShares.share(hits, all, seeds(75, 25), DRAWS, "-");
        holds(share, 0.28 * (1 - unseen), 0.28 + 0.72 * unseen);
        holds(SeedShares.difference(hits, all, seeds(75, 25), DRAWS, "-"), 0.28 - 1.28 * unseen, 0.28 + 0.72 * unseen);
    }

    @Test
    void seedsThatDifferAreDrawn() {
        double[] hits = {1, 0, 1, 1, 0, 1};
        double[] of = {1, 1, 1, 1, 1, 1};
        Interval drawn = DRAWS.ratio(hits, of, seeds(6, 1), "-").interval();
        assertThat(SeedShares.share(hits, of, seeds(6, 1), DRAWS, "-").interval())
                .isEqualTo(drawn);
        assertThat(drawn.high() - drawn.low()).isPositive();
    }

    @Test
    void withoutDrawsThereIsNoInterval() {
        double[] all = {1, 1};
        assertThat(SeedShares.share(all, all, seeds(2, 1), GroupBootstrap.NONE, "-")
                        .interval()
                        .known())
                .isFalse();
        assertThat(SeedShares.share(all, new double[2], seeds(2, 1), DRAWS, "no sample")
                        .because())
                .isEqualTo("no sample");
    }
}
