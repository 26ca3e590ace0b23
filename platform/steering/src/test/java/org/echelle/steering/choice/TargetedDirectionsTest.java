package org.echelle.steering.choice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import java.util.Map;
import java.util.Random;
import org.echelle.sae.Dictionary;
import org.echelle.sae.StoredDictionary;
import org.echelle.sae.formats.Dictionaries;
import org.echelle.steering.TinySubject;
import org.echelle.torch.HostTensor;
import org.echelle.torch.Torch;
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

    @Test
    void trialsOnADictionaryWhoseFeaturesAlwaysFireFindItsEncoderAndForetellNewVectors() {
        int d = 4;
        int n = 6;
        float[] encoder = TinySubject.random(n * d, 1);
        float[] bias = new float[n];
        java.util.Arrays.fill(bias, 40); // never silent, so that z is linear in the row
        try (NDManager manager = Torch.newManager(Torch.device("cpu"));
                Dictionary dictionary = Dictionaries.open(
                        StoredDictionary.of(
                                HostTensor.ofFloats(encoder, n, d),
                                HostTensor.ofFloats(TinySubject.random(n * d, 2), n, d),
                                HostTensor.ofFloats(bias, n),
                                HostTensor.ofFloats(new float[d], d),
                                Map.of("architecture", "relu-l1")),
                        manager)) {
            DirectionTrials trials =
                    DirectionTrials.run(dictionary, TinySubject.random(20 * d, 3), 1, 40, 4, manager, () -> {});
            assertThat(trials.rows()).isEqualTo(20);
            for (int j = 0; j < n; j++) {
                double norm = 0;
                for (int i = 0; i < d; i++) {
                    norm += (double) encoder[j * d + i] * encoder[j * d + i];
                }
                float[] found = trials.directions().direction(j, 1);
                for (int i = 0; i < d; i++) {
                    assertThat((double) found[i]).isCloseTo(encoder[j * d + i] / Math.sqrt(norm), within(1e-3));
                }
                assertThat(trials.judged()[j]).isCloseTo(1, within(1e-3));
            }
            assertThatThrownBy(() -> DirectionTrials.run(dictionary, new float[d], 0, 40, 4, manager, () -> {}))
                    .hasMessageContaining("a length above 0");
        }
    }
}
