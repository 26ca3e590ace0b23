package org.echelle.steering.choice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Fits of linear effects recover them. */
class TargetedDirectionsTest {
    @Test
    void aLinearEffectIsRecoveredAndItsDirectionIsTheFormulas() {
        double[][] m = {{1, 0, 2}, {0, 3, -1}};
        double[] b = {0.5, -1, 0.25};
        Random random = new Random(1);
        double[][] vectors = new double[50][2];
        double[][] effects = new double[50][3];
        for (int s = 0; s < 50; s++) {
            for (int i = 0; i < 2; i++) {
                vectors[s][i] = random.nextGaussian();
            }
            for (int j = 0; j < 3; j++) {
                effects[s][j] = vectors[s][0] * m[0][j] + vectors[s][1] * m[1][j] + b[j];
            }
        }
        float[] found = TargetedDirections.fit(vectors, effects, 0).direction(2, 1);
        double[] common = {m[0][0] * b[0] + m[0][2] * b[2], m[1][1] * b[1] + m[1][2] * b[2]};
        double shared = Math.hypot(common[0], common[1]);
        assertThat((double) found[0]).isCloseTo(2 / Math.sqrt(5) - common[0] / shared, within(1e-5));
        assertThat((double) found[1]).isCloseTo(-1 / Math.sqrt(5) - common[1] / shared, within(1e-5));
    }

    @Test
    void vectorsThatDoNotSpanTheSpaceAreRefused() {
        double[][] flat = {{1, 1}, {2, 2}, {3, 3}};
        assertThatThrownBy(() -> TargetedDirections.fit(flat, new double[3][1], 0))
                .hasMessageContaining("do not span");
    }
}
