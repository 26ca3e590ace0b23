package org.echelle.analysis.similarity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.QRDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.echelle.analysis.GroupBootstrap;
import org.echelle.analysis.Measure;
import org.junit.jupiter.api.Test;

class SimilarityTest {
    private static double[][] gaussian(int n, int d, Random random) {
        double[][] x = new double[n][d];
        for (double[] row : x) {
            for (int i = 0; i < d; i++) {
                row[i] = random.nextGaussian();
            }
        }
        return x;
    }

    private static double[][] rotated(double[][] x, Random random) {
        int d = x[0].length;
        var q = new QRDecomposition(new Array2DRowRealMatrix(gaussian(d, d, random))).getQ();
        return new Array2DRowRealMatrix(x).multiply(q).getData();
    }

    private static double[][] unit(double[][] rows) {
        for (double[] row : rows) {
            double length = Math.sqrt(Arrays.stream(row).map(v -> v * v).sum());
            for (int i = 0; i < row.length; i++) {
                row[i] /= length;
            }
        }
        return rows;
    }

    @Test
    void aRotatedCopyIsTheSameSpace() {
        Random random = new Random(1);
        double[][] a = unit(gaussian(500, 64, random));
        double[][] b = rotated(a, random);
        assertThat(Svcca.of(a, b).value()).isCloseTo(1, within(1e-6));
        assertThat(Rsa.of(a, b, Rsa.Likeness.COSINE).value()).isCloseTo(1, within(1e-9));
        assertThat(Rsa.of(a, b, Rsa.Likeness.EUCLIDEAN).value()).isCloseTo(1, within(1e-9));
        assertThat(Rsa.of(a, b, Rsa.Likeness.PEARSON).value()).as("not quite").isCloseTo(0.98, within(0.01));
    }

    /** Figures of a separate NumPy simulation with d = 64. */
    @Test
    void halfMatchedRowsScoreAHalfAndIndependentOnesTheirChance() {
        Random random = new Random(2);
        double[][] a = gaussian(2000, 64, random);
        double[][] half = gaussian(2000, 64, random);
        for (int i = 0; i < 1000; i++) {
            half[i] = a[i].clone();
        }
        assertThat(Svcca.of(a, half).value()).isCloseTo(0.50, within(0.04));
        assertThat(Svcca.of(a, gaussian(2000, 64, random)).value()).isCloseTo(0.15, within(0.02));
        assertThat(Svcca.of(gaussian(80, 64, random), gaussian(80, 64, random)).value())
                .as("as many rows as columns: high by chance")
                .isCloseTo(0.77, within(0.03));
    }

    @Test
    void shuffledPairingsTellChanceAndPIsNeverZero() {
        Random random = new Random(3);
        double[][] a = gaussian(60, 4, random);
        PairingTest same = PairingTest.of(a, rotated(a, random), Svcca::of, 99, 1);
        assertThat(same.p().value()).isEqualTo(0.01);
        assertThat(same.chance().value()).isLessThan(0.6);
        PairingTest luck = PairingTest.of(a, gaussian(60, 4, random), Svcca::of, 99, 1);
        assertThat(luck.p().value()).isGreaterThan(0.02);
        assertThat(PairingTest.of(new double[2][2], new double[2][2], Svcca::of, 9, 1)
                        .p()
                        .because())
                .contains("at least 3");
        assertThat(Svcca.of(new double[9][2], a).defined()).isFalse();
        assertThat(Svcca.of(new double[9][2], new double[9][2]).because()).contains("all rows of a side are equal");
        assertThat(Rsa.of(new double[9][2], new double[9][2], Rsa.Likeness.COSINE)
                        .because())
                .contains("equally alike");
    }

    @Test
    void aShuffledTruthIsFoundWhole() {
        Random random = new Random(5);
        double[][] truth = gaussian(8, 16, random);
        double[][] atoms = new double[12][];
        for (int j = 0; j < 12; j++) {
            atoms[j] = j < 8 ? truth[(3 * j) % 8] : gaussian(1, 16, random)[0];
        }
        GroundTruth found = GroundTruth.ofDirections(truth, atoms);
        assertThat(found.meanMaxOfTruth().value()).isCloseTo(1, within(1e-12));
        assertThat(found.matchedMean().value()).isCloseTo(1, within(1e-12));
        assertThat(found.recovered(0.9).value()).isEqualTo(1);
        assertThat(found.meanMaxOfFeatures().value()).isLessThan(1);
        assertThat(found.pairing()[3]).isEqualTo(1);
        boolean[][] present = {{true, false, false, false, false, false, false, false}};
        boolean[][] fires = new boolean[1][12];
        fires[0][found.pairing()[0]] = true;
        assertThat(found.supportF1(present, fires).value()).isEqualTo(1);
        fires[0][found.pairing()[1]] = true;
        assertThat(found.supportF1(present, fires).value()).isCloseTo(2 / 3.0, within(1e-12));
    }

    @Test
    void theBestPairingIsThatOfTryingAllWithMoreTruthsThanFeaturesToo() {
        Random random = new Random(6);
        for (int trial = 0; trial < 30; trial++) {
            int g = 2 + trial % 4;
            int n = 2 + trial % 3;
            double[][] alike = new double[g][n];
            for (double[] row : alike) {
                for (int j = 0; j < n; j++) {
                    row[j] = 2 * random.nextDouble() - 1;
                }
            }
            assertThat(GroundTruth.of(alike).matchedMean().value() * Math.min(g, n))
                    .isCloseTo(best(alike, 0, new boolean[n], g - n), within(1e-6));
        }
    }

    private static double best(double[][] alike, int row, boolean[] taken, int skips) {
        if (row == alike.length) {
            return 0;
        }
        double most = Double.NEGATIVE_INFINITY;
        if (skips > 0) {
            most = best(alike, row + 1, taken, skips - 1);
        }
        for (int j = 0; j < taken.length; j++) {
            if (!taken[j]) {
                taken[j] = true;
                most = Math.max(most, alike[row][j] + best(alike, row + 1, taken, skips));
                taken[j] = false;
            }
        }
        return most;
    }

    @Test
    void randomDirectionsAreFoundAsOftenAsLuckSays() {
        // The greatest of n cosines in d dimensions is near sqrt(2 ln n / d) from below.
        Random random = new Random(7);
        double mean = GroundTruth.ofDirections(gaussian(100, 128, random), gaussian(256, 128, random))
                .meanMaxOfTruth()
                .value();
        double bound = Math.sqrt(2 * Math.log(256) / 128);
        assertThat(mean).isBetween(0.75 * bound, bound);
        assertThatThrownBy(() -> GroundTruth.of(new double[0][0])).hasMessageContaining("at least one");
    }

    @Test
    void neighbourhoodsOfARotatedCopyAreKeptAndThoseOfOtherRowsAreNot() {
        Random random = new Random(11);
        double[][] a = unit(gaussian(200, 8, random));
        assertThat(Cknna.of(a, rotated(a, random), 10).value()).isCloseTo(1, within(1e-9));
        assertThat(Cknna.of(a, unit(gaussian(200, 8, random)), 10).value()).isCloseTo(0, within(0.1));
        // half the rows' neighbourhoods are destroyed
        double[][] b = new double[200][];
        for (int i = 0; i < 200; i++) {
            b[i] = i < 100 ? a[i] : unit(gaussian(1, 8, random))[0];
        }
        assertThat(Cknna.of(a, b, 10).value()).isBetween(0.1, 0.9);
        assertThatThrownBy(() -> Cknna.of(new double[9][2], a, 3)).hasMessageContaining("row by row");
        assertThat(Cknna.of(new double[9][2], new double[9][2], 9).because()).contains("too few");
        assertThat(Cknna.of(new double[9][2], new double[9][2], 3).because()).contains("all alike");
    }

    @Test
    void withAllRowsAsNeighboursItIsTheUnbiasedAlignmentOfKernels() {
        Random random = new Random(12);
        double[][] a = gaussian(30, 3, random);
        double[][] b = gaussian(30, 2, random);
        for (int i = 0; i < 30; i++) {
            b[i][0] += a[i][1];
        }
        RealMatrix k = kernel(a);
        RealMatrix l = kernel(b);
        double expected = hsic(k, l) / Math.sqrt(hsic(k, k) * hsic(l, l));
        assertThat(Cknna.of(a, b, 29).value()).isCloseTo(expected, within(1e-12));
    }

    /** Rows written out as often as they were drawn, copies of one row never neighbours, all sums over all pairs. */
    @Test
    void aDrawOfNeighbourhoodsIsThatOfRepeatedRowsWhoseCopiesDoNotCount() {
        Random random = new Random(13);
        double[][] a = gaussian(25, 3, random);
        double[][] b = gaussian(25, 3, random);
        for (int i = 0; i < 25; i++) {
            b[i][0] += 2 * a[i][0];
        }
        for (int round = 0; round < 20; round++) {
            int[] weights = random.ints(25, 0, 4).toArray();
            int[] of = IntStream.range(0, 25)
                    .flatMap(i -> IntStream.range(0, weights[i]).map(c -> i))
                    .toArray();
            double[][][] masked = new double[4][of.length][of.length];
            for (int i = 0; i < of.length; i++) {
                boolean[] nearA = near(a, of, i, 4);
                boolean[] nearB = near(b, of, i, 4);
                for (int j = 0; j < of.length; j++) {
                    double k = dot(a[of[i]], a[of[j]]);
                    double l = dot(b[of[i]], b[of[j]]);
                    masked[0][i][j] = nearA[j] && nearB[j] ? k : 0;
                    masked[1][i][j] = nearA[j] && nearB[j] ? l : 0;
                    masked[2][i][j] = nearA[j] ? k : 0;
                    masked[3][i][j] = nearB[j] ? l : 0;
                }
            }
            RealMatrix[] m =
                    Arrays.stream(masked).map(Array2DRowRealMatrix::new).toArray(RealMatrix[]::new);
            double expected = hsic(m[0], m[1]) / Math.sqrt(hsic(m[2], m[2]) * hsic(m[3], m[3]));
            assertThat(Cknna.drawn(a, b, 4, weights)).isCloseTo(expected, within(1e-9));
        }
    }

    private static boolean[] near(double[][] x, int[] of, int i, int neighbours) {
        boolean[] near = new boolean[of.length];
        IntStream.range(0, of.length)
                .filter(j -> of[j] != of[i])
                .boxed()
                .sorted(java.util.Comparator.comparingDouble((Integer j) -> -dot(x[of[i]], x[of[j]])))
                .limit(neighbours)
                .forEach(j -> near[j] = true);
        return near;
    }

    private static double dot(double[] a, double[] b) {
        return IntStream.range(0, a.length).mapToDouble(d -> a[d] * b[d]).sum();
    }

    @Test
    void theIntervalOfNeighbourhoodsHoldsTheFigureAndNarrowsWithRows() {
        Random random = new Random(14);
        double[] width = new double[2];
        for (int size = 0; size < 2; size++) {
            int n = size == 0 ? 60 : 400;
            double[][] a = gaussian(n, 3, random);
            double[][] b = gaussian(n, 3, random);
            for (int i = 0; i < n; i++) {
                b[i][0] += 2 * a[i][0];
                b[i][1] += 2 * a[i][1];
            }
            String[] alone = IntStream.range(0, n).mapToObj(i -> "s" + i).toArray(String[]::new);
            Measure m = Cknna.of(a, b, 10, alone, new GroupBootstrap(200, 0.95, 1));
            assertThat(m.value()).isEqualTo(Cknna.of(a, b, 10).value());
            assertThat(m.interval().known()).isTrue();
            assertThat(m.interval().holds(m.value())).isTrue();
            width[size] = m.interval().high() - m.interval().low();
        }
        assertThat(width[1]).isLessThan(width[0]);
    }

    private static RealMatrix kernel(double[][] x) {
        RealMatrix m = new Array2DRowRealMatrix(x);
        RealMatrix k = m.multiply(m.transpose());
        for (int i = 0; i < x.length; i++) {
            k.setEntry(i, i, 0);
        }
        return k;
    }

    /** Song et al. 2007, equation for the unbiased estimate, in matrices. */
    private static double hsic(RealMatrix k, RealMatrix l) {
        int n = k.getRowDimension();
        double[] ones = new double[n];
        Arrays.fill(ones, 1);
        double[] l1 = l.operate(ones);
        double sumK = Arrays.stream(k.operate(ones)).sum();
        double sumL = Arrays.stream(l1).sum();
        double product = Arrays.stream(k.operate(l1)).sum();
        return (k.multiply(l).getTrace() + sumK * sumL / (n - 1) / (n - 2) - 2 * product / (n - 2)) / n / (n - 3);
    }
}
