package org.echelle.sae.architectures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.echelle.api.Progress;
import org.echelle.sae.CrosscoderNorms;
import org.echelle.sae.Dictionary;
import org.echelle.sae.Evaluation;
import org.echelle.sae.Normalisation;
import org.echelle.sae.Objective;
import org.echelle.sae.StoredDictionary;
import org.echelle.sae.TrainConfig;
import org.echelle.sae.baselines.Baselines;
import org.echelle.sae.baselines.RandomDictionary;
import org.echelle.sae.formats.Dictionaries;
import org.echelle.sae.step.Trainer;
import org.echelle.sae.train.TrainListener;
import org.echelle.sae.train.TrainResult;
import org.echelle.sae.train.Training;
import org.echelle.sae.worlds.SmallWorld;
import org.echelle.store.RowSource;
import org.echelle.torch.HostTensor;
import org.echelle.torch.Torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CrosscoderTest {
    private static final int B = 7;
    private static final int D = 6;
    private static final int N = 12;
    private static final int K = 3;

    @TempDir
    Path dir;

    @BeforeAll
    static void oneThread() {
        Torch.threads(1);
    }

    @ParameterizedTest
    @CsvSource({
        "l1,sum,2,0",
        "l1,sum,6,0", // one source: the April update's autoencoder
        "l1,concatenation,2,0",
        "batch-topk,sum,2,0",
        "batch-topk,concatenation,4,0",
        "batch-topk,sum,4,0.5"
    })
    void gradientsEqualFiniteDifferences(String sparsity, String norm, int first, double aux) {
        List<Integer> sources = first == D ? List.of(D) : List.of(first, D - first);
        TrainConfig config = TrainConfig.of("crosscoder", N)
                .withK(sparsity.equals("l1") ? 0 : K)
                .withBatch(B)
                .withBlocks(sources)
                .withAux(aux, 2, 1000)
                .withSetting("sparsity", sparsity)
                .withSetting("norm", norm)
                .withSetting(PenaltyObjective.COEFFICIENT, 0.7)
                .withSetting("sparsity-warmup", 0)
                .resolve(-1, D);
        double[][] p = parameters();
        double[] x = FiniteDifferences.random(1, B * D, 1);
        long[] since = new long[N];
        java.util.Arrays.fill(since, 8, N, 1000);
        List<Integer> parts = norm.equals("sum") ? sources : List.of(D);
        boolean l1 = sparsity.equals("l1");
        PlainLoss plain = new PlainLoss(B, N, D, D, l1 ? N : K, !l1);
        double[] none = new double[0];
        // which entries are chosen is held fixed by differences so small that no rank changes
        double[][] z0 = plain.codes(x, p[0], p[2], sizes(p[1], parts));
        boolean[] dead = plain.dead(z0, since, 1000);
        double[][] target = plain.residual(x, x, z0, p[1], p[3], none);
        FiniteDifferences.Measured measured = FiniteDifferences.measure(config, D, p, since, x, 5);
        if (aux > 0) {
            assertThat(measured.stats()[Trainer.DEAD]).isPositive();
        }
        FiniteDifferences.agree(measured, p, q -> {
            double[] size = sizes(q[1], parts);
            double[][] z = plain.codes(x, q[0], q[2], size);
            double loss = PlainLoss.squares(plain.residual(x, x, z, q[1], q[3], none)) / B;
            for (int b = 0; l1 && b < B; b++) {
                for (int j = 0; j < N; j++) {
                    loss += 0.7 * z[b][j] * size[j] / B;
                }
            }
            return loss + (aux == 0 ? 0 : aux * plain.auxiliary(x, q[0], q[2], q[1], dead, 2, target));
        });
    }

    @Test
    void ofOneSourceItHasTheGradientsOfTheAprilUpdate() {
        TrainConfig april = TrainConfig.of("april", N)
                .withBatch(B)
                .withSetting(PenaltyObjective.COEFFICIENT, 0.7)
                .withSetting("sparsity-warmup", 0);
        TrainConfig cross = april.withArchitecture("crosscoder").withSetting("sparsity", "l1");
        double[] x = FiniteDifferences.random(1, B * D, 1);
        FiniteDifferences.Measured a =
                FiniteDifferences.measure(april.resolve(-1, D), D, parameters(), new long[N], x, 5);
        FiniteDifferences.Measured c =
                FiniteDifferences.measure(cross.resolve(-1, D), D, parameters(), new long[N], x, 5);
        assertThat(c.stats()[Trainer.LOSS]).isCloseTo(a.stats()[Trainer.LOSS], within(1e-12));
        for (int i = 0; i < 4; i++) {
            assertThat(c.gradients()[i]).containsExactly(a.gradients()[i], Offset.offset(1e-12));
        }
    }

    @Test
    void thePenaltyRisesOverItsWarmUp() {
        TrainConfig config = TrainConfig.of("crosscoder", N)
                .withSteps(1000)
                .withSetting("sparsity", "l1")
                .resolve(-1, D);
        Objective objective = new CrosscoderObjective(config, D);
        assertThat(objective.numbers(0)[1]).isZero();
        assertThat(objective.numbers(25)[1]).isCloseTo(1, within(1e-12));
        assertThat(objective.numbers(50)[1]).isEqualTo(2);
        assertThat(objective.numbers(999)[1]).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"l1", "batch-topk"})
    void twoEqualSourcesEndWithEqualHalves(String sparsity) {
        SmallWorld world = new SmallWorld(3, 4000, 16, 24, 0.08);
        float[][] rows = new float[4000][32];
        for (int r = 0; r < rows.length; r++) {
            System.arraycopy(world.rows[r], 0, rows[r], 0, 16);
            System.arraycopy(world.rows[r], 0, rows[r], 16, 16);
        }
        TrainConfig config = TrainConfig.of("crosscoder", 48)
                .withBatch(250)
                .withSteps(1500)
                .withLearningRate(3e-3)
                .withBlocks(List.of(16, 16))
                .withSetting("sparsity", sparsity)
                .withSetting(PenaltyObjective.COEFFICIENT, 1)
                .withK(sparsity.equals("l1") ? 0 : 2);
        TrainResult result = run(config, rows);
        try (NDManager m = Torch.newManager(Device.cpu());
                Dictionary dictionary = Dictionaries.load(result.dictionary(), m)) {
            Evaluation evaluation = Evaluation.of(dictionary, RowSource.of(rows), 0, Progress.SILENT);
            assertThat(evaluation.fvu()).isLessThan(0.3);
            CrosscoderNorms norms = CrosscoderNorms.of(dictionary);
            int alive = 0;
            for (int j = 0; j < 48; j++) {
                if (evaluation.density()[j] > 0.01) {
                    alive++;
                    assertThat(norms.relative(j, 1)).isCloseTo(0.5, within(0.05));
                    assertThat(norms.cosine(j, 0, 1)).isGreaterThan(0.95);
                    assertThat(norms.kind(j)).isEqualTo(CrosscoderNorms.Kind.SHARED);
                }
            }
            assertThat(alive).isGreaterThan(10);
            if (sparsity.equals("batch-topk")) {
                assertThat(evaluation.l0()).isCloseTo(2, within(0.05));
            } else {
                assertThat(dictionary.facts()).containsEntry("k", 0);
            }
        }
    }

    @Test
    void aFeatureOfOneSourceOnlyIsReadOffAsThat() {
        float[][] rows = new float[4000][32];
        SmallWorld shared = new SmallWorld(3, 4000, 16, 8, 0.15);
        SmallWorld second = new SmallWorld(4, 4000, 16, 8, 0.15);
        for (int r = 0; r < rows.length; r++) {
            for (int i = 0; i < 16; i++) {
                rows[r][i] = shared.rows[r][i];
                rows[r][16 + i] = shared.rows[r][i] + second.rows[r][i];
            }
        }
        TrainConfig config = TrainConfig.of("crosscoder", 32)
                .withK(3)
                .withBatch(250)
                .withSteps(1500)
                .withLearningRate(3e-3)
                .withBlocks(List.of(16, 16));
        TrainResult result = run(config, rows);
        try (NDManager m = Torch.newManager(Device.cpu());
                Dictionary dictionary = Dictionaries.load(result.dictionary(), m)) {
            CrosscoderNorms norms = CrosscoderNorms.of(dictionary);
            for (int g = 0; g < 8; g++) {
                assertThat(norms.kind(best(norms, second.directions[g], 0)))
                        .isEqualTo(CrosscoderNorms.Kind.SECOND_ONLY);
                assertThat(norms.kind(best(norms, shared.directions[g], 1))).isEqualTo(CrosscoderNorms.Kind.SHARED);
            }
        }
    }

    /** The feature that writes a direction into the second source, and {@code first} times into the first. */
    private static int best(CrosscoderNorms norms, float[] direction, double first) {
        int best = 0;
        double most = -2;
        for (int j = 0; j < norms.norms().length; j++) {
            double dot = 0;
            for (int i = 0; i < direction.length; i++) {
                dot += (norms.unit()[j][1][i] + first * norms.unit()[j][0][i]) * direction[i];
            }
            if (dot > most) {
                most = dot;
                best = j;
            }
        }
        return best;
    }

    @Test
    void finishingAndFoldingChangeNoReconstruction() {
        List<Integer> sources = List.of(2, 4);
        TrainConfig config = TrainConfig.of("crosscoder", N)
                .withBlocks(sources)
                .withSetting("sparsity", "l1")
                .resolve(-1, D);
        CrosscoderObjective objective = new CrosscoderObjective(config, D);
        double[][] p = parameters();
        Map<String, HostTensor> learned = Map.of(
                "encoder", HostTensor.ofFloats(Baselines.floats(p[0]), N, D),
                "decoder", HostTensor.ofFloats(Baselines.floats(p[1]), N, D),
                "b_enc", HostTensor.ofFloats(Baselines.floats(p[2]), N),
                "b_dec", HostTensor.ofFloats(Baselines.floats(p[3]), D));
        Map<String, Object> facts = new java.util.HashMap<>(objective.facts());
        facts.put("architecture", "crosscoder");
        StoredDictionary trained = new StoredDictionary(learned, facts);
        StoredDictionary finished = new StoredDictionary(objective.finished(learned), facts);
        Normalisation units = new Normalisation(
                "centre", sources, new double[] {0.5, 4}, Baselines.floats(FiniteDifferences.random(8, D, 2)), 1);
        StoredDictionary folded = objective.fold(units, finished);
        try (NDManager m = Torch.newManager(Device.cpu());
                Dictionary a = Dictionaries.open(trained, m);
                Dictionary b = Dictionaries.open(finished, m);
                Dictionary c = Dictionaries.open(folded, m)) {
            NDArray raw = m.create(Baselines.floats(FiniteDifferences.random(9, B * D, 1)), new Shape(B, D));
            NDArray mean = m.create(units.mean());
            NDArray by = m.create(new float[] {0.5f, 0.5f, 4, 4, 4, 4});
            NDArray x = raw.sub(mean).mul(by);
            float[] expected = a.reconstruct(x).toFloatArray();
            assertThat(b.reconstruct(x).toFloatArray()).containsExactly(expected, Offset.offset(1e-4f));
            assertThat(c.reconstruct(raw).sub(mean).mul(by).toFloatArray())
                    .containsExactly(expected, Offset.offset(1e-3f));
            assertThat(c.encodeDense(raw).toFloatArray())
                    .containsExactly(b.encodeDense(x).toFloatArray(), Offset.offset(1e-4f));
            CrosscoderNorms norms = CrosscoderNorms.of(c);
            for (int j = 0; j < N; j++) {
                assertThat(norms.norms()[j][0] + norms.norms()[j][1]).isCloseTo(1, within(1e-5));
                double[] size = sizes(p[1], sources);
                double first = Math.hypot(p[1][j * D], p[1][j * D + 1]);
                assertThat(norms.relative(j, 0)).isCloseTo(first / size[j], within(1e-5));
            }
            assertThatThrownBy(() -> norms.cosine(0, 0, 1)).hasMessageContaining("widths 2 and 4");
        }
    }

    @Test
    void impossibleConfigsAreRefused() {
        assertThatThrownBy(() -> TrainConfig.of("crosscoder", N)
                        .withNormalise("layer-norm")
                        .resolve(-1, D))
                .hasMessageContaining("every row by itself");
        assertThatThrownBy(() -> TrainConfig.of("crosscoder", N)
                        .withBlocks(List.of(2, 3))
                        .resolve(-1, D))
                .hasMessageContaining("sum to 5");
        try (NDManager m = Torch.newManager(Device.cpu());
                Dictionary random = RandomDictionary.create(new float[D], 4, 2, 1, m)) {
            assertThatThrownBy(() -> CrosscoderNorms.of(random)).hasMessageContaining("one source only");
        }
    }

    private TrainResult run(TrainConfig config, float[][] rows) {
        return Training.run(config, RowSource.of(rows), Device.cpu(), dir, false, Progress.SILENT, TrainListener.NONE);
    }

    private static double[][] parameters() {
        double[] encoder = FiniteDifferences.random(2, N * D, 1);
        double[] bias = FiniteDifferences.random(4, N, 0.1);
        for (int j = 0; j < N; j++) {
            bias[j] += j < 8 ? 1 : 0;
            for (int i = 0; j >= 8 && i < D; i++) {
                encoder[j * D + i] *= 0.1;
            }
        }
        return new double[][] {
            encoder, FiniteDifferences.random(3, N * D, 0.6), bias, FiniteDifferences.random(5, D, 0.2)
        };
    }

    private static double[] sizes(double[] decoder, List<Integer> parts) {
        double[] out = new double[N];
        for (int j = 0; j < N; j++) {
            int from = j * D;
            for (int part : parts) {
                double sum = 0;
                for (int i = from; i < from + part; i++) {
                    sum += decoder[i] * decoder[i];
                }
                out[j] += Math.sqrt(sum);
                from += part;
            }
        }
        return out;
    }
}
