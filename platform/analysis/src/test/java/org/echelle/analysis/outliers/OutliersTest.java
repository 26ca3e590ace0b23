package org.echelle.analysis.outliers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.stat.correlation.Covariance;
import org.echelle.analysis.GroupBootstrap;
import org.echelle.analysis.Interval;
import org.echelle.analysis.Measure;
import org.echelle.analysis.SampleCodes;
import org.junit.jupiter.api.Test;

class OutliersTest {
    @Test
    void scoresByHand() {
        // Four rows: feature 0 fires on two, feature 1 on one, feature 2 never (clipped to half a firing).
        UnlikelyCodes reference = new UnlikelyCodes(3);
        reference.learn(new SampleCodes(4, new int[] {0, 2, 3, 3, 3}, new int[] {0, 1, 0}, new float[] {1, 1, 1}));
        SampleCodes row = new SampleCodes(1, new int[] {0, 2}, new int[] {0, 2}, new float[] {3, 5});
        double surprise = -(Math.log(0.5) + Math.log(0.75) + Math.log(0.125));
        assertThat(reference.of(UnlikelyCodes.Score.SURPRISE, row, 0, 0).value())
                .isCloseTo(surprise, within(1e-12));
        double mean = 0.75;
        double sd = Math.sqrt((4 + 1) / 4.0 - mean * mean);
        assertThat(reference.of(UnlikelyCodes.Score.L0, row, 0, 0).value()).isCloseTo((2 - mean) / sd, within(1e-12));
        assertThat(reference.of(UnlikelyCodes.Score.RARE, row, 0, 0).value()).isEqualTo(5);
        assertThat(reference.of(UnlikelyCodes.Score.ERROR, row, 0, 0.25).value())
                .isEqualTo(0.25);
        assertThat(new UnlikelyCodes(3).of(UnlikelyCodes.Score.L0, row, 0, 0).because())
                .contains("fewer than two");
    }

    @Test
    void distancesDoNotDependOnTheScaleOfNearlySilentCodes() {
        Random random = new Random(3);
        double[][] rows = new double[50][3];
        double[][] tiny = new double[50][3];
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < 2; j++) { // the third direction never varies
                rows[i][j] = random.nextGaussian();
                tiny[i][j] = 1e-7 * rows[i][j];
            }
        }
        double[] x = {1, -2, 0.5};
        double[] small = {1e-7, -2e-7, 0.5e-7};
        assertThat(Mahalanobis.of(tiny).distance(small))
                .isCloseTo(Mahalanobis.of(rows).distance(x), withinPercentage(1e-6));
    }

    @Test
    void equalDistributionsCannotBeToldApart() {
        Random random = new Random(1);
        float[] a = new float[4000];
        float[] b = new float[4000];
        for (int i = 0; i < 4000; i++) {
            a[i] = (float) random.nextGaussian();
            b[i] = (float) random.nextGaussian();
        }
        Detection same = Detection.of(a, b);
        assertThat(same.auroc().value()).isCloseTo(0.5, within(0.02));
        assertThat(same.averagePrecision().value()).isCloseTo(0.5, within(0.03));
        assertThat(same.falseAlarms().value()).isCloseTo(0.95, within(0.02));
    }

    @Test
    void averagePrecisionAndFalseAlarmsByHand() {
        // Falling: foreign 9, known 8, foreign 7, known 7, foreign 1. Precisions at the three foreign: 1, 2/4, 3/5.
        Detection d = Detection.of(new float[] {1, 9, 7}, new float[] {7, 8});
        assertThat(d.averagePrecision().value()).isCloseTo((1 + 0.5 + 0.6) / 3, within(1e-12));
        assertThat(d.falseAlarms().value()).isEqualTo(1);
        Detection apart = Detection.of(new float[] {5, 6}, new float[] {1, 2});
        assertThat(apart.auroc().value()).isEqualTo(1);
        assertThat(apart.falseAlarms().value()).isZero();
        assertThat(Detection.of(new float[0], new float[1]).auroc().because()).contains("0 foreign");
        assertThatThrownBy(() -> Detection.of(new float[] {Float.NaN}, new float[1]))
                .hasMessageContaining("not a number");
    }

    @Test
    void theIntervalOfAnAurocIsThatOfRowsThatStandSeveralTimes() {
        Random random = new Random(3);
        float[] foreign = new float[60];
        float[] known = new float[80];
        String[] a = new String[60];
        String[] b = new String[80];
        for (int i = 0; i < 80; i++) {
            known[i] = random.nextInt(10);
            b[i] = "k" + i / 3;
            if (i < 60) {
                foreign[i] = random.nextInt(10) + 2;
                a[i] = "f" + i / 2;
            }
        }
        GroupBootstrap few = new GroupBootstrap(7, 0.9, 5);
        List<Double> replicates = new ArrayList<>();
        String[] all = Stream.concat(Arrays.stream(a), Arrays.stream(b)).toArray(String[]::new);
        few.within(Measure.of(0, 1), all, w -> {
            double wins = 0;
            double pairs = 0;
            for (int i = 0; i < 60; i++) {
                for (int k = 0; k < 80; k++) {
                    double both = (double) w[i] * w[60 + k];
                    pairs += both;
                    wins += foreign[i] > known[k] ? both : foreign[i] == known[k] ? both / 2 : 0;
                }
            }
            replicates.add(wins / pairs);
            return 0;
        });
        Detection d = Detection.of(foreign, a, known, b, few);
        Interval brute =
                Interval.percentile(0, replicates.stream().mapToDouble(v -> v).toArray(), 0.9);
        assertThat(d.auroc().interval().low()).isCloseTo(brute.low(), within(1e-12));
        assertThat(d.auroc().interval().high()).isCloseTo(brute.high(), within(1e-12));
        assertThat(d.auroc().value())
                .isEqualTo(Detection.of(foreign, known).auroc().value());
    }

    @Test
    void mahalanobisIsTheInverseCovarianceWithItsRidge() {
        Random random = new Random(4);
        double[][] rows = new double[50][4];
        for (double[] row : rows) {
            double shared = random.nextGaussian();
            for (int i = 0; i < 4; i++) {
                row[i] = 3 + shared + (i + 1) * random.nextGaussian();
            }
        }
        RealMatrix c = new Covariance(rows).getCovarianceMatrix();
        RealMatrix inverse = MatrixUtils.inverse(
                c.add(MatrixUtils.createRealIdentityMatrix(4).scalarMultiply(1e-3 * c.getTrace() / 4)));
        double[] mean = new double[4];
        for (double[] row : rows) {
            for (int i = 0; i < 4; i++) {
                mean[i] += row[i] / 50;
            }
        }
        double[] x = {1, -2, 7, 0};
        double[] off = MatrixUtils.createRealVector(x)
                .subtract(MatrixUtils.createRealVector(mean))
                .toArray();
        double expected = 0;
        double[] side = inverse.operate(off);
        for (int i = 0; i < 4; i++) {
            expected += off[i] * side[i];
        }
        assertThat(Mahalanobis.of(rows).distance(x)).isCloseTo(Math.sqrt(expected), within(1e-9));
        assertThat(Mahalanobis.of(rows).distance(mean)).isCloseTo(0, within(1e-9));
        assertThatThrownBy(() -> Mahalanobis.of(new double[5][2])).hasMessageContaining("equal");
        assertThatThrownBy(() -> Mahalanobis.of(new double[1][2])).hasMessageContaining("at least two");
    }

    private static SampleCodes sparse(double[][] z) {
        int[] start = new int[z.length + 1];
        int[] feature = new int[z.length * z[0].length];
        float[] value = new float[feature.length];
        int at = 0;
        for (int r = 0; r < z.length; r++) {
            for (int j = 0; j < z[r].length; j++) {
                if (z[r][j] != 0) {
                    feature[at] = j;
                    value[at++] = (float) z[r][j];
                }
            }
            start[r + 1] = at;
        }
        return new SampleCodes(z.length, start, feature, value);
    }

    @Test
    void theDirectionsOfCodesHoldAsMuchVarianceAsTheirPrincipalAxes() {
        Random random = new Random(5);
        double[][] z = new double[300][12];
        for (double[] row : z) {
            int cause = random.nextInt(3);
            for (int j = 0; j < 3; j++) {
                row[3 * cause + j] = 4 + random.nextDouble();
            }
            row[9 + random.nextInt(3)] = 0.3 * random.nextDouble();
        }
        double[] eigenvalues = new EigenDecomposition(new Covariance(z).getCovarianceMatrix()).getRealEigenvalues();
        Arrays.sort(eigenvalues);
        double[][] projected = CodeSpace.of(sparse(z), 12, 2, 1).project(sparse(z));
        double held = new Covariance(projected).getCovarianceMatrix().getTrace();
        assertThat(held).isCloseTo(eigenvalues[11] + eigenvalues[10], withinPercentage(0.01));
        double[] sum = new double[2];
        for (double[] row : projected) {
            sum[0] += row[0];
            sum[1] += row[1];
        }
        assertThat(sum).as("centred").containsExactly(new double[2], within(1e-3));
        // more directions than the codes have: the surplus is nothing, and no NaN
        double[][] flat = new double[5][4];
        flat[1][2] = 1;
        assertThat(Arrays.stream(CodeSpace.of(sparse(flat), 4, 4, 1).project(sparse(flat)))
                        .flatMapToDouble(Arrays::stream))
                .allMatch(Double::isFinite);
    }

    @Test
    void theNearestPatternIsThatOfAllPairs() {
        Random random = new Random(6);
        double[][] reference = new double[40][10];
        double[][] rows = new double[30][10];
        for (double[][] some : List.of(reference, rows)) {
            for (double[] row : some) {
                for (int j = 0; j < 10; j++) {
                    row[j] = random.nextInt(3) == 0 ? 1 + random.nextDouble() : 0;
                }
            }
        }
        Arrays.fill(rows[0], 0);
        Arrays.fill(reference[0], 0);
        NearestCodes nearest = new NearestCodes(sparse(reference), 10, 3);
        for (int r = 0; r < rows.length; r++) {
            double[] apart = new double[reference.length];
            for (int i = 0; i < apart.length; i++) {
                double both = 0;
                double any = 0;
                for (int j = 0; j < 10; j++) {
                    both += rows[r][j] > 0 && reference[i][j] > 0 ? 1 : 0;
                    any += rows[r][j] > 0 || reference[i][j] > 0 ? 1 : 0;
                }
                apart[i] = any == 0 ? 0 : 1 - both / any;
            }
            Arrays.sort(apart);
            assertThat(nearest.distance(sparse(rows), r)).isCloseTo(apart[2], within(1e-12));
        }
        assertThat(new NearestCodes(sparse(reference), 10, 1).distance(sparse(rows), 0))
                .as("two silent rows are equal")
                .isZero();
        assertThatThrownBy(() -> new NearestCodes(sparse(reference), 10, 0)).hasMessageContaining("reference");
    }
}
