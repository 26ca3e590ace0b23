package org.echelle.analysis.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.TDistribution;
import org.echelle.analysis.AnalysisException;
import org.echelle.analysis.samples.PooledCodes;
import org.echelle.analysis.samples.PooledCodesTest;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    private static boolean[] all(int n) {
        boolean[] all = new boolean[n];
        Arrays.fill(all, true);
        return all;
    }

    private static double pearson(double[][] a, int j, double[][] b, int k) {
        double n = a.length;
        double x = 0;
        double y = 0;
        for (int i = 0; i < n; i++) {
            x += a[i][j] / n;
            y += b[i][k] / n;
        }
        double xx = 0;
        double yy = 0;
        double xy = 0;
        for (int i = 0; i < n; i++) {
            xx += (a[i][j] - x) * (a[i][j] - x);
            yy += (b[i][k] - y) * (b[i][k] - y);
            xy += (a[i][j] - x) * (b[i][k] - y);
        }
        return xx * yy > 0 ? xy / Math.sqrt(xx * yy) : 0;
    }

    @Test
    void correlationsFromTheNonZerosArePearsons() {
        double[][] a = PooledCodesTest.random(50, 7, 0.4, 1);
        double[][] b = PooledCodesTest.random(50, 5, 0.6, 2);
        Arrays.stream(b).forEach(row -> row[2] = 0);
        Likeness alike = Likeness.ofActivations(PooledCodesTest.of(a), PooledCodesTest.of(b));
        float[] rows = alike.rows(2, 7);
        for (int j = 2; j < 7; j++) {
            for (int k = 0; k < 5; k++) {
                assertThat((double) rows[(j - 2) * 5 + k]).isCloseTo(pearson(a, j, b, k), within(1e-5));
            }
        }
        assertThatThrownBy(() -> Likeness.ofActivations(
                        PooledCodesTest.of(a), PooledCodesTest.of(PooledCodesTest.random(49, 5, 0.5, 3))))
                .isInstanceOf(AnalysisException.class)
                .hasMessageContaining("same samples");
    }

    @Test
    void thePairingHasTheGreatestSumOfAllWithUnequalNumbers() {
        double[][] a = PooledCodesTest.random(40, 5, 0.5, 3);
        double[][] b = PooledCodesTest.random(40, 7, 0.5, 4);
        boolean[] living = all(7);
        living[6] = false;
        for (boolean turned : new boolean[] {false, true}) {
            Likeness alike = turned
                    ? Likeness.ofActivations(PooledCodesTest.of(b), PooledCodesTest.of(a))
                    : Likeness.ofActivations(PooledCodesTest.of(a), PooledCodesTest.of(b));
            FeaturePairing found =
                    turned ? FeaturePairing.of(alike, living, all(5)) : FeaturePairing.of(alike, all(5), living);
            double sum = 0;
            for (int i = 0; i < found.partner().length; i++) {
                sum += found.likeness()[i];
            }
            assertThat(sum).isCloseTo(best(a, b, 0, new boolean[6]), within(1e-4));
            assertThat(found.exact()).isTrue();
            assertThat(Arrays.stream(found.partner()).filter(p -> p >= 0).count())
                    .isEqualTo(5);
        }
    }

    /** Tries every pairing of five features with the first six. */
    private static double best(double[][] a, double[][] b, int row, boolean[] taken) {
        if (row == 5) {
            return 0;
        }
        double best = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < taken.length; k++) {
            if (!taken[k]) {
                taken[k] = true;
                best = Math.max(best, pearson(a, row, b, k) + best(a, b, row + 1, taken));
                taken[k] = false;
            }
        }
        return best;
    }

    @Test
    void aPermutedCopyIsMatchedExactlyAndGreedily() {
        Random numbers = new Random(5);
        int n = 30;
        float[] a = new float[n * 8];
        for (int i = 0; i < a.length; i++) {
            a[i] = (float) numbers.nextGaussian();
        }
        List<Integer> order = new ArrayList<>(IntStream.range(0, n).boxed().toList());
        Collections.shuffle(order, numbers);
        float[] b = new float[a.length];
        for (int j = 0; j < n; j++) {
            System.arraycopy(a, j * 8, b, order.get(j) * 8, 8);
        }
        for (int limit : new int[] {100, 10}) {
            FeaturePairing found = FeaturePairing.of(Likeness.ofDirections(a, b, 8), all(n), all(n), limit);
            assertThat(found.partner())
                    .containsExactly(order.stream().mapToInt(Integer::intValue).toArray());
            assertThat(found.matched(0.999)).isEqualTo(n);
            assertThat(found.exact()).isEqualTo(limit == 100);
        }
    }

    @Test
    void nothingLivingPairsNothing() {
        FeaturePairing found = FeaturePairing.of(
                Likeness.ofDirections(new float[] {1, 0}, new float[] {1, 0, 0, 1}, 2), new boolean[1], all(2));
        assertThat(found.partner()).containsExactly(-1);
        assertThat(found.matched(0)).isZero();
    }

    @Test
    void theBlindspotScoreIsThePapersExample() {
        // mean energies 2.4 on real samples, 0.2 on generated ones: 0.0997505
        PooledCodes real = PooledCodesTest.of(new double[][] {{2.4}, {2.4}, {2.3}, {2.5}});
        PooledCodes generated = PooledCodesTest.of(new double[][] {{0.2}, {0.2}, {0.1}, {0.3}});
        UseShift.Shift shift = UseShift.of(real, new int[] {0}, generated, new int[] {0}, UseShift.Of.ENERGY, 50, 0)
                .get(0);
        assertThat(shift.delta()).isCloseTo(0.0997505, within(1e-6));
        assertThat(shift.interval().holds(-2.2)).isTrue();
    }

    @Test
    void theTestIsTheSandwichOverGroupsWrittenOut() {
        double[][] a = PooledCodesTest.random(24, 4, 0.5, 7);
        double[][] b = PooledCodesTest.random(18, 4, 0.4, 8);
        // groups 4 and 5 are on both sides
        String[] groupA = IntStream.range(0, 24).mapToObj(i -> "g" + i % 6).toArray(String[]::new);
        String[] groupB =
                IntStream.range(0, 18).mapToObj(i -> "g" + (4 + i % 5)).toArray(String[]::new);
        for (UseShift.Of what : UseShift.Of.values()) {
            List<UseShift.Shift> shifts = UseShift.of(
                    PooledCodesTest.of(a, groupA),
                    new int[] {0, 1, 3},
                    PooledCodesTest.of(b, groupB),
                    new int[] {2, 1, 0},
                    what,
                    20,
                    3);
            for (UseShift.Shift s : shifts) {
                double[] x = column(a, s.first(), what);
                double[] y = column(b, s.second(), what);
                double mx = Arrays.stream(x).average().orElseThrow();
                double my = Arrays.stream(y).average().orElseThrow();
                double[] u = new double[9];
                for (int i = 0; i < 24; i++) {
                    u[i % 6] -= (x[i] - mx) / 24;
                }
                for (int i = 0; i < 18; i++) {
                    u[4 + i % 5] += (y[i] - my) / 18;
                }
                double squares = Arrays.stream(u).map(v -> v * v).sum();
                double t = Math.abs(my - mx) / Math.sqrt(squares * 9 / 8);
                assertThat(s.difference()).isCloseTo(my - mx, within(1e-6));
                assertThat(s.p()).isCloseTo(2 * TDistribution.of(4).survivalProbability(t), within(1e-5));
            }
        }
    }

    private static double[] column(double[][] rows, int j, UseShift.Of what) {
        return Arrays.stream(rows)
                .mapToDouble(r -> what == UseShift.Of.USE ? Math.signum(r[j]) : r[j])
                .toArray();
    }

    @Test
    void theSameSamplesTwiceDoNotDifferAndGiveNoNaN() {
        double[][] a = PooledCodesTest.random(30, 6, 0.3, 9);
        Arrays.stream(a).forEach(row -> row[5] = 0);
        PooledCodes codes = PooledCodesTest.of(a);
        int[] each = {0, 1, 2, 3, 4, 5};
        for (UseShift.Shift s : UseShift.of(codes, each, codes, each, UseShift.Of.ENERGY, 30, 1)) {
            assertThat(s.difference()).isZero();
            assertThat(s.p()).isEqualTo(1);
            assertThat(s.interval().low()).isZero();
            assertThat(s.delta()).isEqualTo(0.5);
        }
    }

    @Test
    void drawsFromOneWorldSeldomDiffer() {
        int discoveries = 0;
        for (int draw = 0; draw < 200; draw++) {
            PooledCodes a = PooledCodesTest.of(PooledCodesTest.random(60, 20, 0.3, 1000 + draw));
            double[][] other = PooledCodesTest.random(60, 20, 0.3, 5000 + draw);
            String[] names = IntStream.range(0, 60).mapToObj(i -> "h" + i).toArray(String[]::new);
            int[] each = IntStream.range(0, 20).toArray();
            boolean any =
                    UseShift.of(a, each, PooledCodesTest.of(other, names), each, UseShift.Of.ENERGY, 0, 0).stream()
                            .anyMatch(s -> s.q() <= 0.05);
            discoveries += any ? 1 : 0;
        }
        // binomial with 200 draws at 5 %: more than 18 have a chance of 0.4 %
        assertThat(discoveries).isLessThanOrEqualTo(18);
    }

    @Test
    void oneGroupIsTooFew() {
        PooledCodes one = PooledCodesTest.of(new double[][] {{1}, {2}}, "a", "a");
        PooledCodes two = PooledCodesTest.of(new double[][] {{1}, {2}}, "a", "b");
        assertThatThrownBy(() -> UseShift.of(two, new int[1], one, new int[1], UseShift.Of.USE, 0, 0))
                .hasMessageContaining("The second set has 2 samples in 1 group");
    }
}
