package org.echelle.sae.architectures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.echelle.api.Progress;
import org.echelle.sae.Dictionary;
import org.echelle.sae.Normalisation;
import org.echelle.sae.SaeException;
import org.echelle.sae.Start;
import org.echelle.sae.StoredDictionary;
import org.echelle.sae.TrainConfig;
import org.echelle.sae.baselines.Baselines;
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
import org.junit.jupiter.params.provider.ValueSource;

class TranscoderTest {
    private static final int B = 7;
    private static final int D = 5;
    private static final int E = 4;
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
        "transcoder,0,sum-mse",
        "transcoder,0.5,mean-mse",
        "skip-transcoder,0,batch-fvu",
        "skip-transcoder,0.5,sum-mse"
    })
    void gradientsEqualFiniteDifferences(String kind, double aux, String scaling) {
        boolean skip = kind.startsWith("skip");
        TrainConfig config = TrainConfig.of(kind, N)
                .withK(K)
                .withBatch(B)
                .withBlocks(List.of(D, E))
                .withAux(aux, 2, 1000)
                .withScaling(scaling)
                .resolve(-1, D + E);
        double[][] p = parameters(skip);
        double[] x = FiniteDifferences.random(1, B * D, 1);
        double[] y = FiniteDifferences.random(9, B * E, 1);
        long[] since = new long[N];
        java.util.Arrays.fill(since, 8, N, 1000);
        PlainLoss plain = new PlainLoss(B, N, D, E, K, false);
        double[][] z0 = plain.codes(x, p[0], p[2], PlainLoss.ones(N));
        boolean[] dead = plain.dead(z0, since, 1000);
        double[] none = new double[0];
        double[][] target = plain.residual(x, y, z0, p[1], p[3], skip ? p[4] : none);
        FiniteDifferences.Measured measured = FiniteDifferences.measure(config, D + E, p, since, joined(x, y, D, E), 0);
        if (aux > 0) {
            assertThat(measured.stats()[Trainer.DEAD]).isPositive();
        }
        FiniteDifferences.agree(measured, p, q -> {
            double[][] z = plain.codes(x, q[0], q[2], PlainLoss.ones(N));
            double error = PlainLoss.squares(plain.residual(x, y, z, q[1], q[3], skip ? q[4] : none));
            double by =
                    switch (scaling) {
                        case "mean-mse" -> 1.0 / (B * E);
                        case "batch-fvu" -> 1 / spread(y);
                        default -> 1.0 / B;
                    };
            return error * by + (aux == 0 ? 0 : aux * plain.auxiliary(x, q[0], q[2], q[1], dead, 2, target));
        });
        assertThat(measured.stats()[Trainer.SPREAD]).isCloseTo(spread(y), within(1e-9));
    }

    @Test
    void aTranscoderOfRowsToThemselvesHasTheGradientsOfAnAutoencoder() {
        double[] x = FiniteDifferences.random(1, B * D, 1);
        double[][] p = {
            FiniteDifferences.random(2, N * D, 1),
            FiniteDifferences.random(3, N * D, 0.6),
            FiniteDifferences.random(4, N, 0.1),
            new double[D]
        };
        TrainConfig across = TrainConfig.of("transcoder", N)
                .withK(K)
                .withBatch(B)
                .withBlocks(List.of(D, D))
                .withAux(0, 2, 1000)
                .resolve(-1, 2 * D);
        TrainConfig within = TrainConfig.topk(N, K)
                .withBatch(B)
                .withAux(0, 2, 1000)
                .withDecoderNorm("free")
                .resolve(-1, D);
        double[][] a = FiniteDifferences.measure(across, 2 * D, p, new long[N], joined(x, x, D, D), 0)
                .gradients();
        double[][] b =
                FiniteDifferences.measure(within, D, p, new long[N], x, 0).gradients();
        for (int i = 0; i < 3; i++) {
            assertThat(a[i]).containsExactly(b[i], Offset.offset(1e-12));
        }
        for (int i = 0; i < D; i++) { // an autoencoder's bias is subtracted from rows as well
            double read = 0;
            for (int j = 0; j < N; j++) {
                read += p[0][j * D + i] * b[2][j];
            }
            assertThat(a[3][i]).isCloseTo(b[3][i] + read, within(1e-12));
        }
    }

    @Test
    void whatIsLinearIsLearnedBySkippingWithAnEmptyCode() {
        double[] x = FiniteDifferences.random(1, 200 * D, 1);
        double[] mix = FiniteDifferences.random(2, E * D, 1);
        double[] y = new double[200 * E];
        for (int b = 0; b < 200; b++) {
            for (int o = 0; o < E; o++) {
                y[b * E + o] = 0.5;
                for (int i = 0; i < D; i++) {
                    y[b * E + o] += mix[o * D + i] * x[b * D + i];
                }
            }
        }
        TrainConfig config = TrainConfig.of("skip-transcoder", N)
                .withK(K)
                .withBatch(200)
                .withBlocks(List.of(D, E))
                .withAux(0, 2, 1000)
                .resolve(-1, D + E);
        try (Trainer trainer = new Trainer(config, D + E, Device.cpu());
                NDManager m = trainer.manager.newSubManager()) {
            trainer.begin(List.of(), Progress.SILENT);
            NDArray silent = m.full(new Shape(N), -1000f);
            silent.copyTo(trainer.parameter("b_enc"));
            NDArray rows = m.create(Baselines.floats(joined(x, y, D, E)), new Shape(200, D + E));
            double[] stats = {};
            for (int step = 0; step < 1000; step++) {
                stats = trainer.step(rows, 0.05 * (1 - step / 1000.0), step);
            }
            assertThat(stats[Trainer.FIRED]).isZero();
            assertThat(stats[Trainer.SQUARED] / stats[Trainer.SPREAD]).isLessThan(1e-6);
            assertThat(trainer.parameter("skip").toFloatArray())
                    .containsExactly(Baselines.floats(mix), Offset.offset(1e-2f));
        }
    }

    @Test
    void itStartsFromTheMeans() {
        double[] x = FiniteDifferences.random(1, 64 * D, 1);
        double[] y = FiniteDifferences.random(2, 64 * E, 1);
        TrainConfig config = TrainConfig.of("transcoder", N)
                .withK(K)
                .withBatch(64)
                .withBlocks(List.of(D, E))
                .resolve(-1, D + E);
        try (Trainer trainer = new Trainer(config, D + E, Device.cpu());
                NDManager m = trainer.manager.newSubManager()) {
            trainer.begin(
                    List.of(m.create(Baselines.floats(joined(x, y, D, E)), new Shape(64, D + E))), Progress.SILENT);
            assertThat(trainer.parameter("decoder").toFloatArray()).containsOnly(0f);
            float[] out = trainer.parameter("b_dec").toFloatArray();
            float[] encoder = trainer.parameter("encoder").toFloatArray();
            float[] bias = trainer.parameter("b_enc").toFloatArray();
            for (int o = 0; o < E; o++) {
                assertThat((double) out[o]).isCloseTo(mean(y, E, o), within(1e-5));
            }
            for (int j = 0; j < N; j++) {
                double activation = bias[j];
                for (int i = 0; i < D; i++) {
                    activation += encoder[j * D + i] * mean(x, D, i);
                }
                assertThat(activation).isCloseTo(0, within(1e-5));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"transcoder", "skip-transcoder"})
    void foldingTheUnitsOfInputAndOutputIsExact(String kind) {
        boolean skip = kind.startsWith("skip");
        double[][] p = parameters(skip);
        Map<String, HostTensor> tensors = new HashMap<>();
        tensors.put("encoder", tensor(p[0], N, D));
        tensors.put("decoder", tensor(p[1], N, E));
        tensors.put("b_enc", tensor(p[2], N));
        tensors.put("b_dec", tensor(p[3], E));
        if (skip) {
            tensors.put("skip", tensor(p[4], E, D));
        }
        StoredDictionary trained =
                new StoredDictionary(tensors, Map.of("architecture", kind, "k", K, "pre-bias", "none"));
        Normalisation units = new Normalisation(
                "centre",
                List.of(D, E),
                new double[] {0.25, 3},
                Baselines.floats(FiniteDifferences.random(8, D + E, 2)),
                1);
        TrainConfig config = TrainConfig.of(kind, N).withBlocks(List.of(D, E)).resolve(-1, D + E);
        StoredDictionary folded = new TranscoderObjective(config, skip).fold(units, trained);
        try (NDManager m = Torch.newManager(Device.cpu());
                Dictionary inside = Dictionaries.open(trained, m);
                Dictionary outside = Dictionaries.open(folded, m)) {
            NDArray x = m.create(Baselines.floats(FiniteDifferences.random(9, B * D, 3)), new Shape(B, D));
            NDArray in = m.create(java.util.Arrays.copyOf(units.mean(), D));
            NDArray out = m.create(java.util.Arrays.copyOfRange(units.mean(), D, D + E));
            NDArray normal = x.sub(in).mul(0.25f);
            NDArray expected = inside.reconstruct(normal).div(3f).add(out);
            assertThat(outside.reconstruct(x).toFloatArray())
                    .containsExactly(expected.toFloatArray(), Offset.offset(1e-4f));
            assertThat(outside.encode(x).feature())
                    .isEqualTo(inside.encode(normal).feature());
        }
    }

    @Test
    void whatAFewFeaturesDoIsLearnedFromRowsSideBySide() {
        SmallWorld world = new SmallWorld(3, 4000, 16, 12, 0.15);
        float[] writes = Start.directions(11, 12, 6);
        float[][] rows = new float[4000][22];
        for (int r = 0; r < rows.length; r++) {
            System.arraycopy(world.rows[r], 0, rows[r], 0, 16);
            for (int g = 0; g < 12; g++) {
                float a = 0;
                for (int i = 0; i < 16; i++) {
                    a += world.rows[r][i] * world.directions[g][i];
                }
                for (int o = 0; o < 6; o++) {
                    rows[r][16 + o] += Math.max(0, a - 0.4f) * writes[g * 6 + o];
                }
            }
        }
        double[] fvu = new double[2];
        for (String kind : new String[] {"transcoder", "skip-transcoder"}) {
            TrainConfig config = TrainConfig.of(kind, 48)
                    .withK(6)
                    .withBatch(250)
                    .withSteps(800)
                    .withBlocks(List.of(16, 6));
            TrainResult result = Training.run(
                    config,
                    RowSource.of(rows),
                    Device.cpu(),
                    dir.resolve(kind),
                    false,
                    Progress.SILENT,
                    TrainListener.NONE);
            fvu[kind.startsWith("skip") ? 1 : 0] = result.last().fvu();
            try (NDManager m = Torch.newManager(Device.cpu());
                    Dictionary dictionary = Dictionaries.load(result.dictionary(), m)) {
                assertThat(dictionary.width()).isEqualTo(16);
                assertThat(dictionary.outputWidth()).isEqualTo(6);
                assertThat(dictionary.facts()).containsEntry("width", 16).containsEntry("output-width", 6);
                double error = 0;
                double spread = 0;
                NDArray x = m.create(world.rows);
                float[] y = dictionary.reconstruct(x).toFloatArray();
                for (int o = 0; o < 6; o++) {
                    double mean = 0;
                    for (float[] row : rows) {
                        mean += row[16 + o] / rows.length;
                    }
                    for (int r = 0; r < rows.length; r++) {
                        error += Math.pow(y[r * 6 + o] - rows[r][16 + o], 2);
                        spread += Math.pow(rows[r][16 + o] - mean, 2);
                    }
                }
                assertThat(error / spread).isLessThan(0.3);
            }
        }
        assertThat(fvu[1]).isLessThan(0.3);
    }

    @Test
    void rowsOfOnePartAreRefused() {
        assertThatThrownBy(() -> TrainConfig.of("transcoder", N).resolve(100, D))
                .isInstanceOf(SaeException.class)
                .hasMessageContaining("two parts")
                .hasMessageContaining("--with");
        assertThatThrownBy(() -> TrainConfig.of("transcoder", N)
                        .withBlocks(List.of(D, E))
                        .withDecoderNorm("unit")
                        .resolve(100, D + E))
                .hasMessageContaining("free");
    }

    private static double[][] parameters(boolean skip) {
        double[] encoder = FiniteDifferences.random(2, N * D, 1);
        double[] bias = FiniteDifferences.random(4, N, 0.1);
        for (int j = 0; j < N; j++) {
            bias[j] += j < 8 ? 1 : 0;
            for (int i = 0; j >= 8 && i < D; i++) {
                encoder[j * D + i] *= 0.1;
            }
        }
        double[] decoder = FiniteDifferences.random(3, N * E, 0.6);
        double[] out = FiniteDifferences.random(5, E, 0.2);
        return skip
                ? new double[][] {encoder, decoder, bias, out, FiniteDifferences.random(6, E * D, 0.3)}
                : new double[][] {encoder, decoder, bias, out};
    }

    private static double[] joined(double[] x, double[] y, int d, int e) {
        int rows = x.length / d;
        double[] out = new double[x.length + y.length];
        for (int b = 0; b < rows; b++) {
            System.arraycopy(x, b * d, out, b * (d + e), d);
            System.arraycopy(y, b * e, out, b * (d + e) + d, e);
        }
        return out;
    }

    private static double mean(double[] values, int width, int column) {
        double sum = 0;
        for (int e = column; e < values.length; e += width) {
            sum += values[e];
        }
        double rows = (double) values.length / width;
        return sum / rows;
    }

    private static double spread(double[] y) {
        double sum = 0;
        for (int e = 0; e < y.length; e++) {
            sum += Math.pow(y[e] - mean(y, E, e % E), 2);
        }
        return sum;
    }

    private static HostTensor tensor(double[] values, long... shape) {
        return HostTensor.ofFloats(Baselines.floats(values), shape);
    }
}
