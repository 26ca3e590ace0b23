package org.echelle.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.RealMatrix;
import org.junit.jupiter.api.Test;

class SymmetricEigenTest {
    /** Of rank {@code up + down}: that many directions with a positive and a negative eigenvalue. */
    private static RealMatrix matrix(int d, int up, int down, Random random) {
        RealMatrix sum = new Array2DRowRealMatrix(d, d);
        for (int r = 0; r < up + down; r++) {
            double[] v = random.doubles(d, -1, 1).toArray();
            RealMatrix column = new Array2DRowRealMatrix(v);
            sum = sum.add(column.multiply(column.transpose()).scalarMultiply(r < up ? 1 : -0.7));
        }
        return sum;
    }

    private static void solves(RealMatrix a, SymmetricEigen eigen) {
        double scale = a.getFrobeniusNorm();
        for (int i = 0; i < eigen.values().length; i++) {
            double[] image = a.operate(eigen.vectors()[i]);
            double length = 0;
            for (int k = 0; k < image.length; k++) {
                assertThat(image[k]).isCloseTo(eigen.values()[i] * eigen.vectors()[i][k], within(1e-9 * scale));
                length += eigen.vectors()[i][k] * eigen.vectors()[i][k];
            }
            assertThat(length).isCloseTo(1, within(1e-9));
            assertThat(i == 0 || eigen.values()[i] <= eigen.values()[i - 1]).isTrue();
        }
    }

    @Test
    void bothWaysSolveTheEquationAlsoWhereMostEigenvaluesAreZero() {
        Random random = new Random(1);
        for (int rank : new int[] {0, 1, 3, 20}) {
            RealMatrix a = matrix(20, rank, rank == 3 ? 2 : 0, random);
            SymmetricEigen usual = SymmetricEigen.of(a.getData());
            SymmetricEigen other = SymmetricEigen.bySingularValues(a);
            solves(a, usual);
            solves(a, other);
            assertThat(other.values()).containsExactly(usual.values(), within(1e-9 * (1 + a.getFrobeniusNorm())));
        }
    }
}
