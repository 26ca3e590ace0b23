package org.echelle.analysis.hypotheses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.commons.statistics.inference.MannWhitneyUTest;
import org.echelle.analysis.AnalysisException;
import org.echelle.analysis.Auroc;
import org.echelle.analysis.samples.PooledCodes;
import org.echelle.analysis.samples.PooledCodesTest;
import org.echelle.analysis.samples.Pooling;
import org.junit.jupiter.api.Test;

class HypothesesTest {
    private static final Hypotheses.Request QUICK = new Hypotheses.Request(5, 0.05, 50, 100, 0.95, 1);

    /** A target that follows feature 2 and lies against feature 5. */
    private static double[] target(double[][] rows, double noise, long seed) {
        Random numbers = new Random(seed);
        return Arrays.stream(rows)
                .mapToDouble(r -> 2 * r[2] - 2 * r[5] + noise * numbers.nextGaussian())
                .toArray();
    }

    @Test
    void plantedFeaturesAreFoundAndConfirmedWithTheirSigns() {
        double[][] one = PooledCodesTest.random(150, 30, 0.3, 1);
        double[][] two = PooledCodesTest.random(150, 30, 0.3, 2);
        double[] y = target(one, 0.5, 3);
        double[] z = target(two, 0.5, 4);
        // both sides are numbered from 0 here; the target is asked for the selection side first
        Hypotheses.Outcome found =
                Hypotheses.of(PooledCodesTest.of(one), shifted(two), i -> i < 1000 ? y[i] : z[i - 1000], QUICK);
        assertThat(found.findings().stream()
                        .filter(Hypotheses.Finding::confirmed)
                        .map(Hypotheses.Finding::feature))
                .containsExactlyInAnyOrder(2, 5);
        for (Hypotheses.Finding f : found.findings().subList(0, 2)) {
            assertThat(Math.signum(f.heldOut())).isEqualTo(f.feature() == 2 ? 1 : -1);
            assertThat(f.interval().holds(f.heldOut())).isTrue();
            assertThat(f.heldOut()).isCloseTo(spearman(two, f.feature(), z), within(1e-9));
        }
        assertThat(found.chosenByChance()).isLessThan(0.5);
        assertThat(found.familyP()).isCloseTo(1 / 51.0, within(1e-12));
    }

    private static PooledCodes shifted(double[][] rows) {
        PooledCodes plain = PooledCodesTest.of(rows);
        PooledCodes.Builder builder = new PooledCodes.Builder(rows[0].length, Pooling.MAX);
        for (int i = 0; i < rows.length; i++) {
            int n = plain.active(i);
            int[] feature = new int[n];
            float[] value = new float[n];
            int[] at = new int[1];
            plain.each(i, (j, v) -> {
                feature[at[0]] = j;
                value[at[0]++] = v;
            });
            builder.add(1000 + i, "s" + i, new org.echelle.analysis.SampleCodes(1, new int[] {0, n}, feature, value));
        }
        return builder.build();
    }

    /** Spearman's correlation from midranks by comparing all pairs. */
    private static double spearman(double[][] rows, int j, double[] y) {
        double[] x = Arrays.stream(rows).mapToDouble(r -> (float) r[j]).toArray();
        double[] rx = ranks(x);
        double[] ry = ranks(y);
        double middle = (x.length + 1) / 2.0;
        double xx = 0;
        double yy = 0;
        double xy = 0;
        for (int i = 0; i < x.length; i++) {
            xx += (rx[i] - middle) * (rx[i] - middle);
            yy += (ry[i] - middle) * (ry[i] - middle);
            xy += (rx[i] - middle) * (ry[i] - middle);
        }
        return xy / Math.sqrt(xx * yy);
    }

    private static double[] ranks(double[] v) {
        return IntStream.range(0, v.length)
                .mapToDouble(i -> 0.5
                        + Arrays.stream(v)
                                .map(o -> o < v[i] ? 1 : o == v[i] ? 0.5 : 0)
                                .sum())
                .toArray();
    }

    @Test
    void aTargetOfTwoValuesGetsItsAreaUnderTheCurve() {
        double[][] rows = PooledCodesTest.random(200, 8, 0.5, 11);
        double[] y = Arrays.stream(rows).mapToDouble(r -> r[1] > 0.6 ? 7 : 3).toArray();
        Hypotheses.Outcome found = Hypotheses.of(PooledCodesTest.of(rows), PooledCodesTest.of(rows), i -> y[i], QUICK);
        assertThat(found.binary()).isTrue();
        Hypotheses.Finding best = found.findings().get(0);
        assertThat(best.feature()).isEqualTo(1);
        float[] positives = new float[(int) Arrays.stream(y).filter(v -> v == 7).count()];
        float[] negatives = new float[200 - positives.length];
        int p = 0;
        int n = 0;
        for (int i = 0; i < 200; i++) {
            if (y[i] == 7) {
                positives[p++] = (float) rows[i][1];
            } else {
                negatives[n++] = (float) rows[i][1];
            }
        }
        assertThat(best.auroc()).isCloseTo(Auroc.exact(positives, negatives), within(1e-9));
    }

    @Test
    void theTestOfTwoValuesIsNearlyMannWhitneys() {
        double[][] rows = PooledCodesTest.random(300, 6, 0.6, 12);
        Random numbers = new Random(5);
        double[] y = Arrays.stream(rows)
                .mapToDouble(r -> r[4] + numbers.nextGaussian() > 0.4 ? 1 : 0)
                .toArray();
        double r = spearman(rows, 4, y);
        double[] x = IntStream.range(0, 300)
                .filter(i -> y[i] == 1)
                .mapToDouble(i -> rows[i][4])
                .toArray();
        double[] z = IntStream.range(0, 300)
                .filter(i -> y[i] == 0)
                .mapToDouble(i -> rows[i][4])
                .toArray();
        double expected = MannWhitneyUTest.withDefaults()
                .with(org.apache.commons.statistics.inference.PValueMethod.ASYMPTOTIC)
                .test(x, z)
                .getPValue();
        assertThat(Math.log10(Hypotheses.p(r, 300))).isCloseTo(Math.log10(expected), within(0.15));
    }

    @Test
    void aShuffledTargetIsSeldomConfirmed() {
        int any = 0;
        for (int draw = 0; draw < 200; draw++) {
            double[][] one = PooledCodesTest.random(60, 25, 0.3, 100 + draw);
            Random numbers = new Random(9000 + draw);
            double[] y = numbers.doubles(2000).toArray();
            Hypotheses.Outcome found = Hypotheses.of(
                    PooledCodesTest.of(one),
                    shifted(PooledCodesTest.random(60, 25, 0.3, 4000 + draw)),
                    i -> y[i],
                    new Hypotheses.Request(5, 0.05, 0, 0, 0.95, 1));
            any += found.confirmed() > 0 ? 1 : 0;
        }
        // choosing at 5 % and confirming at 5 % with the same sign: 0.125 % or so
        assertThat(any).isLessThanOrEqualTo(3);
    }

    @Test
    void samplesOfAGroupAreOneObservation() {
        double[][] rows = PooledCodesTest.random(60, 6, 0.5, 21);
        String[] groups = IntStream.range(0, 60).mapToObj(i -> "p" + i / 3).toArray(String[]::new);
        PooledCodes codes = PooledCodesTest.of(rows, groups);
        Hypotheses.Outcome found = Hypotheses.of(codes, codes, i -> rows[i][0], QUICK);
        assertThat(found.selectionGroups()).isEqualTo(20);
        double[][] means = new double[20][6];
        for (int i = 0; i < 60; i++) {
            for (int j = 0; j < 6; j++) {
                means[i / 3][j] += (float) rows[i][j] / 3.0;
            }
        }
        Hypotheses.Finding first = found.findings().stream()
                .filter(f -> f.feature() == 0)
                .findFirst()
                .orElseThrow();
        double[] y = new double[20];
        for (int i = 0; i < 60; i++) {
            y[i / 3] += rows[i][0] / 3;
        }
        assertThat(first.heldOut())
                .isCloseTo(
                        IntStream.of(0).mapToDouble(j -> spearmanOf(means, y)).sum(), within(1e-6));
    }

    private static double spearmanOf(double[][] means, double[] y) {
        double[] rx = ranks(Arrays.stream(means).mapToDouble(r -> r[0]).toArray());
        double[] ry = ranks(y);
        return Ranks.correlation(
                rx, ry, IntStream.range(0, y.length).map(i -> 1).toArray());
    }

    @Test
    void constantAndUnknownTargetsAreRefused() {
        PooledCodes codes = PooledCodesTest.of(PooledCodesTest.random(40, 5, 0.5, 31));
        assertThatThrownBy(() -> Hypotheses.of(codes, codes, i -> 3, QUICK))
                .isInstanceOf(AnalysisException.class)
                .hasMessageContaining("constant");
        assertThatThrownBy(() -> Hypotheses.of(codes, codes, i -> Double.NaN, QUICK))
                .hasMessageContaining("known for 0 groups");
    }

    @Test
    void featuresOfWhichNoneVariesAreToldInASentence() {
        PooledCodes silent = PooledCodesTest.of(new double[40][5]);
        assertThatThrownBy(() -> Hypotheses.of(silent, silent, i -> i, QUICK))
                .isInstanceOf(AnalysisException.class)
                .hasMessageContaining("No feature can be tested: none is active on 5 of the 40 groups");
    }

    @Test
    void weightedRanksAreThoseOfRepeatedValues() {
        double[] ranks = Ranks.of(new double[] {5, 1, 5, 9}, new int[] {2, 1, 0, 3});
        // 1, 5, 5, 9, 9, 9
        assertThat(ranks[1]).isEqualTo(1);
        assertThat(ranks[0]).isEqualTo(2.5);
        assertThat(ranks[3]).isEqualTo(5);
    }
}
