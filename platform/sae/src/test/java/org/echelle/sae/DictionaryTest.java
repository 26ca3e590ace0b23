package org.echelle.sae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.echelle.api.Progress;
import org.echelle.sae.baselines.NeuronDictionary;
import org.echelle.sae.baselines.PcaDictionary;
import org.echelle.sae.baselines.RandomDictionary;
import org.echelle.sae.formats.Dictionaries;
import org.echelle.sae.step.Trainer;
import org.echelle.store.RowSource;
import org.echelle.store.SparseRows;
import org.echelle.torch.HostTensor;
import org.echelle.torch.Torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DictionaryTest {
    private static final int B = 40;
    private static final int D = 6;
    private static final int N = 20;

    @TempDir
    Path dir;

    private final NDManager m = Torch.newManager(Device.cpu());
    private final float[] encoder = random(1, N * D);
    private final float[] decoder = random(2, N * D);
    private final float[] encoderBias = random(3, N);
    private final float[] decoderBias = random(4, D);
    private final float[] rows = random(5, B * D);

    @BeforeAll
    static void oneThread() {
        Torch.threads(1);
    }

    @AfterEach
    void close() {
        m.close();
    }

    @Test
    void topkKeepsTheLargestPositiveOfEveryRow() {
        try (Dictionary dictionary = dictionary("topk", 3, -1)) {
            SparseRows codes = dictionary.encode(x());
            float[] dense = dictionary.encodeDense(x()).toFloatArray();
            for (int b = 0; b < B; b++) {
                double[] a = activations(b);
                double[] sorted = java.util.Arrays.stream(a).sorted().toArray();
                double least = Math.max(0, sorted[N - 3]);
                int at = codes.rowStart()[b];
                for (int j = 0; j < N; j++) {
                    double expected = a[j] > 0 && a[j] >= least ? a[j] : 0;
                    assertThat((double) dense[b * N + j]).isCloseTo(expected, within(1e-5));
                    if (expected > 0) {
                        assertThat(codes.feature()[at]).isEqualTo(j);
                        assertThat((double) codes.value()[at++]).isCloseTo(expected, within(1e-5));
                    }
                }
                assertThat(codes.rowStart()[b + 1]).isEqualTo(at);
            }
            assertSame(dictionary.decode(codes, x()), dictionary.decode(dictionary.encodeDense(x())));
            assertSame(dictionary.decode(codes, x()), dictionary.reconstruct(x()));
        }
    }

    @Test
    void topkWithEveryFeatureAndBatchTopkWithThresholdZeroAreBothRelu() {
        try (Dictionary topk = dictionary("topk", N, -1);
                Dictionary relu = dictionary("batch-topk", 3, 0)) {
            assertSame(topk.encodeDense(x()), relu.encodeDense(x()));
            assertThat(topk.encode(x()).feature()).isEqualTo(relu.encode(x()).feature());
            for (float v : relu.encodeDense(x()).toFloatArray()) {
                assertThat(v).isNotNegative();
            }
        }
    }

    @Test
    void batchTopkOfOneRowTrainsAsTopk() {
        float[][] gradients = new float[2][];
        int i = 0;
        for (String architecture : new String[] {"topk", "batch-topk"}) {
            TrainConfig config = TrainConfig.topk(N, 3)
                    .withArchitecture(architecture)
                    .withBatch(1)
                    .resolve(-1, D);
            try (Trainer trainer = new Trainer(config, D, Device.cpu());
                    NDManager scope = trainer.manager.newSubManager()) {
                trainer.begin(java.util.List.of(), Progress.SILENT);
                NDArray row = scope.create(java.util.Arrays.copyOf(rows, D), new Shape(1, D));
                gradients[i++] = trainer.gradients(scope, row, 0).get(0).toFloatArray();
            }
        }
        assertThat(gradients[0]).containsExactly(gradients[1], org.assertj.core.data.Offset.offset(1e-6f));
    }

    @Test
    void permutingFeaturesPermutesCodes() {
        int[] order = {3, 1, 4, 0, 5, 9, 2, 6, 8, 7, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10};
        float[] e = new float[N * D];
        float[] w = new float[N * D];
        float[] b = new float[N];
        for (int j = 0; j < N; j++) {
            System.arraycopy(encoder, order[j] * D, e, j * D, D);
            System.arraycopy(decoder, order[j] * D, w, j * D, D);
            b[j] = encoderBias[order[j]];
        }
        try (Dictionary plain = dictionary("topk", 3, -1);
                Dictionary permuted = Dictionaries.open(stored(e, w, b, decoderBias, "topk", 3, -1), m)) {
            float[] z = plain.encodeDense(x()).toFloatArray();
            float[] y = permuted.encodeDense(x()).toFloatArray();
            for (int r = 0; r < B; r++) {
                for (int j = 0; j < N; j++) {
                    assertThat(y[r * N + j]).isCloseTo(z[r * N + order[j]], within(1e-6f));
                }
            }
            assertSame(permuted.reconstruct(x()), plain.reconstruct(x()));
        }
    }

    @Test
    void scalingRowsAndBiasesScalesTheReconstruction() {
        float c = 3;
        try (Dictionary plain = dictionary("topk", 3, -1);
                Dictionary scaled = Dictionaries.open(
                        stored(encoder, decoder, times(encoderBias, c), times(decoderBias, c), "topk", 3, -1), m)) {
            assertSame(scaled.reconstruct(x().mul(c)), plain.reconstruct(x()).mul(c));
        }
    }

    @Test
    void aFoldedNormalisationTakesRawRowsAndGivesRawRows() {
        Normalisation normalisation = new Normalisation("centre", 0.25, random(6, D));
        StoredDictionary trained = stored(encoder, decoder, encoderBias, decoderBias, "batch-topk", 3, 0.4);
        try (Dictionary inside = Dictionaries.open(trained, m);
                Dictionary outside = Dictionaries.open(normalisation.fold(trained), m)) {
            NDArray shift = m.create(normalisation.mean());
            NDArray y = inside.reconstruct(x().sub(shift).mul(0.25f)).mul(4).add(shift);
            assertSame(outside.reconstruct(x()), y);
            assertThat(outside.facts().get("threshold")).isEqualTo(1.6);
        }
    }

    @Test
    void perRowLayerNormIsUndoneWithTheRowsOwnMeanAndScale() {
        StoredDictionary plain = stored(new float[N * D], new float[N * D], new float[N], new float[D], "topk", 3, -1);
        Map<String, Object> facts = new HashMap<>(plain.facts());
        facts.put("normalisation", Map.of("kind", "layer-norm"));
        StoredDictionary silent = plain.with(facts);
        try (Dictionary dictionary = Dictionaries.open(silent, m)) {
            NDArray mean = x().mean(new int[] {1}, true).broadcast(new Shape(B, D));
            assertSame(dictionary.reconstruct(x()), mean);
        }
    }

    @Test
    void aSavedDictionaryComesBackWhole() {
        try (Dictionary dictionary = dictionary("batch-topk", 3, 0.5)) {
            dictionary.save(dir);
            try (Dictionary back = Dictionaries.load(dir, m)) {
                assertThat(back.architecture()).isEqualTo("batch-topk");
                assertThat(back.width()).isEqualTo(D);
                assertThat(back.features()).isEqualTo(N);
                assertThat(back.atoms().toFloats()).isEqualTo(decoder);
                assertThat(back.encodeDense(x()).toFloatArray())
                        .isEqualTo(dictionary.encodeDense(x()).toFloatArray());
            }
        }
        assertThatThrownBy(() -> Dictionaries.load(dir.resolve("none"), m)).isInstanceOf(SaeException.class);
    }

    @Test
    void neuronsAndAllPrincipalComponentsReconstructExactly() {
        float[][] matrix = new float[B][];
        for (int b = 0; b < B; b++) {
            matrix[b] = java.util.Arrays.copyOfRange(rows, b * D, (b + 1) * D);
            matrix[b][0] = 10 + 5 * matrix[b][0];
        }
        RowSource source = RowSource.of(matrix);
        try (Dictionary neurons = NeuronDictionary.create(D, 0, m);
                Dictionary pca = PcaDictionary.fit(source, 0, m, Progress.SILENT);
                Dictionary one = PcaDictionary.fit(source, 1, m, Progress.SILENT);
                Dictionary random = RandomDictionary.create(new float[D], 9, 2, 1, m)) {
            assertThat(Evaluation.of(neurons, source, 0, Progress.SILENT).fvu()).isLessThan(1e-10);
            assertThat(Evaluation.of(pca, source, 0, Progress.SILENT).fvu()).isLessThan(1e-10);
            assertThat(neurons.features()).isEqualTo(2 * D);
            // one component a row can explain no less than the first component alone
            double[] variances = (double[]) pca.facts().get("variances");
            double total = java.util.Arrays.stream(variances).sum();
            assertThat(Evaluation.of(one, source, 0, Progress.SILENT).fvu())
                    .isLessThanOrEqualTo(1 - variances[0] / total);
            Evaluation drawn = Evaluation.of(random, source, 0, Progress.SILENT);
            assertThat(drawn.l0()).isLessThanOrEqualTo(2);
            assertThat(drawn.density()).hasSize(9);
        }
    }

    @Test
    void evaluationAgreesWithItsDefinition() {
        float[][] matrix = new float[B][];
        for (int b = 0; b < B; b++) {
            matrix[b] = java.util.Arrays.copyOfRange(rows, b * D, (b + 1) * D);
        }
        try (Dictionary dictionary = dictionary("topk", 3, -1)) {
            Evaluation evaluation = Evaluation.of(dictionary, RowSource.of(matrix), 0, Progress.SILENT);
            float[] y = dictionary.reconstruct(x()).toFloatArray();
            double error = 0;
            double spread = 0;
            for (int i = 0; i < D; i++) {
                double mean = 0;
                for (float[] row : matrix) {
                    mean += row[i] / B;
                }
                for (int b = 0; b < B; b++) {
                    error += Math.pow(matrix[b][i] - y[b * D + i], 2);
                    spread += Math.pow(matrix[b][i] - mean, 2);
                }
            }
            assertThat(evaluation.fvu()).isCloseTo(error / spread, within(1e-6));
            assertThat(evaluation.l0())
                    .isCloseTo((double) dictionary.encode(x()).nonZeros() / B, within(1e-12));
        }
    }

    @Test
    void rowsOfAnotherWidthAreRefused() {
        try (Dictionary dictionary = dictionary("topk", 3, -1)) {
            assertThatThrownBy(() -> dictionary.encode(m.zeros(new Shape(2, D + 1))))
                    .hasMessageContaining("width 6");
        }
    }

    private Dictionary dictionary(String architecture, int k, double threshold) {
        return Dictionaries.open(stored(encoder, decoder, encoderBias, decoderBias, architecture, k, threshold), m);
    }

    private static StoredDictionary stored(
            float[] e, float[] w, float[] be, float[] bd, String architecture, int k, double threshold) {
        return StoredDictionary.of(
                HostTensor.ofFloats(e, N, D),
                HostTensor.ofFloats(w, N, D),
                HostTensor.ofFloats(be, N),
                HostTensor.ofFloats(bd, D),
                Map.of("architecture", architecture, "k", k, "threshold", threshold));
    }

    private NDArray x() {
        return m.create(rows, new Shape(B, D));
    }

    private double[] activations(int b) {
        double[] a = new double[N];
        for (int j = 0; j < N; j++) {
            a[j] = encoderBias[j];
            for (int i = 0; i < D; i++) {
                a[j] += (rows[b * D + i] - decoderBias[i]) * (double) encoder[j * D + i];
            }
        }
        return a;
    }

    private static void assertSame(NDArray a, NDArray b) {
        assertThat(a.toFloatArray()).containsExactly(b.toFloatArray(), org.assertj.core.data.Offset.offset(1e-4f));
    }

    private static float[] times(float[] values, float by) {
        float[] out = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            out[i] = values[i] * by;
        }
        return out;
    }

    private static float[] random(long seed, int count) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] out = new float[count];
        for (int i = 0; i < count; i++) {
            out[i] = (float) random.nextGaussian();
        }
        return out;
    }
}
