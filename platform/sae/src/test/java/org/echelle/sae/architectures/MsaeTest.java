package org.echelle.sae.architectures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.echelle.sae.Objective;
import org.echelle.sae.TrainConfig;
import org.echelle.sae.step.Trainer;
import org.echelle.torch.Torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MsaeTest {
    private static final int B = 7;
    private static final int D = 5;
    private static final int N = 32;
    private final double[] x = FiniteDifferences.random(1, B * D, 1);

    @BeforeAll
    static void oneThread() {
        Torch.threads(1);
    }

    /** Levels up to n / 8 are sparse codes, the others dense: all three mixtures. */
    @ParameterizedTest
    @CsvSource({
        "1;2;4;8;32,uniform,row",
        "1;3;4,reverse,row",
        "2;4,uniform,sum-mse",
        "5;9;32,reverse,row",
        "2;32,reverse,batch-fvu"
    })
    void gradientsEqualFiniteDifferences(String levels, String weighting, String scaling) {
        TrainConfig config = config().withSetting("levels", levels.replace(';', ','))
                .withSetting("weighting", weighting)
                .withScaling(scaling)
                .resolve(-1, D);
        int[] ks = Msae.levels(config);
        PlainSae plain = new PlainSae(config, x, D);
        double[][] p = parameters();
        FiniteDifferences.Measured measured = FiniteDifferences.measure(config, D, p, new long[N], x, 0);
        double[][] first = plain.residual(PlainSae.topk(plain.activations(p), ks[0]), p);
        double squared = 0;
        for (double[] row : first) {
            squared += PlainSae.square(row);
        }
        assertThat(measured.stats()[Trainer.SQUARED]).isCloseTo(squared, within(1e-9));
        FiniteDifferences.agree(measured, p, q -> {
            double[][] a = plain.activations(q);
            double sum = 0;
            double weights = 0;
            for (int i = 0; i < ks.length; i++) {
                double weight = weighting.equals("reverse") ? ks.length - i : 1;
                sum += weight * plain.loss(plain.residual(PlainSae.topk(a, ks[i]), q));
                weights += weight;
            }
            return sum / weights;
        });
    }

    @ParameterizedTest
    @CsvSource({"4", "16"})
    void oneLevelIsTopkWithoutAnAuxiliaryLoss(int k) {
        TrainConfig one = config().withK(k).withSetting("levels", k);
        same(one, TrainConfig.topk(N, k).withBatch(B).withScaling("row").withAux(0, 2, 1000));
    }

    @Test
    void theLevelOfAllFeaturesIsRelu() {
        same(
                config().withK(N).withSetting("levels", N),
                TrainConfig.topk(N, N).withBatch(B).withScaling("row").withAux(0, 2, 1000));
    }

    private void same(TrainConfig msae, TrainConfig topk) {
        FiniteDifferences.Measured a =
                FiniteDifferences.measure(msae.resolve(-1, D), D, parameters(), new long[N], x, 0);
        FiniteDifferences.Measured b =
                FiniteDifferences.measure(topk.resolve(-1, D), D, parameters(), new long[N], x, 0);
        for (int i = 0; i < Objective.OWN_SUMS; i++) {
            assertThat(a.stats()[i]).as("number " + i).isCloseTo(b.stats()[i], within(1e-10));
        }
        for (int i = 0; i < 4; i++) {
            assertThat(a.gradients()[i]).containsExactly(b.gradients()[i], within(1e-12));
        }
    }

    @Test
    void levelsDoubleFromKUpToAllFeatures() {
        TrainConfig config = TrainConfig.of("msae", 500).withK(64).resolve(-1, D);
        assertThat(Msae.levels(config)).containsExactly(64, 128, 256, 500);
        assertThat(config.scaling()).isEqualTo("row");
        assertThat(config.revival().auxWeight()).isZero();
        assertThat(new Msae().objective(config, D).facts())
                .isEqualTo(Map.of("levels", java.util.List.of(64, 128, 256, 500)));
        // reverse: the sparsest of L levels weighs L / (L (L + 1) / 2)
        assertThat(new Msae()
                        .objective(config.withSetting("weighting", "reverse"), D)
                        .numbers(0))
                .endsWith(0.4, 0.3, 0.2, 0.1);
    }

    @Test
    void impossibleLevelsAndAnAuxiliaryLossAreRefused() {
        assertThatThrownBy(() -> config().withSetting("levels", "4,33").resolve(-1, D))
                .hasMessageContaining("from 1 to the 32 features");
        assertThatThrownBy(() -> config().withSetting("levels", "8,4").resolve(-1, D))
                .hasMessageContaining("rise");
        assertThatThrownBy(() -> config().withAux(0.1, 2, 1000).resolve(-1, D))
                .hasMessageContaining("no auxiliary loss");
    }

    private static TrainConfig config() {
        return TrainConfig.of("msae", N).withK(2).withBatch(B);
    }

    private static double[][] parameters() {
        return new double[][] {
            FiniteDifferences.random(2, N * D, 1),
            FiniteDifferences.random(3, N * D, 0.6),
            FiniteDifferences.random(4, N, 0.1),
            FiniteDifferences.random(5, D, 0.2)
        };
    }
}
