package org.echelle.sae.architectures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.Map;
import org.echelle.api.Progress;
import org.echelle.sae.Dictionary;
import org.echelle.sae.Evaluation;
import org.echelle.sae.Objective;
import org.echelle.sae.StoredDictionary;
import org.echelle.sae.TrainConfig;
import org.echelle.sae.baselines.Baselines;
import org.echelle.sae.formats.Dictionaries;
import org.echelle.sae.step.Trainer;
import org.echelle.sae.train.LastCheckpoint;
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
import org.junit.jupiter.params.provider.ValueSource;

class ArchetypalTest {
    private static final int B = 7;
    private static final int D = 5;
    private static final int N = 12;
    private static final int C = 6;
    private static final int K = 3;

    @TempDir
    Path dir;

    @BeforeAll
    static void oneThread() {
        Torch.threads(1);
    }

    @ParameterizedTest
    @CsvSource({
        "topk,none,0,sum-mse",
        "topk,learned,0,mean-mse",
        "batch-topk,learned,0,batch-fvu",
        "topk,learned,0.5,sum-mse"
    })
    void gradientsEqualFiniteDifferences(String selection, String bias, double aux, String scaling) {
        TrainConfig config = TrainConfig.of("archetypal", N)
                .withK(K)
                .withBatch(B)
                .withAux(aux, 2, 1000)
                .withScaling(scaling)
                .withSetting("points", C)
                .withSetting("selection", selection)
                .withSetting("decoder-bias", bias)
                .resolve(-1, D);
        double[][] p = parameters(bias.equals("learned"));
        double[] fixed = p[4].clone();
        double[] fixedBias = p[6].clone();
        double[] x = FiniteDifferences.random(1, B * D, 1);
        long[] since = new long[N];
        java.util.Arrays.fill(since, 8, N, 1000);
        PlainLoss plain = new PlainLoss(B, N, D, D, K, selection.equals("batch-topk"));
        double[][] z0 = plain.codes(x, p[0], p[5], PlainLoss.ones(N));
        boolean[] dead = plain.dead(z0, since, 1000);
        double[][] target = plain.residual(x, x, z0, decoder(p, fixed), p[6], new double[0]);
        double spread = spread(x);
        FiniteDifferences.Measured measured = FiniteDifferences.measure(config, D, p, since, x, 0);
        if (aux > 0) {
            assertThat(measured.stats()[Trainer.DEAD]).isPositive();
        }
        FiniteDifferences.agree(measured, p, q -> {
            double[] atoms = decoder(q, fixed); // the points do not learn
            double[][] z = plain.codes(x, q[0], q[5], PlainLoss.ones(N));
            double[] b = bias.equals("learned") ? q[6] : fixedBias;
            double error = PlainLoss.squares(plain.residual(x, x, z, atoms, b, new double[0]));
            double by =
                    switch (scaling) {
                        case "mean-mse" -> 1.0 / (B * D);
                        case "batch-fvu" -> 1 / spread;
                        default -> 1.0 / B;
                    };
            return error * by + (aux == 0 ? 0 : aux * plain.auxiliary(x, q[0], q[5], atoms, dead, 2, target));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"k-means", "rows"})
    void withoutRelaxationAndRadiusEveryAtomIsAMeanOfPoints(String from) {
        SmallWorld world = new SmallWorld(3, 600, D, 12, 0.2);
        TrainConfig config = small(from, 0, "fixed").withNormalise("none");
        Training.run(config, world.source(), Device.cpu(), dir, false, Progress.SILENT, TrainListener.NONE);
        Map<String, HostTensor> state = LastCheckpoint.state(dir);
        float[] points = state.get("points").toFloats();
        float[] atoms = StoredDictionary.read(dir).decoder().toFloats();
        assertThat(distanceToHull(atoms, points)).isLessThan(2e-3);
        if (from.equals("rows")) {
            for (int c = 0; c < C; c++) {
                float[] point = java.util.Arrays.copyOfRange(points, c * D, (c + 1) * D);
                assertThat(java.util.Arrays.stream(world.rows)).anyMatch(row -> java.util.Arrays.equals(row, point));
            }
        }
    }

    @Test
    void withTheUnitVectorsAsPointsAtomsAreProbabilities() {
        ArchetypalObjective objective = new ArchetypalObjective(
                small("rows", 0, "fixed").withSetting("points", D).resolve(600, D), D);
        float[] identity = new float[D * D];
        for (int i = 0; i < D; i++) {
            identity[i * D + i] = 1;
        }
        float[] atoms = objective
                .finished(Map.of(
                        "encoder", HostTensor.ofFloats(new float[N * D], N, D),
                        "mix", HostTensor.ofFloats(Baselines.floats(FiniteDifferences.random(3, N * D, 1)), N, D),
                        "relaxation",
                                HostTensor.ofFloats(Baselines.floats(FiniteDifferences.random(4, N * D, 1)), N, D),
                        "radius", HostTensor.ofFloats(new float[1]),
                        "points", HostTensor.ofFloats(identity, D, D),
                        "b_enc", HostTensor.ofFloats(new float[N], N),
                        "b_dec", HostTensor.ofFloats(new float[D], D)))
                .get("decoder")
                .toFloats();
        for (int j = 0; j < N; j++) {
            double sum = 0;
            for (int i = 0; i < D; i++) {
                assertThat(atoms[j * D + i]).isBetween(0f, 1f);
                sum += atoms[j * D + i];
            }
            assertThat(sum).isCloseTo(1, within(1e-6));
        }
    }

    @Test
    void relaxationMovesAtomsNoFartherThanDelta() {
        SmallWorld world = new SmallWorld(3, 600, D, 12, 0.2);
        TrainConfig config = small("k-means", 0.05, "fixed").withNormalise("none");
        Training.run(config, world.source(), Device.cpu(), dir, false, Progress.SILENT, TrainListener.NONE);
        Map<String, HostTensor> state = LastCheckpoint.state(dir);
        float[] atoms = StoredDictionary.read(dir).decoder().toFloats();
        assertThat(distanceToHull(atoms, state.get("points").toFloats())).isBetween(0.01, 0.05 + 2e-3);
    }

    @Test
    void aMixThatLostAllItsWeightStartsAgainAtOnePoint() {
        TrainConfig config = small("rows", 1, "learned").withAux(0, 0, 1000).resolve(-1, D);
        double[][] p = parameters(false);
        java.util.Arrays.fill(p[1], 2 * C, 3 * C, -1);
        FiniteDifferences.Measured measured = FiniteDifferences.measure(
                config.withBatch(B), D, p, new long[N], FiniteDifferences.random(1, B * D, 1), 0);
        assertThat(measured.stats()[Objective.OWN_SUMS + 2]).isEqualTo(1);
        for (double v : measured.gradients()[1]) {
            assertThat(v).isFinite();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"topk", "batch-topk"})
    void itLearnsToReconstructAndItsDictionaryTakesRawRows(String selection) {
        SmallWorld world = new SmallWorld(3, 3000, 16, 32, 0.06);
        TrainConfig config = TrainConfig.of("archetypal", 64)
                .withK(4)
                .withBatch(200)
                .withSteps(400)
                .withSetting("selection", selection);
        TrainResult result =
                Training.run(config, world.source(), Device.cpu(), dir, false, Progress.SILENT, TrainListener.NONE);
        try (NDManager m = Torch.newManager(Device.cpu());
                Dictionary dictionary = Dictionaries.load(result.dictionary(), m)) {
            Evaluation evaluation = Evaluation.of(dictionary, world.source(), 0, Progress.SILENT);
            assertThat(evaluation.fvu()).isLessThan(0.4);
            assertThat(evaluation.l0()).isLessThanOrEqualTo(4.01);
            NDArray none = dictionary.decode(m.zeros(new Shape(1, 64)));
            assertThat(none.toFloatArray()).containsOnly(0f); // no bias, as published
        }
    }

    @Test
    void impossibleConfigsAreRefused() {
        assertThatThrownBy(
                        () -> small("rows", 1, "fixed").withDecoderNorm("unit").resolve(100, D))
                .hasMessageContaining("free");
        assertThatThrownBy(() -> Training.run(
                        small("k-means", 1, "fixed").withSetting("points", 50),
                        RowSource.of(new SmallWorld(3, 30, D, 12, 0.9).rows),
                        Device.cpu(),
                        dir,
                        false,
                        Progress.SILENT,
                        TrainListener.NONE))
                .hasMessageContaining("50 points but only 30 rows");
    }

    private static TrainConfig small(String from, double delta, String radius) {
        return TrainConfig.of("archetypal", N)
                .withK(K)
                .withBatch(64)
                .withSteps(60)
                .withIntervals(60, 20)
                .withSetting("points", C)
                .withSetting("points-from", from)
                .withSetting("delta", delta)
                .withSetting("radius", radius);
    }

    private static double[][] parameters(boolean bias) {
        double[] mix = FiniteDifferences.random(3, N * C, 1);
        for (int j = 0; j < N; j++) {
            double sum = 0;
            for (int c = 0; c < C; c++) {
                mix[j * C + c] = 0.1 + Math.abs(mix[j * C + c]);
                sum += mix[j * C + c];
            }
            for (int c = 0; c < C; c++) {
                mix[j * C + c] /= sum;
            }
        }
        double[] encoderBias = FiniteDifferences.random(5, N, 0.1);
        double[] encoder = FiniteDifferences.random(2, N * D, 1);
        for (int j = 0; j < N; j++) {
            encoderBias[j] += j < 8 ? 1 : 0;
            for (int i = 0; j >= 8 && i < D; i++) {
                encoder[j * D + i] *= 0.1;
            }
        }
        return new double[][] {
            encoder,
            mix,
            FiniteDifferences.random(4, N * D, 0.2),
            {0.3},
            FiniteDifferences.random(6, C * D, 1),
            encoderBias,
            FiniteDifferences.random(7, D, bias ? 0.2 : 0)
        };
    }

    private static double[] decoder(double[][] p, double[] points) {
        double[] out = new double[N * D];
        for (int j = 0; j < N; j++) {
            for (int i = 0; i < D; i++) {
                double sum = p[2][j * D + i];
                for (int c = 0; c < C; c++) {
                    sum += p[1][j * C + c] * points[c * D + i];
                }
                out[j * D + i] = Math.exp(p[3][0]) * sum;
            }
        }
        return out;
    }

    private static double spread(double[] x) {
        double sum = 0;
        for (int i = 0; i < D; i++) {
            double mean = 0;
            for (int b = 0; b < B; b++) {
                mean += x[b * D + i] / B;
            }
            for (int b = 0; b < B; b++) {
                sum += Math.pow(x[b * D + i] - mean, 2);
            }
        }
        return sum;
    }

    /**
     * Largest distance of an atom from the points' convex hull: non-negative least squares on points that carry one more, heavy
     * coordinate, which makes the weights sum to 1.
     */
    private static double distanceToHull(float[] atoms, float[] points) {
        float heavy = 10;
        float[] lifted = lift(points, heavy);
        float[] rows = lift(atoms, heavy);
        int c = points.length / D;
        try (NDManager m = Torch.newManager(Device.cpu())) {
            HostTensor w = HostTensor.ofFloats(lifted, c, D + 1);
            StoredDictionary stored = StoredDictionary.of(
                    w,
                    w,
                    HostTensor.ofFloats(new float[c], c),
                    HostTensor.ofFloats(new float[D + 1], D + 1),
                    Map.of("architecture", "nmf", "encoder", "omp", "k", Math.min(c, D + 1)));
            try (Dictionary hull = Dictionaries.open(stored, m)) {
                NDArray x = m.create(rows, new Shape(atoms.length / D, D + 1));
                float[] y = hull.reconstruct(x).toFloatArray();
                double worst = 0;
                for (int j = 0; j < atoms.length / D; j++) {
                    double sum = 0;
                    for (int i = 0; i <= D; i++) {
                        sum += Math.pow(y[j * (D + 1) + i] - rows[j * (D + 1) + i], 2);
                    }
                    worst = Math.max(worst, Math.sqrt(sum));
                }
                return worst;
            }
        }
    }

    private static float[] lift(float[] values, float more) {
        int count = values.length / D;
        float[] out = new float[count * (D + 1)];
        for (int j = 0; j < count; j++) {
            System.arraycopy(values, j * D, out, j * (D + 1), D);
            out[j * (D + 1) + D] = more;
        }
        return out;
    }
}
