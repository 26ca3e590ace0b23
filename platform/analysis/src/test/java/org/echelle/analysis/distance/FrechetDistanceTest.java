package org.echelle.analysis.distance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.echelle.analysis.AnalysisException;
import org.junit.jupiter.api.Test;

class FrechetDistanceTest {
    /** Variances 2 and 8 along the axes, no covariance. */
    private static final double[][] CROSS = {{2, 0}, {-2, 0}, {0, 4}, {0, -4}, {0, 0}};

    @Test
    void aSetLiesNowhereFromItself() {
        assertThat(FrechetDistance.of(CROSS, CROSS)).isCloseTo(0, within(1e-12));
    }

    @Test
    void aShiftedSetLiesTheSquareOfTheShiftAway() {
        double[][] moved = new double[CROSS.length][];
        for (int i = 0; i < moved.length; i++) {
            moved[i] = new double[] {CROSS[i][0] + 3, CROSS[i][1] - 4};
        }
        assertThat(FrechetDistance.of(CROSS, moved)).isCloseTo(25, within(1e-9));
    }

    @Test
    void independentAxesGiveTheSquaredDifferencesOfTheDeviations() {
        double[][] turned = {{0, 2}, {0, -2}, {4, 0}, {-4, 0}, {0, 0}};
        double between = Math.sqrt(8) - Math.sqrt(2);
        assertThat(FrechetDistance.of(CROSS, turned)).isCloseTo(2 * between * between, within(1e-9));
    }

    @Test
    void aCommonRotationChangesNothingThoughCovariancesAreFullThen() {
        SplittableRandom random = new SplittableRandom(5);
        double[][] a = new double[40][3];
        double[][] b = new double[30][3];
        for (double[] row : a) {
            row[0] = random.nextDouble();
            row[1] = 3 * random.nextDouble() + row[0];
            row[2] = random.nextDouble() - row[1];
        }
        for (double[] row : b) {
            row[0] = 2 * random.nextDouble();
            row[1] = random.nextDouble();
            row[2] = random.nextDouble() + row[0];
        }
        assertThat(FrechetDistance.of(turned(a), turned(b))).isCloseTo(FrechetDistance.of(a, b), within(1e-9));
    }

    @Test
    void aRowThatCountsTwiceIsThereTwice() {
        double[][] twice = {{2, 0}, {2, 0}, {-2, 0}, {0, 4}, {0, 0}};
        double[][] other = {{1, 1}, {2, 5}, {-3, 0}};
        assertThat(FrechetDistance.of(CROSS, new int[] {2, 1, 1, 0, 1}, other, new int[] {1, 1, 1}))
                .isCloseTo(FrechetDistance.of(twice, other), within(1e-9));
    }

    @Test
    void oneRowIsNoDistribution() {
        assertThatThrownBy(() -> FrechetDistance.of(new double[][] {{1, 2}}, CROSS))
                .isInstanceOf(AnalysisException.class)
                .hasMessageContaining("two samples");
    }

    private static double[][] turned(double[][] rows) {
        double c = Math.cos(0.7);
        double s = Math.sin(0.7);
        double[][] out = new double[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            double[] r = rows[i];
            double x = c * r[0] - s * r[1];
            double y = s * r[0] + c * r[1];
            out[i] = new double[] {x, c * y - s * r[2], s * y + c * r[2]};
        }
        return out;
    }
}
