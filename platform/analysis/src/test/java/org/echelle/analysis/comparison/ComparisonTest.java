package org.echelle.analysis.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.TDistribution;
import org.echelle.analysis.samples.PooledCodes;
import org.echelle.analysis.samples.PooledCodesTest;
import org.junit.jupiter.api.Test;

class ComparisonTest {
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
