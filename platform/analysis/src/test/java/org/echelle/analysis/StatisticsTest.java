package org.echelle.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import org.apache.commons.statistics.distribution.HypergeometricDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.inference.AlternativeHypothesis;
import org.apache.commons.statistics.inference.TTest;
import org.junit.jupiter.api.Test;

class StatisticsTest {
    @Test
    void benjaminiHochbergExample() {
        assertThat(BenjaminiHochberg.adjust(0.01, 0.02, 0.03, 0.04))
                .containsExactly(new double[] {0.04, 0.04, 0.04, 0.04}, within(1e-15));
        assertThat(BenjaminiHochberg.adjust(0.3)).containsExactly(0.3);
        // By hand, m = 4: 0.001*4/1, 0.5*4/2 -> min with later 0.8*4/3>1 -> capped by p(4)=0.9.
        assertThat(BenjaminiHochberg.adjust(0.9, 0.001, 0.8, 0.5))
                .containsExactly(new double[] {0.9, 0.004, 0.9, 0.9}, within(1e-12));
    }

    @Test
    void testsThatAreNotListedCountInTheFamily() {
        BenjaminiHochberg q = new BenjaminiHochberg(new double[] {0.001}, 100);
        assertThat(q.q(0.001)).isCloseTo(0.1, within(1e-12));
        assertThat(q.discoveries(0.05)).isZero();
        assertThat(q.discoveries(0.11)).isEqualTo(1);
        assertThatThrownBy(() -> new BenjaminiHochberg(new double[2], 1)).isInstanceOf(AnalysisException.class);
    }

    @Test
    void uniformPValuesGiveNoDiscoveries() {
        int found = 0;
        for (int seed = 0; seed < 50; seed++) {
            double[] p = new SplittableRandom(seed).doubles(2000).toArray();
            found += new BenjaminiHochberg(p, p.length).discoveries(0.05) > 0 ? 1 : 0;
        }
        // Under the global null the chance of any discovery is 0.05: 50 runs give 2.5, more than 8 one time in a
        // thousand.
        assertThat(found).isLessThanOrEqualTo(8);
    }

    @Test
    void fisherEqualsTheHypergeometricTail() {
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 300; i++) {
            int total = random.nextInt(1, i < 150 ? 60 : 5000);
            int marked = random.nextInt(0, total + 1);
            int drawn = random.nextInt(0, total + 1);
            HypergeometricDistribution d = HypergeometricDistribution.of(total, marked, drawn);
            int hits = random.nextInt(d.getSupportLowerBound(), d.getSupportUpperBound() + 1);
            double expected = hits == d.getSupportLowerBound() ? 1 : d.survivalProbability(hits - 1);
            assertThat(Fisher.enrichment(hits, drawn, marked, total))
                    .isCloseTo(expected, within(1e-9 * expected + 1e-12));
        }
    }

    @Test
    void fisherLadyTastingTea() {
        // Fisher 1935: 8 cups, all 4 right: 1/70; at least 3 right: 17/70.
        assertThat(Fisher.enrichment(4, 4, 4, 8)).isCloseTo(1.0 / 70, within(1e-15));
        assertThat(Fisher.enrichment(3, 4, 4, 8)).isCloseTo(17.0 / 70, within(1e-14));
        assertThat(Fisher.enrichment(0, 4, 4, 8)).isEqualTo(1);
        assertThat(Fisher.enrichment(5, 4, 4, 8)).isZero();
    }

    @Test
    void wilsonIntervalOfTheTextbook() {
        // Newcombe 1998, table I: 81/263 gives .2553 to .3662, 15/148 gives .0624 to .1605, 0/20 gives 0 to .1611.
        assertThat(Wilson.interval(81, 263, 0.95).low()).isCloseTo(0.2553, within(5e-5));
        assertThat(Wilson.interval(81, 263, 0.95).high()).isCloseTo(0.3662, within(5e-5));
        assertThat(Wilson.interval(15, 148, 0.95).low()).isCloseTo(0.0624, within(5e-5));
        assertThat(Wilson.interval(15, 148, 0.95).high()).isCloseTo(0.1605, within(5e-5));
        assertThat(Wilson.interval(0, 20, 0.95)).satisfies(i -> {
            assertThat(i.low()).isZero();
            assertThat(i.high()).isCloseTo(0.1611, within(5e-5));
        });
        assertThat(Wilson.interval(0, 0, 0.95).high()).isEqualTo(1);
    }

    @Test
    void exactAurocCountsTiesHalf() {
        assertThat(Auroc.exact(new float[] {1, 2}, new float[] {1, 0})).isEqualTo(3.5 / 4);
        assertThat(Auroc.exact(new float[] {0, 0}, new float[] {0})).isEqualTo(0.5);
        assertThat(Auroc.exact(new float[] {0}, new float[] {1, 2})).isZero();
    }

    @Test
    void aurocOfTwoGaussiansIsPhiOfDOverRootTwoAlsoWhenBinned() {
        double d = 1.2;
        int n = 40000;
        Random random = new Random(5);
        float[] positive = new float[n];
        float[] negative = new float[n];
        int[] positiveBins = new int[64];
        int[] all = new int[64];
        PairCounts bins = new PairCounts(1, 1, 64, new float[] {12});
        for (int i = 0; i < n; i++) {
            positive[i] = (float) (6 + d + random.nextGaussian());
            negative[i] = (float) (6 + random.nextGaussian());
            positiveBins[bins.bin(0, positive[i])]++;
            all[bins.bin(0, positive[i])]++;
            all[bins.bin(0, negative[i])]++;
        }
        double closed = NormalDistribution.of(0, 1).cumulativeProbability(d / Math.sqrt(2));
        double exact = Auroc.exact(positive, negative);
        assertThat(exact).isCloseTo(closed, within(0.006));
        PairScan scan = new PairScan();
        scan.scan(positiveBins, 0, all, 0, null, 64, n, 2L * n, 0);
        assertThat(scan.auroc).isCloseTo(exact, within(scan.aurocError));
        assertThat(scan.auroc).isCloseTo(closed, within(0.006));
        assertThat(scan.aurocError).isLessThan(0.04);
    }

    @Test
    void tailsOfAPartlySortedArrayAreThoseOfASortedOne() {
        Random random = new Random(6);
        for (int n = 2; n < 300; n += 7) {
            double[] values = new double[n];
            for (int i = 0; i < n; i++) {
                values[i] = random.nextInt(50);
            }
            double[] sorted = values.clone();
            Arrays.sort(sorted);
            for (double tail : new double[] {0.005, 0.025, 0.05, 0.25}) {
                double[] partly = values.clone();
                Quantiles.sortTails(partly, n, tail);
                assertThat(Quantiles.sorted(partly, n, tail)).isEqualTo(Quantiles.sorted(sorted, tail));
                assertThat(Quantiles.sorted(partly, n, 1 - tail)).isEqualTo(Quantiles.sorted(sorted, 1 - tail));
            }
        }
    }

    @Test
    void clusterTestBoundsItselfBySignFlips() {
        // Ten samples with the same surplus: no sign flip is more extreme, so p is 2^-10.
        assertThat(ClusterTest.p(10, 10, 10, 1)).isEqualTo(Math.pow(2, -10));
        // A deficit is as far from rare as the same surplus is rare, and rounding about 0 moves nothing.
        assertThat(ClusterTest.p(-1, 10, 10, 1)).isCloseTo(1 - ClusterTest.p(1, 10, 10, 1), within(1e-12));
        assertThat(ClusterTest.p(-10, 10, 10, 1)).isEqualTo(1);
        assertThat(ClusterTest.p(1e-16, 10, 10, 1)).isCloseTo(0.5, within(1e-12));
        assertThat(ClusterTest.p(-1e-16, 10, 10, 1)).isCloseTo(0.5, within(1e-12));
        assertThat(ClusterTest.p(0, 0, 0, 1)).isEqualTo(1);
        // Two samples a group: worth five.
        assertThat(ClusterTest.p(10, 10, 10, 2)).isEqualTo(Math.pow(2, -5));
    }

    @Test
    void clusterTestIsStudentsT() {
        double[] u = {1.3, -0.2, 0.8, 0.5, -0.4, 1.1};
        double sum = 0;
        double squares = 0;
        for (double x : u) {
            sum += x;
            squares += x * x;
        }
        double expected = TTest.withDefaults()
                .with(AlternativeHypothesis.GREATER_THAN)
                .test(u)
                .getPValue();
        assertThat(ClusterTest.p(sum, squares, u.length, 1)).isCloseTo(expected, within(1e-12));
    }

    @Test
    void poissonWeightsHaveMeanAndVarianceOneAndDependOnTheGroupOnly() {
        int[] weights = new int[50];
        double sum = 0;
        double squares = 0;
        int n = 4000;
        for (int g = 0; g < n; g++) {
            PoissonWeights.draw("group" + g, 7, weights);
            for (int w : weights) {
                sum += w;
                squares += (double) w * w;
            }
        }
        double mean = sum / n / 50;
        assertThat(mean).isCloseTo(1, within(0.01));
        assertThat(squares / n / 50 - mean * mean).isCloseTo(1, within(0.02));
        int[] again = new int[50];
        PoissonWeights.draw("group" + (n - 1), 7, again);
        assertThat(again).isEqualTo(weights);
    }

    @Test
    void splitIsStableAndHasItsShares() {
        Split split = new Split(0.5, 0.2, 0.3, 1);
        Map<Split.Side, Integer> counts = new EnumMap<>(Split.Side.class);
        for (int g = 0; g < 20000; g++) {
            counts.merge(split.of("g" + g), 1, Integer::sum);
            assertThat(split.of("g" + g)).isEqualTo(split.of("g" + g));
        }
        assertThat(counts.get(Split.Side.TRAIN)).isBetween(9700, 10300);
        assertThat(counts.get(Split.Side.SELECTION)).isBetween(3800, 4200);
        assertThatThrownBy(() -> new Split(0.5, 0.5, 0.5, 1)).hasMessageContaining("sum to 1");
    }
}
