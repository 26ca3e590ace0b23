package org.echelle.analysis.hypotheses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.echelle.analysis.samples.PooledCodes;
import org.echelle.analysis.samples.PooledCodesTest;
import org.junit.jupiter.api.Test;

class OwnShareTest {
    private static int[] once(int m) {
        return IntStream.range(0, m).map(i -> 1).toArray();
    }

    /** By the recursion {@code r_xy.z = (r_xy - r_xz r_yz) / sqrt((1 - r_xz²)(1 - r_yz²))}, one given variable after the other. */
    private static double recursive(double[] x, double[] y, double[][] given, int count, int[] w) {
        if (count == 0) {
            return Ranks.correlation(x, y, w);
        }
        double[] z = given[count - 1];
        double xy = recursive(x, y, given, count - 1, w);
        double xz = recursive(x, z, given, count - 1, w);
        double yz = recursive(y, z, given, count - 1, w);
        return (xy - xz * yz) / Math.sqrt((1 - xz * xz) * (1 - yz * yz));
    }

    @Test
    void partialCorrelationsAreThoseOfTheRecursion() {
        Random random = new Random(1);
        for (int round = 0; round < 30; round++) {
            int k = 1 + round % 5;
            double[][] x = new double[k][40];
            double[] y = new double[40];
            for (int i = 0; i < 40; i++) {
                double common = random.nextGaussian();
                for (double[] one : x) {
                    one[i] = common + random.nextGaussian();
                    y[i] += one[i] / k;
                }
                y[i] += random.nextGaussian();
            }
            int[] w = random.ints(40, 0, 4).toArray();
            double[] found = OwnShare.partial(x, y, w);
            for (int j = 0; j < k; j++) {
                int self = j;
                double[][] others = IntStream.range(0, k)
                        .filter(o -> o != self)
                        .mapToObj(o -> x[o])
                        .toArray(double[][]::new);
                assertThat(found[j]).isCloseTo(recursive(x[j], y, others, others.length, w), within(1e-6));
            }
        }
    }

    @Test
    void aTargetThatIsOneOfThemIsToldByItAlone() {
        Random random = new Random(2);
        double[][] x = {random.doubles(50).toArray(), random.doubles(50).toArray()};
        double[] found = OwnShare.partial(x, x[0], once(50));
        assertThat(found[0]).isCloseTo(1, within(1e-6));
        assertThat(OwnShare.partial(new double[][] {x[0], x[0]}, x[1], once(50)))
                .containsOnly(Double.NaN);
    }

    /** Rows in which feature 0 carries the target, 1 to 4 are noisy copies of it, 5 carries another part of it, others nothing. */
    private static double[][] copies(int samples, long seed) {
        Random random = new Random(seed);
        double[][] rows = new double[samples][12];
        for (double[] row : rows) {
            double own = random.nextDouble();
            row[0] = 1 + own;
            for (int j = 1; j <= 4; j++) {
                row[j] = 1 + own + 0.2 * random.nextDouble();
            }
            row[5] = 1 + random.nextDouble();
            for (int j = 6; j < 12; j++) {
                row[j] = random.nextDouble() < 0.4 ? 0.1 + random.nextDouble() : 0;
            }
        }
        return rows;
    }

    private static PooledCodes numbered(double[][] rows, int from) {
        return PooledCodesTest.of(
                rows,
                from,
                IntStream.range(from, from + rows.length).mapToObj(i -> "s" + i).toArray(String[]::new));
    }

    @Test
    void noisyCopiesFollowTheFeatureThatTheyAreCopiesOf() {
        double[][] one = copies(300, 5);
        double[][] two = copies(300, 6);
        Random noise = new Random(7);
        double[] y = IntStream.range(0, 600)
                .mapToDouble(i -> {
                    double[] row = i < 300 ? one[i] : two[i - 300];
                    return 2 * row[0] - row[5] + 0.3 * noise.nextGaussian();
                })
                .toArray();
        Hypotheses.Outcome found = Hypotheses.of(
                numbered(one, 0), numbered(two, 300), i -> y[i], new Hypotheses.Request(5, 0.05, 0, 100, 0.95, 1));
        assertThat(found.confirmed()).isGreaterThanOrEqualTo(6);
        assertThat(found.findings().stream()
                        .filter(f -> f.own().filter(Hypotheses.Own::confirmed).isPresent())
                        .map(Hypotheses.Finding::feature))
                .containsExactlyInAnyOrder(0, 5);
        for (Hypotheses.Finding f : found.findings()) {
            if (f.feature() >= 1 && f.feature() <= 4) {
                assertThat(f.leader()).isEqualTo(0);
                assertThat(f.alike()).isGreaterThan(0.9);
                assertThat(f.own()).isEmpty();
            }
            f.own().ifPresent(own -> {
                assertThat(own.interval().holds(own.heldOut())).isTrue();
                assertThat(Math.abs(own.heldOut())).isGreaterThan(0.3);
            });
        }
    }

    /** Only feature 0 matters; the others are chosen since they go along with it, and should seldom be told to matter by themselves. */
    @Test
    void featuresThatOnlyGoAlongAreConfirmedOnTheirOwnAtMostAtTheNominalRate() {
        int wrong = 0;
        int right = 0;
        for (int draw = 0; draw < 200; draw++) {
            double[][] one = copies(120, 1000 + draw);
            double[][] two = copies(120, 5000 + draw);
            Random noise = new Random(draw);
            double[] y = IntStream.range(0, 240)
                    .mapToDouble(i -> (i < 120 ? one[i] : two[i - 120])[0] + 0.1 * noise.nextGaussian())
                    .toArray();
            Hypotheses.Outcome found = Hypotheses.of(
                    numbered(one, 0), numbered(two, 120), i -> y[i], new Hypotheses.Request(5, 0.05, 0, 0, 0.95, 1));
            int[] own = found.findings().stream()
                    .filter(f -> f.own().filter(Hypotheses.Own::confirmed).isPresent())
                    .mapToInt(Hypotheses.Finding::feature)
                    .toArray();
            right += Arrays.stream(own).anyMatch(j -> j == 0) ? 1 : 0;
            wrong += Arrays.stream(own).anyMatch(j -> j != 0) ? 1 : 0;
        }
        // 5 % of 200 are 10; taking them at all has p <= 5 %, confirming them 2.5 % with the same sign
        assertThat(wrong).isLessThanOrEqualTo(10);
        assertThat(right).isGreaterThanOrEqualTo(190);
    }

    @Test
    void withoutLeadersThereIsNothingToFollow() {
        PooledCodes codes = numbered(copies(60, 9), 0);
        double[] y = new Random(3).doubles(60).toArray();
        Hypotheses.Outcome found =
                Hypotheses.of(codes, codes, i -> y[i], new Hypotheses.Request(5, 1e-9, 0, 10, 0.95, 1));
        assertThat(found.findings()).isEmpty();
        assertThat(found.leaders()).isZero();
        assertThat(found.confirmedOwn()).isZero();
    }
}
