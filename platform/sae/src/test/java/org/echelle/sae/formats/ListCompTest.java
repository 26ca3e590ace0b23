package org.echelle.sae.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.echelle.sae.Dictionary;
import org.echelle.testkit.Shared;
import org.echelle.torch.Torch;
import org.echelle.torch.Weights;
import org.junit.jupiter.api.Test;

/** A BatchTopK dictionary that a stranger trained on an attention-only model which compares lists; its reference outputs come out. */
class ListCompTest {
    private static final int D = 64;
    private static final int DIGITS = 100;
    private static final int SEPARATOR = 101;

    @Test
    void explainedVarianceAndL0AreAsTheManifestSays() {
        float[] rows = separators();
        for (String file : List.of("sae_d100_k3.safetensors", "sae_d100_k3.pt")) {
            ImportedDictionary read = Folders.read(Shared.file("assets/sae/listcomp/" + file));
            assertThat(read.format()).isEqualTo("dictionary_learning");
            assertThat(read.dictionary().architecture()).isEqualTo("batch-topk");
            assertThat(read.dictionary().threshold()).isCloseTo(0.3831, within(1e-4));
            assertThat(read.notes()).anyMatch(n -> n.contains("act_mean"));
            assertThat(read.warnings()).isEmpty();
            assertNumbers(read, rows, 0.9894, 3.02);
            ImportedDictionary topk = DictionaryFormats.read(
                    Shared.file("assets/sae/listcomp/" + file),
                    Optional.empty(),
                    new ImportSettings(
                            OptionalInt.empty(), OptionalDouble.empty(), OptionalDouble.empty(), Optional.of("topk")));
            assertNumbers(topk, rows, 0.9708, -1);
        }
    }

    @Test
    void theOlderDictionaryOfBareTensorsIsReadWithItsMean() {
        ImportedDictionary read = Folders.read(Shared.file("assets/sae/listcomp/legacy_sep_token_sae_batch_topk.pt"));
        assertThat(read.format()).isEqualTo("bare");
        assertThat(read.dictionary().features()).isEqualTo(2048);
        assertThat(read.dictionary().width()).isEqualTo(D);
        assertThat(read.notes()).anyMatch(n -> n.contains("ReLU")).anyMatch(n -> n.contains("act_mean"));
    }

    private static void assertNumbers(ImportedDictionary read, float[] rows, double explained, double l0) {
        int n = rows.length / D;
        double[] mean = new double[D];
        for (int i = 0; i < rows.length; i++) {
            mean[i % D] += (double) rows[i] / n;
        }
        try (NDManager manager = Torch.newManager(Device.cpu());
                Dictionary dictionary = Dictionaries.open(read.dictionary(), manager)) {
            NDArray x = manager.create(rows, new Shape(n, D));
            float[] y = dictionary.reconstruct(x).toFloatArray();
            double error = 0;
            double total = 0;
            for (int i = 0; i < rows.length; i++) {
                error += Math.pow((double) rows[i] - y[i], 2);
                total += Math.pow(rows[i] - mean[i % D], 2);
            }
            assertThat(1 - error / total).isCloseTo(explained, within(1e-4));
            if (l0 > 0) {
                assertThat((double) dictionary.encode(x).nonZeros() / n).isCloseTo(l0, within(0.005));
            }
        }
    }

    /** The residual stream after the first block at the separator of all [a, b, SEP, ...]: it attends to a and b only. */
    private static float[] separators() {
        Weights w = Weights.read(Shared.file("assets/sae/listcomp/2layer_100dig_64d.safetensors"));
        double[][] embedding = matrix(w, "embed.W_E", D);
        double[][] places = matrix(w, "pos_embed.W_pos", D);
        double[] separator = sum(embedding[SEPARATOR], places[2]);
        double[] query = affine(w, separator, "Q");
        double[][][] keys = new double[2][DIGITS][];
        double[][][] values = new double[2][DIGITS][];
        for (int place = 0; place < 2; place++) {
            for (int digit = 0; digit < DIGITS; digit++) {
                double[] x = sum(embedding[digit], places[place]);
                keys[place][digit] = affine(w, x, "K");
                values[place][digit] = affine(w, x, "V");
            }
        }
        double[][] output = matrix(w, "blocks.0.attn.W_O", D);
        double[] outputBias = Vectors.doubles(w.tensor("blocks.0.attn.b_O"));
        float[] rows = new float[DIGITS * DIGITS * D];
        for (int a = 0; a < DIGITS; a++) {
            for (int b = 0; b < DIGITS; b++) {
                double sa = dot(query, keys[0][a]) / Math.sqrt(D);
                double sb = dot(query, keys[1][b]) / Math.sqrt(D);
                double first = 1 / (1 + Math.exp(sb - sa));
                for (int c = 0; c < D; c++) {
                    double out = separator[c] + outputBias[c];
                    for (int i = 0; i < D; i++) {
                        out += (first * values[0][a][i] + (1 - first) * values[1][b][i]) * output[i][c];
                    }
                    rows[(a * DIGITS + b) * D + c] = (float) out;
                }
            }
        }
        return rows;
    }

    private static double[] affine(Weights w, double[] x, String which) {
        double[][] matrix = matrix(w, "blocks.0.attn.W_" + which, D);
        double[] out = Vectors.doubles(w.tensor("blocks.0.attn.b_" + which));
        for (int i = 0; i < D; i++) {
            for (int c = 0; c < D; c++) {
                out[c] += x[i] * matrix[i][c];
            }
        }
        return out;
    }

    private static double[][] matrix(Weights w, String name, int columns) {
        float[] values = w.tensor(name).toFloats();
        double[][] out = new double[values.length / columns][columns];
        for (int i = 0; i < values.length; i++) {
            out[i / columns][i % columns] = values[i];
        }
        return out;
    }

    private static double[] sum(double[] a, double[] b) {
        return Vectors.sum(a, b);
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
