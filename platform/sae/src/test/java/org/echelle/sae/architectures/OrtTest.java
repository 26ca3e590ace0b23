package org.echelle.sae.architectures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Map;
import org.echelle.sae.Objective;
import org.echelle.sae.TrainConfig;
import org.echelle.sae.step.Trainer;
import org.echelle.torch.Torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrtTest {
    private static final int B = 7;
    private static final int D = 5;
    private static final int N = 12;
    private static final int K = 3;
    private static final int PENALTY = Objective.OWN_SUMS + 3;
    private final double[] x = FiniteDifferences.random(1, B * D, 1);

    @BeforeAll
    static void oneThread() {
        Torch.threads(1);
    }

    @ParameterizedTest
    @CsvSource({"5,1,0,sum-mse", "100,1,0.5,sum-mse", "5,5,0,mean-mse", "7,1,0,batch-fvu", "7,5,0.5,row"})
    void gradientsEqualFiniteDifferences(int chunk, int every, double auxWeight, String scaling) {
        TrainConfig config = config().withSetting("chunk", chunk)
                .withSetting("every", every)
                .withAux(auxWeight, 2, 1000)
                .withScaling(scaling)
                .resolve(-1, D);
        double[][] p = MatryoshkaTest.parameters();
        long[] since = new long[N];
        Arrays.fill(since, 8, N, 1000);
        PlainSae plain = new PlainSae(config, x, D);
        double[][] now = PlainSae.batchTopk(plain.activations(p), K);
        double[][] target = plain.residual(now, p);
        boolean[] dead = plain.dead(now, since);
        long[] order = Ort.partition(config.seed(), 10, N);
        int chunks = (N + chunk - 1) / chunk;
        double scale =
                switch (scaling) {
                    case "sum-mse" -> plain.spread(plain.x) / B;
                    case "mean-mse" -> plain.spread(plain.x) / B / D;
                    default -> 1;
                };
        FiniteDifferences.agree(FiniteDifferences.measure(config, D, p, since, x, 10), p, q -> {
            double[][] a = plain.activations(q);
            double out = plain.loss(plain.residual(PlainSae.batchTopk(a, K), q));
            out += auxWeight > 0 ? auxWeight * plain.auxiliary(a, q[1], target, dead, false) : 0;
            return out + 0.25 * every * scale * penalty(q[1], D, order, chunks);
        });
    }

    @Test
    void withoutGammaAndBetweenEvaluationsItIsBatchTopk() {
        TrainConfig plain = config().withArchitecture("batch-topk").withSettings(Map.of());
        FiniteDifferences.Measured batchTopk = measure(plain, MatryoshkaTest.parameters(), 3);
        for (TrainConfig same :
                new TrainConfig[] {config().withSetting("gamma", 0), config().withSetting("every", 5)}) {
            FiniteDifferences.Measured ort = measure(same, MatryoshkaTest.parameters(), 3);
            for (int i = 0; i < 4; i++) {
                assertThat(ort.gradients()[i]).isEqualTo(batchTopk.gradients()[i]);
            }
            assertThat(ort.stats()[Trainer.LOSS]).isEqualTo(batchTopk.stats()[Trainer.LOSS]);
        }
        assertThat(measure(config().withSetting("every", 5), MatryoshkaTest.parameters(), 5)
                        .stats()[PENALTY])
                .isPositive();
    }

    @Test
    void orthonormalAtomsCostNothingAndTwoEqualOnesTwoInN() {
        int width = N;
        double[] decoder = new double[N * N];
        for (int j = 0; j < N; j++) {
            decoder[j * N + j] = 1 + j; // norms do not matter
        }
        assertThat(ofDecoder(decoder, width)).isZero();
        System.arraycopy(decoder, 0, decoder, N, N);
        assertThat(ofDecoder(decoder, width)).isCloseTo(2.0 / N, within(1e-12));
        Arrays.fill(decoder, N, 2 * N, 0);
        decoder[N] = -1; // opposite atoms are not alike
        assertThat(ofDecoder(decoder, width)).isZero();
    }

    /** One chunk holds the whole dictionary, whatever the order. */
    @Test
    void oneChunkIsTheWholeDictionary() {
        double[][] p = MatryoshkaTest.parameters();
        long[] natural = new long[N];
        for (int j = 0; j < N; j++) {
            natural[j] = j;
        }
        for (int step = 0; step < 3; step++) {
            assertThat(measure(config(), p, step).stats()[PENALTY])
                    .isCloseTo(penalty(p[1], D, natural, 1), within(1e-12));
        }
    }

    /** For rows of unit variance the published gamma is multiplied by d under sum-mse, and taken as it is under mean-mse. */
    @Test
    void gammaIsPublishedForRowsOfUnitVariance() {
        double[][] p = MatryoshkaTest.parameters();
        double[] rows = new double[8 * D]; // columns of +1 and -1: variance 1
        for (int e = 0; e < rows.length; e++) {
            rows[e] = (e / D + e % D) % 2 == 0 ? 1 : -1;
        }
        for (String scaling : new String[] {"sum-mse", "mean-mse"}) {
            TrainConfig with = config().withBatch(8).withScaling(scaling);
            double[] stats = FiniteDifferences.measure(with.resolve(-1, D), D, p, new long[N], rows, 0)
                    .stats();
            double[] without = FiniteDifferences.measure(
                            with.withSetting("gamma", 0).resolve(-1, D), D, p, new long[N], rows, 0)
                    .stats();
            assertThat(stats[Trainer.LOSS] - without[Trainer.LOSS])
                    .isCloseTo(0.25 * (scaling.equals("sum-mse") ? D : 1) * stats[PENALTY], within(1e-10));
        }
    }

    @Test
    void thePartitionIsAPermutationFromSeedAndStep() {
        long[] one = Ort.partition(1, 5, 100);
        assertThat(one).isEqualTo(Ort.partition(1, 5, 100)).isNotEqualTo(Ort.partition(1, 6, 100));
        assertThat(one).isNotEqualTo(Ort.partition(2, 5, 100));
        long[] sorted = one.clone();
        Arrays.sort(sorted);
        for (int j = 0; j < 100; j++) {
            assertThat(sorted[j]).isEqualTo(j);
        }
        assertThatThrownBy(() -> config().withSetting("every", 1.5).resolve(-1, D))
                .hasMessageContaining("a whole number");
    }

    private double ofDecoder(double[] decoder, int width) {
        double[][] p = {new double[N * width], decoder, new double[N], new double[width]};
        double[] rows = FiniteDifferences.random(1, B * width, 1);
        return FiniteDifferences.measure(config().resolve(-1, width), width, p, new long[N], rows, 0)
                .stats()[PENALTY];
    }

    private FiniteDifferences.Measured measure(TrainConfig config, double[][] p, long step) {
        return FiniteDifferences.measure(config.resolve(-1, D), D, p, new long[N], x, step);
    }

    private static TrainConfig config() {
        return TrainConfig.of("ort", N).withK(K).withBatch(B).withAux(0, 2, 1000);
    }

    private static double penalty(double[] decoder, int width, long[] order, int chunks) {
        double out = 0;
        for (int c = 0; c < chunks; c++) {
            int from = c * N / chunks;
            int to = (c + 1) * N / chunks;
            for (int s = from; s < to; s++) {
                double most = 0;
                for (int t = from; t < to; t++) {
                    if (t != s) {
                        most = Math.max(most, cosine(decoder, width, (int) order[s], (int) order[t]));
                    }
                }
                out += most * most / (to - from) / chunks;
            }
        }
        return out;
    }

    private static double cosine(double[] w, int width, int i, int j) {
        double dot = 0;
        double a = 0;
        double b = 0;
        for (int e = 0; e < width; e++) {
            dot += w[i * width + e] * w[j * width + e];
            a += w[i * width + e] * w[i * width + e];
            b += w[j * width + e] * w[j * width + e];
        }
        return dot / Math.sqrt(a * b);
    }
}
