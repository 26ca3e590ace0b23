package org.echelle.sae.architectures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.echelle.sae.TrainConfig;
import org.echelle.sae.step.Trainer;
import org.echelle.torch.Torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Gradients of the architectures with a penalty against central differences of {@link PenaltyReference}, those of thresholds against
 * their definition; by entries and by slices.
 */
class PenaltyGradientTest {
    private static final int B = 9;
    private static final int D = 5;
    private static final int N = 11;
    private static final double[] X = FiniteDifferences.random(1, B * D, 1);

    @BeforeAll
    static void oneThread() {
        Torch.threads(1);
    }

    static List<TrainConfig> configs() {
        List<TrainConfig> out = new ArrayList<>();
        for (String scaling : List.of("sum-mse", "mean-mse", "batch-fvu", "row")) {
            out.add(config("relu-l1").withScaling(scaling));
            out.add(config("gated").withScaling(scaling));
            out.add(config("jumprelu").withScaling(scaling));
        }
        out.add(config("relu-l1").withDecoderNorm("rescaled"));
        out.add(config("april"));
        out.add(config("april").withSetting("pre-bias", "yes"));
        out.add(config("p-anneal").withSetting("least", 0));
        out.add(config("p-anneal").withSetting("norm", "root").withSetting("least", 0));
        out.add(config("jumprelu").withSetting("penalty", "l0"));
        out.add(config("jumprelu").withSetting("pre-bias", "yes"));
        out.add(config("jumprelu").withSetting("kernel", "triangle"));
        out.add(config("jumprelu").withSetting("kernel", "epanechnikov"));
        out.add(config("jumprelu").withSetting("threshold-scale", "log"));
        out.add(config("jumprelu").withSetting("peer", "dictionary_learning"));
        out.add(config("jumprelu").withSetting("peer", "dictionary_learning").withSetting("bandwidth", 0.9));
        out.add(config("jumprelu").withSetting("penalty", "tanh").withDecoderNorm("free"));
        for (String of : List.of("all", "dead")) {
            out.add(config("jumprelu").withSetting("pre-act-weight", 0.3).withSetting("pre-act-of", of));
            out.add(config("jumprelu")
                    .withSetting("penalty", "tanh")
                    .withDecoderNorm("free")
                    .withSetting("pre-bias", "yes")
                    .withSetting("threshold-scale", "log")
                    .withSetting("pre-act-weight", 0.3)
                    .withSetting("pre-act-of", of));
        }
        return out.stream().map(c -> c.resolve(-1, D)).toList();
    }

    private static TrainConfig config(String architecture) {
        TrainConfig config = TrainConfig.of(architecture, N)
                .withBatch(B)
                .withSteps(100)
                .withAux(-1, 0, 1000)
                .withSetting("coefficient", 0.7)
                .withSetting("sparsity-warmup", 0);
        return architecture.equals("jumprelu")
                ? config.withSetting("bandwidth", 0.4).withSetting("target-l0", 2.5)
                : config;
    }

    @ParameterizedTest
    @MethodSource("configs")
    void gradientsEqualFiniteDifferencesBothWays(TrainConfig config) {
        double[][] p = parameters(config);
        PenaltyReference reference = new PenaltyReference(config, X, since());
        for (double share : new double[] {0, 1}) {
            FiniteDifferences.Measured measured = FiniteDifferences.measure(
                    config, D, p, since(), X, 0, t -> ((PenaltyObjective) t.objective).sparseShare(share));
            boolean jump = config.architecture().equals("jumprelu");
            FiniteDifferences.agree(measured, p, p.length - (jump ? 1 : 0), reference.frozenAt(p)::loss);
            if (jump) {
                double[] expected = reference.thresholdGradient(p);
                for (int j = 0; j < N; j++) {
                    assertThat(measured.gradients()[4][j]).as("threshold " + j).isCloseTo(expected[j], within(1e-9));
                }
            }
            double[] counts = reference.counts(p);
            assertThat(measured.stats()[Trainer.FIRED]).isEqualTo(counts[0]);
            assertThat(measured.stats()[Trainer.DEAD]).isEqualTo(counts[1]);
            assertThat(measured.stats()[Trainer.DENSE]).isEqualTo(counts[2]);
        }
    }

    @Test
    void bothWaysAgreeWhenNothingFires() {
        for (String architecture : List.of("relu-l1", "gated", "jumprelu")) {
            TrainConfig config = config(architecture).resolve(-1, D);
            double[][] p = parameters(config);
            java.util.Arrays.fill(p[2], -100);
            double[][] gradients =
                    FiniteDifferences.measure(config, D, p, since(), X, 0).gradients();
            for (int e = 0; e < N * D; e++) {
                assertThat(gradients[1][e]).isZero();
            }
        }
    }

    @Test
    void theSlopeOfAPowerIsBoundedBelowTheLeastActivation() {
        TrainConfig config = config("p-anneal").withSetting("least", 0.5).resolve(-1, D);
        double[][] p = parameters(config);
        double[][] all = new double[2][];
        for (int way = 0; way < 2; way++) {
            int share = way;
            all[way] = FiniteDifferences.measure(config, D, p, since(), X, 0, t -> {
                        halved(t);
                        ((PenaltyObjective) t.objective).sparseShare(share);
                    })
                    .gradients()[2];
        }
        double[] bounded = new PenaltyReference(config, X, since()).boundedBiasGradient(p, 0.5, 0.5);
        for (int j = 0; j < N; j++) {
            assertThat(all[0][j]).isCloseTo(bounded[j], within(1e-9));
            assertThat(all[1][j]).isCloseTo(bounded[j], within(1e-9));
        }
    }

    /** p = 0.5, as if a jump had happened. */
    private static void halved(Trainer trainer) {
        trainer.objective.remember(new double[] {0.7, 0.5, 0.4, 2});
    }

    private static long[] since() {
        long[] since = new long[N];
        java.util.Arrays.fill(since, 8, N, 1000); // dead unless they fire now
        return since;
    }

    /** Features 8 and up never fire, feature 0 always does. */
    private static double[][] parameters(TrainConfig config) {
        double[] encoder = FiniteDifferences.random(2, N * D, 0.6);
        double[] decoder = FiniteDifferences.random(3, N * D, 0.6);
        double[] bd = FiniteDifferences.random(5, D, 0.2);
        double[] be = bias(4);
        double[] t = new double[N];
        for (int j = 0; j < N; j++) {
            t[j] = 0.15 + 0.03 * j;
        }
        if (config.architecture().equals("gated")) {
            return new double[][] {encoder, decoder, be, bias(7), FiniteDifferences.random(8, N, 0.3), bd};
        }
        if (!config.architecture().equals("jumprelu")) {
            return new double[][] {encoder, decoder, be, bd};
        }
        if ("log".equals(config.settings().get("threshold-scale"))) {
            for (int j = 0; j < N; j++) {
                t[j] = Math.log(t[j]);
            }
        }
        return new double[][] {encoder, decoder, be, bd, t};
    }

    private static double[] bias(long seed) {
        double[] out = FiniteDifferences.random(seed, N, 0.3);
        for (int j = 8; j < N; j++) {
            out[j] -= 8;
        }
        out[0] += 6;
        return out;
    }
}
