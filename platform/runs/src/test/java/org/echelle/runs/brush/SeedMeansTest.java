package org.echelle.runs.brush;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.echelle.analysis.Measure;
import org.junit.jupiter.api.Test;

class SeedMeansTest {
    private static final Offset<Double> NEAR = within(1e-9);

    private static String[] seeds(int samples, int each) {
        return IntStream.range(0, samples).mapToObj(i -> "" + i / each).toArray(String[]::new);
    }

    private static void holds(Measure m, double low, double high) {
        assertThat(m.interval().known()).isTrue();
        assertThat(m.interval().low()).isCloseTo(low, NEAR);
        assertThat(m.interval().high()).isCloseTo(high, NEAR);
    }

    /** Student's t with one degree of freedom is Cauchy's distribution, with the quantile tan(pi (p - 1/2)); s / sqrt(2) is half the distance. */
    @Test
    void ofTwoSeedsTheIntervalIsCauchys() {
        Measure m = SeedMeans.change(new double[] {0.4, 0.41, 0.42, 0.43}, seeds(4, 2));
        double half = Math.tan(Math.PI * 0.475) * (0.425 - 0.405) / 2;
        assertThat(m.value()).isCloseTo(0.415, NEAR);
        assertThat(m.n()).isEqualTo(4);
        holds(m, 0.415 - half, 0.415 + half);
    }

    /** With two degrees of freedom the quantile is (2p - 1) / sqrt(2p (1 - p)). */
    @Test
    void ofThreeSeedsTheQuantileHasAClosedFormToo() {
        Measure m = SeedMeans.change(new double[] {0.4, 0.5, 0.6}, seeds(3, 1));
        double half = 0.95 / Math.sqrt(2 * 0.975 * 0.025) * 0.1 / Math.sqrt(3);
        holds(m, 0.5 - half, 0.5 + half);
    }

    @Test
    void anIntervalDoesNotLeaveWhatAFigureCanBe() {
        holds(SeedMeans.change(new double[] {0.1, 0.4}, seeds(2, 1)), 0, 1);
        holds(SeedMeans.share(new double[] {0, 1}, seeds(2, 1)), 0, 1);
    }

    @Test
    void ninetyFivePercentAreNinetyFivePercentHoweverFewTheSeeds() {
        int trials = 20_000;
        for (int m : new int[] {2, 3, 5, 10}) {
            Random random = new Random(17);
            int held = 0;
            for (int trial = 0; trial < trials; trial++) {
                double[] changes = new double[2 * m];
                for (int s = 0; s < m; s++) {
                    double seed = 0.5 + 0.03 * random.nextGaussian();
                    changes[2 * s] = seed + 0.01 * random.nextGaussian();
                    changes[2 * s + 1] = seed + 0.01 * random.nextGaussian();
                }
                held += SeedMeans.change(changes, seeds(2 * m, 2)).interval().holds(0.5) ? 1 : 0;
            }
            // four standard errors of a share of 0.95
            assertThat((double) held / trials).as(m + " seeds").isCloseTo(0.95, within(0.0062));
        }
    }

    /** Wilson's low end at n of n is n / (n + z^2). */
    @Test
    void whereAllSeedsSayTheSameAShareHasWilsonsInterval() {
        double z2 = 1.959963984540054 * 1.959963984540054;
        holds(SeedMeans.share(new double[] {1, 1, 1, 1}, seeds(4, 2)), 2 / (2 + z2), 1);
    }

    @Test
    void aChangeThatIsTheSameForAllSeedsHasNoIntervalAndOneSeedHasNone() {
        Measure nothing = SeedMeans.change(new double[3], seeds(3, 1));
        assertThat(nothing.value()).isZero();
        assertThat(nothing.interval().known()).isFalse();
        Measure one = SeedMeans.change(new double[] {0.1, 0.2}, seeds(2, 2));
        assertThat(one.value()).isCloseTo(0.15, NEAR);
        assertThat(one.interval().known()).isFalse();
        assertThat(SeedMeans.share(new double[] {0, 1}, seeds(2, 2)).interval().known())
                .isFalse();
    }
}
