package org.echelle.sae.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.echelle.sae.Dictionary;
import org.echelle.sae.StoredDictionary;
import org.echelle.torch.HostTensor;
import org.echelle.torch.Torch;

/**
 * A small dictionary as another program would keep it, and what that program computes with it, in plain double loops that share nothing
 * with ours: {@code h = (x - subtracted) We + be}, a choice, {@code y = f Wd + added}.
 */
final class Foreign {
    static final int D = 7;
    static final int N = 12;
    static final int ROWS = 25;
    /** [d][n], [n][d], [n], [d]. */
    final double[][] encoder = matrix(1, D, N, 0.6);

    final double[][] decoder = new double[N][D];
    final double[] latentBias = vector(3, N, 0.3);
    final double[] outputBias = vector(4, D, 0.5);
    final double[][] rows = matrix(5, ROWS, D, 2);
    double[] subtracted = outputBias;
    double[] added = outputBias;

    Foreign() {
        double[][] noise = matrix(2, N, D, 0.15);
        for (int j = 0; j < N; j++) {
            for (int i = 0; i < D; i++) {
                decoder[j][i] = (float) (encoder[i][j] + noise[j][i]);
            }
        }
    }

    /** Atoms of length 1, to the last float. */
    Foreign unitAtoms() {
        for (double[] atom : decoder) {
            double norm = Math.sqrt(Arrays.stream(atom).map(v -> v * v).sum());
            for (int i = 0; i < D; i++) {
                atom[i] = (float) (atom[i] / norm);
            }
        }
        return this;
    }

    Foreign subtractNothing() {
        subtracted = new double[D];
        return this;
    }

    interface Choice {
        double[] of(double[] preActivations);
    }

    static double[] relu(double[] h) {
        return Arrays.stream(h).map(v -> Math.max(v, 0)).toArray();
    }

    static Choice topk(int k) {
        return h -> {
            double[] sorted = relu(h);
            Arrays.sort(sorted);
            double least = sorted[h.length - k];
            return Arrays.stream(h).map(v -> v > 0 && v >= least ? v : 0).toArray();
        };
    }

    static Choice above(double threshold) {
        return h -> Arrays.stream(h).map(v -> v > 0 && v > threshold ? v : 0).toArray();
    }

    static Choice above(double[] thresholds) {
        return h -> {
            double[] f = new double[h.length];
            for (int j = 0; j < h.length; j++) {
                f[j] = h[j] > 0 && h[j] > thresholds[j] ? h[j] : 0;
            }
            return f;
        };
    }

    double[] preActivations(double[] x) {
        double[] h = latentBias.clone();
        for (int j = 0; j < N; j++) {
            for (int i = 0; i < D; i++) {
                h[j] += (x[i] - subtracted[i]) * encoder[i][j];
            }
        }
        return h;
    }

    double[] decode(double[] f) {
        double[] y = added.clone();
        for (int j = 0; j < N; j++) {
            for (int i = 0; i < D; i++) {
                y[i] += f[j] * decoder[j][i];
            }
        }
        return y;
    }

    /** In units of the output. */
    double[] timesAtomLength(double[] codes) {
        double[] out = codes.clone();
        for (int j = 0; j < N; j++) {
            out[j] *= Math.sqrt(Arrays.stream(decoder[j]).map(v -> v * v).sum());
        }
        return out;
    }

    /** A row by its own mean and sample deviation, plus 1e-5. */
    static double[] layerNorm(double[] x) {
        double mean = Arrays.stream(x).average().orElse(0);
        double deviation =
                Math.sqrt(Arrays.stream(x).map(v -> (v - mean) * (v - mean)).sum() / (x.length - 1));
        return Arrays.stream(x).map(v -> (v - mean) / (deviation + 1e-5)).toArray();
    }

    static double[] undoLayerNorm(double[] y, double[] x) {
        double mean = Arrays.stream(x).average().orElse(0);
        double deviation =
                Math.sqrt(Arrays.stream(x).map(v -> (v - mean) * (v - mean)).sum() / (x.length - 1));
        return Arrays.stream(y).map(v -> v * deviation + mean).toArray();
    }

    /** The imported dictionary gives these codes and reconstructions. */
    void assertComputedBy(StoredDictionary stored, Choice choice) {
        assertComputedBy(stored, x -> choice.of(preActivations(x)), x -> decode(choice.of(preActivations(x))));
    }

    interface PerRow {
        double[] of(double[] row);
    }

    void assertComputedBy(StoredDictionary stored, PerRow code, PerRow back) {
        try (NDManager manager = Torch.newManager(Device.cpu());
                Dictionary dictionary = Dictionaries.open(stored, manager)) {
            NDArray x = manager.create(floats(rows), new Shape(ROWS, D));
            float[] codes = dictionary.encodeDense(x).toFloatArray();
            float[] y = dictionary.reconstruct(x).toFloatArray();
            int active = 0;
            for (int r = 0; r < ROWS; r++) {
                double[] f = code.of(rows[r]);
                double[] expected = back.of(rows[r]);
                for (int j = 0; j < N; j++) {
                    active += f[j] > 0 ? 1 : 0;
                    assertThat((double) codes[r * N + j])
                            .as("row %d feature %d", r, j)
                            .isCloseTo(f[j], within(2e-5));
                }
                for (int i = 0; i < expected.length; i++) {
                    assertThat((double) y[r * expected.length + i]).isCloseTo(expected[i], within(2e-4));
                }
            }
            assertThat(active).as("features that fire").isBetween(ROWS / 2, ROWS * N - 5);
        }
    }

    static double[][] matrix(long seed, int rows, int columns, double scale) {
        SplittableRandom random = new SplittableRandom(seed);
        double[][] out = new double[rows][columns];
        for (double[] row : out) {
            for (int j = 0; j < columns; j++) {
                row[j] = (float) (scale * (2 * random.nextDouble() - 1));
            }
        }
        return out;
    }

    static double[] vector(long seed, int length, double scale) {
        return matrix(seed, 1, length, scale)[0];
    }

    static float[] floats(double[][] matrix) {
        float[] out = new float[matrix.length * matrix[0].length];
        int at = 0;
        for (double[] row : matrix) {
            for (double v : row) {
                out[at++] = (float) v;
            }
        }
        return out;
    }

    /** As it is. */
    static HostTensor tensor(double[][] matrix) {
        return HostTensor.ofFloats(floats(matrix), matrix.length, matrix[0].length);
    }

    /** The other way round. */
    static HostTensor turned(double[][] matrix) {
        double[][] out = new double[matrix[0].length][matrix.length];
        for (int i = 0; i < matrix.length; i++) {
            for (int j = 0; j < out.length; j++) {
                out[j][i] = matrix[i][j];
            }
        }
        return tensor(out);
    }

    static HostTensor tensor(double[] vector) {
        return HostTensor.ofFloats(floats(new double[][] {vector}), vector.length);
    }
}
