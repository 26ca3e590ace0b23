package org.echelle.sae.architectures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.echelle.sae.Dictionary;
import org.echelle.sae.Objective;
import org.echelle.sae.Parameter;
import org.echelle.sae.StoredDictionary;
import org.echelle.sae.TrainConfig;
import org.echelle.sae.formats.Dictionaries;
import org.echelle.sae.step.Trainer;
import org.echelle.torch.HostTensor;
import org.echelle.torch.Torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What must hold of dictionaries with a penalty by their definitions. */
class PenaltyPropertiesTest {
    private static final int D = 6;
    private static final int N = 14;

    @BeforeAll
    static void oneThread() {
        Torch.threads(1);
    }

    private static TrainConfig config(String architecture, int features, int batch) {
        return TrainConfig.of(architecture, features)
                .withBatch(batch)
                .withSteps(100)
                .withAux(-1, 0, 1000)
                .withSetting("sparsity-warmup", 0);
    }

    private static FiniteDifferences.Measured measure(TrainConfig config, int width, double[] x, double[]... p) {
        return FiniteDifferences.measure(config.resolve(-1, width), width, p, new long[config.features()], x, 0);
    }

    private static double[] identity(int rows, int columns, double by) {
        double[] out = new double[rows * columns];
        for (int j = 0; j < Math.min(rows, columns); j++) {
            out[j * columns + j] = by;
        }
        return out;
    }

    @Test
    void l1OnOrthonormalAtomsIsASoftThresholdAtHalfTheCoefficient() {
        double lambda = 0.6;
        double[] x = {1, 0.5, 0.31, 2, 0.2, 0.1};
        double[] bias = new double[D];
        java.util.Arrays.fill(bias, -lambda / 2);
        double[] eye = identity(D, D, 1);
        TrainConfig config = config("relu-l1", D, 1).withSetting("coefficient", lambda);
        FiniteDifferences.Measured best = measure(config, D, x, eye, eye, bias, new double[D]);
        for (double slope : best.gradients()[2]) {
            assertThat(slope).isCloseTo(0, within(1e-12));
        }
        for (int j = 0; j < D; j++) {
            for (double by : new double[] {-1e-3, 1e-3}) {
                double[] moved = bias.clone();
                moved[j] += by;
                assertThat(measure(config, D, x, eye, eye, moved, new double[D]).stats()[Trainer.LOSS])
                        .isGreaterThanOrEqualTo(best.stats()[Trainer.LOSS]);
            }
        }
        assertThat(best.stats()[Trainer.FIRED]).isEqualTo(4); // those above lambda / 2
    }

    @Test
    void withoutAPenaltyTwiceAsManyFeaturesAsDimensionsCanBeTheIdentity() {
        double[] both = new double[2 * D * D];
        System.arraycopy(identity(D, D, 1), 0, both, 0, D * D);
        System.arraycopy(identity(D, D, -1), 0, both, D * D, D * D);
        double[] x = FiniteDifferences.random(1, 10 * D, 1);
        TrainConfig config = config("relu-l1", 2 * D, 10).withSetting("coefficient", 0);
        FiniteDifferences.Measured m = measure(config, D, x, both, both, new double[2 * D], new double[D]);
        assertThat(m.stats()[Trainer.LOSS]).isCloseTo(0, within(1e-20));
    }

    @Test
    void withoutAPenaltyReluIsTopkWithEveryFeature() {
        double[] x = FiniteDifferences.random(1, 8 * D, 1);
        double[][] p = plain();
        FiniteDifferences.Measured relu = measure(config("relu-l1", N, 8).withSetting("coefficient", 0), D, x, p);
        FiniteDifferences.Measured topk =
                measure(TrainConfig.topk(N, N).withBatch(8).withAux(0, 1, 1000), D, x, p);
        assertThat(relu.stats()[Trainer.LOSS]).isCloseTo(topk.stats()[Trainer.LOSS], within(1e-12));
        for (int i = 0; i < 4; i++) {
            assertThat(relu.gradients()[i]).containsExactly(topk.gradients()[i], within(1e-12));
        }
    }

    @Test
    void theAprilLossDoesNotSeeHowNormIsSharedBetweenEncoderAndDecoder() {
        double[] x = FiniteDifferences.random(1, 8 * D, 1);
        double[][] p = plain();
        double[][] q = {p[0].clone(), p[1].clone(), p[2].clone(), p[3]};
        SplittableRandom random = new SplittableRandom(4);
        for (int j = 0; j < N; j++) {
            double c = Math.exp(random.nextGaussian());
            for (int i = 0; i < D; i++) {
                q[0][j * D + i] *= c;
                q[1][j * D + i] /= c;
            }
            q[2][j] *= c;
        }
        TrainConfig april = config("april", N, 8).withSetting("coefficient", 2);
        assertThat(measure(april, D, x, q).stats()[Trainer.LOSS])
                .isCloseTo(measure(april, D, x, p).stats()[Trainer.LOSS], within(1e-9));
        TrainConfig l1 = config("relu-l1", N, 8).withSetting("coefficient", 2);
        assertThat(Math.abs(measure(l1, D, x, q).stats()[Trainer.LOSS]
                        - measure(l1, D, x, p).stats()[Trainer.LOSS]))
                .isGreaterThan(0.01);
    }

    @Test
    void theTanhPenaltyLiesBetweenACountAndANorm() {
        double[] x = FiniteDifferences.random(1, 8 * D, 1);
        double[][] p = jump(0.2);
        TrainConfig tanh = config("jumprelu", N, 8).withDecoderNorm("free").withSetting("penalty", "tanh");
        double count = measure(tanh.withSetting("penalty", "l0"), D, x, p).stats()[Objective.OWN_SUMS];
        assertThat(measure(tanh.withSetting("tanh-scale", 1e5), D, x, p).stats()[Objective.OWN_SUMS])
                .isCloseTo(count, within(1e-9));
        double norms = 0;
        for (int b = 0; b < 8; b++) {
            for (int j = 0; j < N; j++) {
                double a = p[2][j];
                double square = 0;
                for (int i = 0; i < D; i++) {
                    a += x[b * D + i] * p[0][j * D + i];
                    square += p[1][j * D + i] * p[1][j * D + i];
                }
                norms += a > 0.2 ? a * Math.sqrt(square) / 8 : 0;
            }
        }
        double scale = 1e-4;
        assertThat(measure(tanh.withSetting("tanh-scale", scale), D, x, p).stats()[Objective.OWN_SUMS] / scale)
                .isCloseTo(norms, within(1e-5 * norms));
    }

    /** a ~ U(0, 1), one feature, threshold 1/2: E[a > t] = 1 - t has slope -1. */
    @ParameterizedTest
    @ValueSource(strings = {"rectangle", "triangle", "epanechnikov"})
    void thePseudoGradientOfL0IsUnbiasedOnPreActivations(String kernel) {
        int rows = 200_000;
        double h = 0.05;
        assertThat(estimate(rows, h, kernel, "none")).isCloseTo(-1, within(3 / Math.sqrt(rows * h)));
    }

    @Test
    void thePeersPseudoGradientSeesHalfOfTheKernel() {
        int rows = 200_000;
        double h = 0.05;
        assertThat(estimate(rows, h, "rectangle", "dictionary_learning"))
                .isCloseTo(-0.5, within(3 / Math.sqrt(rows * h)));
    }

    private static double estimate(int rows, double h, String kernel, String peer) {
        SplittableRandom random = new SplittableRandom(6);
        double[] x = random.doubles(rows).toArray();
        TrainConfig config = config("jumprelu", 1, rows)
                .withSetting("penalty", "l0")
                .withSetting("target-l0", 1)
                .withSetting("bandwidth", h)
                .withSetting("kernel", kernel)
                .withSetting("peer", peer);
        double[] one = {1};
        double[] zero = {0};
        return measure(config, 1, x, one, zero, zero, zero, new double[] {0.5}).gradients()[4][0];
    }

    @Test
    void jumpreluWithThresholdsAtZeroIsReluAndAtInfinityItsBias() {
        float[] x = floats(FiniteDifferences.random(1, 8 * D, 1));
        double[][] p = plain();
        try (NDManager m = Torch.newManager(Device.cpu())) {
            NDArray rows = m.create(x, new Shape(8, D));
            StoredDictionary relu = stored("relu-l1", p, Map.of());
            Map<String, HostTensor> zero = new LinkedHashMap<>(relu.tensors());
            zero.put("threshold", HostTensor.ofFloats(new float[N], N));
            Map<String, HostTensor> infinite = new LinkedHashMap<>(relu.tensors());
            float[] high = new float[N];
            java.util.Arrays.fill(high, Float.POSITIVE_INFINITY);
            infinite.put("threshold", HostTensor.ofFloats(high, N));
            float[] expected = dense(relu, rows);
            assertThat(dense(new StoredDictionary(zero, Map.of("architecture", "jumprelu")), rows))
                    .isEqualTo(expected);
            float[] bias = floats(p[3]);
            float[] made = made(new StoredDictionary(infinite, Map.of("architecture", "jumprelu")), rows);
            for (int e = 0; e < made.length; e++) {
                assertThat(made[e]).isEqualTo(bias[e % D]);
            }
        }
    }

    @Test
    void aGatedDictionaryWithEqualBiasesAndNoStretchIsRelu() {
        double[][] p = plain();
        try (NDManager m = Torch.newManager(Device.cpu())) {
            NDArray rows = m.create(floats(FiniteDifferences.random(1, 8 * D, 1)), new Shape(8, D));
            float[] relu = dense(stored("relu-l1", p, Map.of()), rows);
            float[] gated = dense(gated(p, p[2], p[2], new double[N]), rows);
            assertThat(gated).isEqualTo(relu);
        }
    }

    @Test
    void aGatedDictionaryIsExactlyAJumprelu() {
        double[][] p = plain();
        double[] gate = FiniteDifferences.random(11, N, 0.4);
        double[] magnitude = FiniteDifferences.random(12, N, 0.4);
        double[] r = FiniteDifferences.random(13, N, 0.5);
        double[] x = FiniteDifferences.random(1, 50 * D, 1);
        try (NDManager m = Torch.newManager(Device.cpu())) {
            float[] codes = dense(gated(p, gate, magnitude, r), m.create(floats(x), new Shape(50, D)));
            for (int b = 0; b < 50; b++) {
                for (int j = 0; j < N; j++) {
                    double u = 0;
                    for (int i = 0; i < D; i++) {
                        u += (x[b * D + i] - p[3][i]) * p[0][j * D + i];
                    }
                    double z = u + gate[j] > 0 ? Math.max(0, Math.exp(r[j]) * u + magnitude[j]) : 0;
                    if (Math.abs(u + gate[j]) > 1e-5) { // off the boundary
                        assertThat((double) codes[b * N + j]).isCloseTo(z, within(1e-5));
                    }
                }
            }
        }
    }

    @Test
    void atomsOfNormOneReconstructTheSame() {
        for (String architecture : List.of("april", "jumprelu")) {
            TrainConfig config =
                    config(architecture, N, 8).withDecoderNorm("free").resolve(-1, D);
            double[][] p = architecture.equals("april") ? plain() : jump(0.2);
            try (Trainer trainer = new Trainer(config, D, Device.cpu());
                    NDManager m = trainer.manager.newSubManager()) {
                for (int i = 0; i < p.length; i++) {
                    m.create(floats(p[i]), trainer.names.get(i).djl()).copyTo(trainer.parameters[i]);
                }
                StoredDictionary finished = trainer.stored(Map.of("architecture", architecture));
                float[] atoms = finished.decoder().toFloats();
                for (int j = 0; j < N; j++) {
                    double square = 0;
                    for (int i = 0; i < D; i++) {
                        square += atoms[j * D + i] * atoms[j * D + i];
                    }
                    assertThat(square).isCloseTo(1, within(1e-5));
                }
                Map<String, HostTensor> raw = new LinkedHashMap<>();
                for (Parameter q : trainer.names) {
                    raw.put(q.name(), HostTensor.of(trainer.parameter(q.name())));
                }
                NDArray rows = m.create(floats(FiniteDifferences.random(1, 8 * D, 1)), new Shape(8, D));
                assertThat(made(finished, rows))
                        .containsExactly(made(new StoredDictionary(raw, finished.facts()), rows), within(1e-4f));
            }
        }
    }

    @Test
    void rawThresholdsNeverFallBelowZero() {
        TrainConfig config =
                config("jumprelu", N, 8).withSetting("bandwidth", 1).resolve(-1, D);
        try (Trainer trainer = new Trainer(config, D, Device.cpu());
                NDManager m = trainer.manager.newSubManager()) {
            trainer.begin(List.of(), org.echelle.api.Progress.SILENT);
            float[] low = new float[N];
            java.util.Arrays.fill(low, -0.3f);
            m.create(low).copyTo(trainer.parameter("threshold"));
            NDArray x = m.create(floats(FiniteDifferences.random(1, 8 * D, 1)), new Shape(8, D));
            trainer.step(x, 0, 0);
            assertThat(trainer.parameter("threshold").toFloatArray()).containsOnly(0f);
            trainer.step(x, 0.5, 1);
            for (float t : trainer.stored(Map.of("architecture", "jumprelu"))
                    .tensor("threshold")
                    .toFloats()) {
                assertThat(t).isNotNegative();
            }
        }
    }

    private static double[][] plain() {
        return new double[][] {
            FiniteDifferences.random(2, N * D, 0.6),
            FiniteDifferences.random(3, N * D, 0.6),
            FiniteDifferences.random(4, N, 0.3),
            FiniteDifferences.random(5, D, 0.2)
        };
    }

    private static double[][] jump(double threshold) {
        double[][] p = java.util.Arrays.copyOf(plain(), 5);
        p[4] = new double[N];
        java.util.Arrays.fill(p[4], threshold);
        return p;
    }

    private static StoredDictionary stored(String architecture, double[][] p, Map<String, HostTensor> more) {
        Map<String, HostTensor> tensors = new LinkedHashMap<>();
        tensors.put("encoder", HostTensor.ofFloats(floats(p[0]), N, D));
        tensors.put("decoder", HostTensor.ofFloats(floats(p[1]), N, D));
        tensors.put("b_enc", HostTensor.ofFloats(floats(p[2]), N));
        tensors.put("b_dec", HostTensor.ofFloats(floats(p[3]), D));
        tensors.putAll(more);
        return new StoredDictionary(tensors, Map.of("architecture", architecture));
    }

    private static StoredDictionary gated(double[][] p, double[] gate, double[] magnitude, double[] r) {
        return stored(
                "gated",
                p,
                Map.of(
                        "b_enc", HostTensor.ofFloats(new float[N], N),
                        "b_gate", HostTensor.ofFloats(floats(gate), N),
                        "b_mag", HostTensor.ofFloats(floats(magnitude), N),
                        "r_mag", HostTensor.ofFloats(floats(r), N)));
    }

    private static float[] dense(StoredDictionary stored, NDArray rows) {
        try (Dictionary dictionary = Dictionaries.open(stored, rows.getManager())) {
            return dictionary.encodeDense(rows).toFloatArray();
        }
    }

    private static float[] made(StoredDictionary stored, NDArray rows) {
        try (Dictionary dictionary = Dictionaries.open(stored, rows.getManager())) {
            return dictionary.reconstruct(rows).toFloatArray();
        }
    }

    private static float[] floats(double[] values) {
        float[] out = new float[values.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (float) values[i];
        }
        return out;
    }
}
