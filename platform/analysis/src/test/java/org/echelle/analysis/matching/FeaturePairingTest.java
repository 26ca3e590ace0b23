package org.echelle.analysis.matching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.echelle.analysis.AnalysisException;
import org.echelle.analysis.samples.PooledCodesTest;
import org.junit.jupiter.api.Test;

class FeaturePairingTest {
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
    void eachFeatureOfTheSecondGetsTheMostAlikeOneOfTheFirst() {
        double[][] a = PooledCodesTest.random(50, 300, 0.4, 6);
        double[][] b = PooledCodesTest.random(50, 4, 0.6, 7);
        for (int i = 0; i < 50; i++) {
            b[i][0] = a[i][280];
            b[i][2] = a[i][280];
            b[i][3] = 1;
        }
        Likeness alike = Likeness.ofActivations(PooledCodesTest.of(a), PooledCodesTest.of(b));
        List<Likeness.Partner> found = alike.partners(0.6);
        assertThat(found).extracting(Likeness.Partner::first).containsExactly(280, 280);
        assertThat(found).extracting(Likeness.Partner::second).containsExactly(0, 2);
        assertThat(found).allSatisfy(p -> assertThat((double) p.likeness()).isCloseTo(1, within(1e-6)));
        for (Likeness.Partner p : alike.partners(0.1)) {
            double most = IntStream.range(0, 300)
                    .mapToDouble(j -> pearson(a, j, b, p.second()))
                    .max()
                    .orElseThrow();
            assertThat((double) p.likeness()).isCloseTo(most, within(1e-5));
        }
    }
}
