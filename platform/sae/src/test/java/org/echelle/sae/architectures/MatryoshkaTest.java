package org.echelle.sae.architectures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.echelle.sae.Dictionary;
import org.echelle.sae.SaeException;
import org.echelle.sae.StoredDictionary;
import org.echelle.sae.TrainConfig;
import org.echelle.sae.formats.Dictionaries;
import org.echelle.sae.step.Trainer;
import org.echelle.torch.HostTensor;
import org.echelle.torch.Torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MatryoshkaTest {
    private static final int B = 7;
    private static final int D = 5;
    private static final int N = 12;
    private static final int K = 3;
    private final double[] x = FiniteDifferences.random(1, B * D, 1);

    @BeforeAll
    static void oneThread() {
        Torch.threads(1);
    }

    @ParameterizedTest
    @CsvSource({
        "authors,0,0,sum-mse",
        "mean,0,0,mean-mse",
        "sum,0,0.5,sum-mse",
        "mean-twice,0,0.5,sum-mse",
        "authors,0,0,batch-fvu",
        "authors,0,0.5,row",
        "authors,4,0.5,sum-mse"
    })
    void gradientsEqualFiniteDifferences(String weighting, int sampled, double auxWeight, String scaling) {
        TrainConfig config = config().withSetting("weighting", weighting)
                .withSetting("sampled", sampled)
                .withAux(auxWeight, 2, 1000)
                .withScaling(scaling)
                .resolve(-1, D);
        double[][] p = parameters();
        long[] since = new long[N];
        Arrays.fill(since, 8, N, 1000);
        int[] prefixes = sampled > 0 ? new MatryoshkaObjective(config, D).sample(5) : new int[] {2, 6, 12};
        PlainSae plain = new PlainSae(config, x, D);
        double[][] now = PlainSae.batchTopk(plain.activations(p), K);
        double[][] target = plain.residual(now, p); // held fixed
        boolean[] dead = plain.dead(now, since);
        FiniteDifferences.Measured measured = FiniteDifferences.measure(config, D, p, since, x, 5);
        assertThat(measured.stats()[Trainer.DEAD]).isPositive();
        FiniteDifferences.agree(measured, p, q -> {
            double[][] a = plain.activations(q);
            double[][] z = PlainSae.batchTopk(a, K);
            double sum = 0;
            for (int m : prefixes) {
                sum += plain.loss(plain.residual(z, q, j -> j < m));
            }
            int levels = prefixes.length;
            double out =
                    switch (weighting) {
                        case "authors" -> (sum + plain.loss(plain.residual(z, q, j -> false))) / (levels + 1);
                        case "mean" -> sum / levels;
                        case "sum" -> sum;
                        default -> sum / levels / levels;
                    };
            return out + (auxWeight > 0 ? auxWeight * plain.auxiliary(a, q[1], target, dead, false) : 0);
        });
    }

    @Test
    void oneGroupWithoutTheBiasTermIsBatchTopk() {
        TrainConfig one =
                config().withSetting("prefixes", "").withSetting("groups", "1").withSetting("weighting", "mean");
        FiniteDifferences.Measured a = measure(one.resolve(-1, D));
        FiniteDifferences.Measured b = measure(
                one.withArchitecture("batch-topk").withSettings(Map.of()).resolve(-1, D));
        assertThat(a.stats()).containsExactly(b.stats(), within(1e-12));
        for (int i = 0; i < 4; i++) {
            assertThat(a.gradients()[i]).containsExactly(b.gradients()[i], within(1e-12));
        }
    }

    /** The sum over levels 1..3 less the sum over levels 2, 3 is level 1 alone, whose gradient ends at its prefix. */
    @Test
    void theFirstLevelsLossDoesNotReachFeaturesOutsideItsGroup() {
        TrainConfig sum = config().withSetting("weighting", "sum");
        FiniteDifferences.Measured all = measure(sum.resolve(-1, D));
        FiniteDifferences.Measured others =
                measure(sum.withSetting("prefixes", "6,12").resolve(-1, D));
        boolean some = false;
        for (int i = 0; i < 2; i++) {
            for (int e = 0; e < N * D; e++) {
                double first = all.gradients()[i][e] - others.gradients()[i][e];
                if (e >= 2 * D) {
                    assertThat(first).isCloseTo(0, within(1e-12));
                } else {
                    some |= Math.abs(first) > 1e-3;
                }
            }
        }
        assertThat(some).isTrue();
        for (int j = 2; j < N; j++) {
            assertThat(all.gradients()[2][j]).isCloseTo(others.gradients()[2][j], within(1e-12));
        }
    }

    @Test
    void aPrefixOfTheDictionaryReconstructsAsItsLevel() {
        double[][] p = parameters();
        TrainConfig config = config().resolve(-1, D);
        PlainSae plain = new PlainSae(config, x, D);
        double[][] a = plain.activations(p);
        double threshold = 0.7;
        double[][] z = new double[B][N];
        for (int b = 0; b < B; b++) {
            for (int j = 0; j < N; j++) {
                z[b][j] = a[b][j] > threshold ? a[b][j] : 0;
            }
        }
        StoredDictionary whole = StoredDictionary.of(
                tensor(p[0], N, D),
                tensor(p[1], N, D),
                tensor(p[2], N),
                tensor(p[3], D),
                Map.of("architecture", "matryoshka", "k", K, "threshold", threshold));
        try (NDManager m = Torch.newManager(Device.cpu())) {
            for (int length : new int[] {2, 6, 12}) {
                double[][] r = plain.residual(z, p, j -> j < length);
                try (Dictionary part = Dictionaries.open(Matryoshka.prefix(whole, length), m)) {
                    assertThat(part.features()).isEqualTo(length);
                    float[] y = part.reconstruct(tensor(x, B, D).toArray(m)).toFloatArray();
                    for (int e = 0; e < B * D; e++) {
                        assertThat((double) y[e]).isCloseTo(x[e] - r[e / D][e % D], within(1e-5));
                    }
                }
            }
        }
        assertThatThrownBy(() -> Matryoshka.prefix(whole, 13)).isInstanceOf(SaeException.class);
    }

    @Test
    void groupsAreSharesOfTheFeatures() {
        TrainConfig config = TrainConfig.of("matryoshka", 160).resolve(-1, D);
        assertThat(Matryoshka.prefixes(config)).containsExactly(10, 20, 40, 80, 160);
        assertThat(new MatryoshkaObjective(config, D).numbers(0)).startsWith(1 / 6.0, 5, 10);
        assertThat(new MatryoshkaObjective(config, D).facts()).containsKey("prefixes");
    }

    @Test
    void impossiblePrefixesAreRefusedInASentence() {
        assertThatThrownBy(() -> config().withSetting("prefixes", "4,13").resolve(-1, D))
                .isInstanceOf(SaeException.class)
                .hasMessageContaining("prefix 13")
                .hasMessageContaining("past the last of 12 features");
        assertThatThrownBy(() -> config().withSetting("prefixes", "4,4").resolve(-1, D))
                .hasMessageContaining("larger than the one before");
        assertThatThrownBy(() -> config().withSetting("prefixes", "")
                        .withSetting("groups", "0.5,0.6")
                        .resolve(-1, D))
                .hasMessageContaining("sum to 1");
        assertThatThrownBy(() -> config().withSetting("prefixes", "")
                        .withSetting("groups", "0.01,0.99")
                        .resolve(-1, D))
                .hasMessageContaining("would be empty");
        assertThatThrownBy(() -> config().withSetting("sampled", 13).resolve(-1, D))
                .hasMessageContaining("sampled is 13");
        assertThat(Matryoshka.prefixes(config().withSetting("prefixes", "4").resolve(-1, D)))
                .containsExactly(4, 12);
    }

    /** P(length <= l) = (l / (n - 1))^q for the one that is drawn besides n. */
    @Test
    void drawnPrefixesFollowTheirLawAndDependOnSeedAndStepAlone() {
        TrainConfig config = TrainConfig.of("matryoshka", 101)
                .withSetting("sampled", 2)
                .withSetting("sampled-power", 0.5)
                .resolve(-1, D);
        MatryoshkaObjective one = new MatryoshkaObjective(config, D);
        MatryoshkaObjective again = new MatryoshkaObjective(config, D);
        TreeMap<Integer, Integer> counts = new TreeMap<>();
        int draws = 20_000;
        for (int step = 0; step < draws; step++) {
            int[] drawn = one.sample(step);
            assertThat(drawn).hasSize(2).endsWith(101);
            counts.merge(drawn[0], 1, Integer::sum);
        }
        for (int step = draws - 1; step >= draws - 50; step--) {
            assertThat(again.sample(step)).isEqualTo(one.sample(step));
        }
        for (int l : new int[] {1, 4, 25, 64}) {
            double share = counts.headMap(l, true).values().stream()
                            .mapToInt(Integer::intValue)
                            .sum()
                    / (double) draws;
            assertThat(share).isCloseTo(Math.sqrt(l / 100.0), within(0.02)); // 5 standard errors
        }
        assertThat(new MatryoshkaObjective(config.withSeed(1), D).sample(3)).isNotEqualTo(one.sample(3));
    }

    private static TrainConfig config() {
        return TrainConfig.of("matryoshka", N)
                .withK(K)
                .withBatch(B)
                .withAux(0, 2, 1000)
                .withSetting("prefixes", "2,6,12");
    }

    private FiniteDifferences.Measured measure(TrainConfig config) {
        return FiniteDifferences.measure(config, D, parameters(), new long[N], x, 0);
    }

    private static HostTensor tensor(double[] values, long... shape) {
        float[] out = new float[values.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (float) values[i];
        }
        return HostTensor.ofFloats(out, shape);
    }

    /** Features 8 and up are almost never chosen, but would fire now and then. */
    static double[][] parameters() {
        double[][] p = {
            FiniteDifferences.random(2, N * D, 1),
            FiniteDifferences.random(3, N * D, 0.6),
            FiniteDifferences.random(4, N, 0.1),
            FiniteDifferences.random(5, D, 0.2)
        };
        for (int j = 0; j < 8; j++) {
            p[2][j] += 1;
        }
        for (int e = 8 * D; e < N * D; e++) {
            p[0][e] *= 0.1;
        }
        return p;
    }
}
