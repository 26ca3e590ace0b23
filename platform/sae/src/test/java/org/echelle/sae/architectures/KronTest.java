package org.echelle.sae.architectures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.echelle.api.Progress;
import org.echelle.sae.Dictionary;
import org.echelle.sae.Objective;
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

class KronTest {
    private static final int B = 9;
    private static final int D = 5;
    private static final int M = 2;
    private static final int L = 3;
    private static final int HEADS = 3;
    private static final int N = HEADS * M * L;
    private static final int ROWS = HEADS * (M + L);
    private static final int K = 3;
    private final double[] x = FiniteDifferences.random(1, B * D, 1);

    @BeforeAll
    static void oneThread() {
        Torch.threads(1);
    }

    @ParameterizedTest
    @CsvSource({
        "0,sum-mse,unit,2,3",
        "0.5,sum-mse,unit,2,3",
        "0.5,row,free,2,3",
        "0,batch-fvu,unit,2,3",
        "0,mean-mse,free,1,1"
    })
    void gradientsEqualFiniteDifferences(double auxWeight, String scaling, String norms, int m, int l) {
        int n = HEADS * m * l;
        int rows = HEADS * (m + l);
        TrainConfig config = TrainConfig.of("kron", n)
                .withK(n == HEADS ? 2 : K)
                .withBatch(B)
                .withSetting("base", m)
                .withSetting("extension", l)
                .withSetting("encoder-bias", "learned")
                .withAux(auxWeight, 2, 1000)
                .withScaling(scaling)
                .withDecoderNorm(norms)
                .resolve(-1, D);
        double[][] p = parameters(n, rows);
        long[] since = new long[n];
        Arrays.fill(since, n / 2, n, 1000);
        PlainSae plain = new PlainSae(config, x, D);
        double[][] now = PlainSae.topk(grid(plain.activations(p), m, l), config.k());
        if (auxWeight > 0) {
            // make the last head's features dead: they stay alive for the auxiliary loss alone
            for (int r = 2 * (m + l); r < rows; r++) {
                p[2][r] = 0;
                for (int i = 0; i < D; i++) {
                    p[0][r * D + i] *= 0.2;
                }
            }
            now = PlainSae.topk(grid(plain.activations(p), m, l), config.k());
        }
        double[][] target = plain.residual(now, p);
        boolean[] dead = plain.dead(now, since);
        FiniteDifferences.Measured measured = FiniteDifferences.measure(config, D, p, since, x, 0);
        if (auxWeight > 0) {
            assertThat(measured.stats()[Trainer.DEAD]).isPositive();
            assertThat(measured.stats()[Objective.OWN_SUMS]).isPositive();
        }
        boolean any = measured.stats()[Trainer.DEAD] > 0 && auxWeight > 0;
        FiniteDifferences.agree(measured, p, q -> {
            double[][] s = grid(plain.activations(q), m, l);
            double out = plain.loss(plain.residual(PlainSae.topk(s, config.k()), q));
            return out + (any ? auxWeight * plain.auxiliary(s, q[1], target, dead, false) : 0);
        });
    }

    @Test
    void withoutAnEncoderBiasTheBiasStaysAndNothingElseChanges() {
        double[][] p = parameters(N, ROWS);
        FiniteDifferences.Measured none = measure(config().withSetting("encoder-bias", "none"), p);
        FiniteDifferences.Measured learned = measure(config().withSetting("encoder-bias", "learned"), p);
        assertThat(none.gradients()[2]).containsOnly(0);
        for (int i : new int[] {0, 1, 3}) {
            assertThat(none.gradients()[i]).isEqualTo(learned.gradients()[i]);
        }
    }

    /** Equal parents: the diagonal of a head's grid is ReLU of the one parent; with m = l = 1 that is the whole code. */
    @Test
    void equalParentsGiveRelu() {
        double[] p = FiniteDifferences.random(4, 3 * D, 1);
        double[] one = new double[6 * D];
        System.arraycopy(p, 0, one, 0, 3 * D);
        System.arraycopy(p, 0, one, 3 * D, 3 * D);
        double[][] z = codes(one, 3, 3, 9, x);
        for (int b = 0; b < B; b++) {
            for (int i = 0; i < 3; i++) {
                assertThat(z[b][i * 3 + i]).isCloseTo(Math.max(0, dot(p, i, b)), within(1e-6));
            }
        }
        double[] single = new double[2 * D];
        System.arraycopy(p, 0, single, 0, D);
        System.arraycopy(p, 0, single, D, D);
        double[][] relu = codes(single, 1, 1, 1, x);
        for (int b = 0; b < B; b++) {
            assertThat(relu[b][0]).isCloseTo(Math.max(0, dot(p, 0, b)), within(1e-6));
        }
    }

    @Test
    void oneByOneIsTheGeometricMeanOfTheRectifiedParents() {
        double[] p = FiniteDifferences.random(4, 2 * D, 1);
        double[][] z = codes(p, 1, 1, 1, x);
        for (int b = 0; b < B; b++) {
            double expected = Math.sqrt(Math.max(0, dot(p, 0, b)) * Math.max(0, dot(p, 1, b)));
            assertThat(z[b][0]).isCloseTo(expected, within(1e-6));
        }
    }

    @Test
    void aFeatureFiresIffBothParentsDoAndTheGridHasRankOne() {
        double[] p = FiniteDifferences.random(4, ROWS * D, 1);
        double[][] z = codes(p, M, L, N, x);
        int fired = 0;
        for (int b = 0; b < B; b++) {
            for (int t = 0; t < HEADS; t++) {
                for (int i = 0; i < M; i++) {
                    for (int j = 0; j < L; j++) {
                        boolean both = dot(p, t * (M + L) + i, b) > 0 && dot(p, t * (M + L) + M + j, b) > 0;
                        assertThat(z[b][(t * M + i) * L + j] > 0).isEqualTo(both);
                        fired += both ? 1 : 0;
                        double a = z[b][t * M * L] * z[b][(t * M + i) * L + j];
                        double c = z[b][t * M * L + j] * z[b][(t * M + i) * L];
                        assertThat(a * a).isCloseTo(c * c, within(1e-5));
                    }
                }
            }
        }
        assertThat(fired).isPositive();
    }

    @Test
    void scalingARowScalesItsCode() {
        double[] p = FiniteDifferences.random(4, ROWS * D, 1);
        double[] scaled = Arrays.stream(x).map(v -> 3 * v).toArray();
        double[][] z = codes(p, M, L, K, x);
        double[][] three = codes(p, M, L, K, scaled);
        for (int b = 0; b < B; b++) {
            for (int j = 0; j < N; j++) {
                assertThat(three[b][j]).isCloseTo(3 * z[b][j], within(1e-5));
            }
        }
    }

    @Test
    void anAtomBeginsAsTheDirectionOfItsParentsSum() {
        try (Trainer trainer = new Trainer(config().resolve(-1, D), D, Device.cpu())) {
            trainer.begin(List.of(), Progress.SILENT);
            float[] e = trainer.parameter("encoder").toFloatArray();
            float[] w = trainer.parameter("decoder").toFloatArray();
            assertThat(e).hasSize(ROWS * D);
            for (int j = 0; j < N; j++) {
                int head = j / (M * L);
                int p = head * (M + L) + j % (M * L) / L;
                int q = head * (M + L) + M + j % L;
                double norm = 0;
                double along = 0;
                double sum = 0;
                for (int i = 0; i < D; i++) {
                    double s = e[p * D + i] + e[q * D + i];
                    norm += w[j * D + i] * w[j * D + i];
                    along += s * w[j * D + i];
                    sum += s * s;
                }
                assertThat(norm).isCloseTo(1, within(1e-5));
                assertThat(along).isCloseTo(Math.sqrt(sum), within(1e-5));
            }
        }
    }

    @Test
    void impossibleGridsAreRefused() {
        assertThatThrownBy(() -> config().withSetting("base", 4).resolve(-1, D))
                .hasMessageContaining("do not give 18")
                .hasMessageContaining("multiple of base * extension");
        assertThatThrownBy(() -> config().withSetting("heads", 2).resolve(-1, D))
                .hasMessageContaining("with 2.0 heads");
        assertThatThrownBy(() -> config().withDecoderNorm("rescaled").resolve(-1, D))
                .hasMessageContaining("Choose unit or free");
    }

    private double dot(double[] rows, int r, int b) {
        double sum = 0;
        for (int i = 0; i < D; i++) {
            sum += rows[r * D + i] * x[b * D + i];
        }
        return sum;
    }

    /** Codes of a finished dictionary without biases. */
    private static double[][] codes(double[] encoder, int m, int l, int k, double[] x) {
        int rows = encoder.length / D;
        int n = rows / (m + l) * m * l;
        StoredDictionary stored = StoredDictionary.of(
                tensor(encoder, rows, D),
                tensor(FiniteDifferences.random(8, n * D, 1), n, D),
                HostTensor.ofFloats(new float[rows], rows),
                HostTensor.ofFloats(new float[D], D),
                Map.of("architecture", "kron", "k", k, "base", m, "extension", l));
        try (NDManager manager = Torch.newManager(Device.cpu());
                Dictionary dictionary = Dictionaries.open(stored, manager)) {
            float[] z = dictionary.encodeDense(tensor(x, B, D).toArray(manager)).toFloatArray();
            double[][] out = new double[B][n];
            for (int e = 0; e < z.length; e++) {
                out[e / n][e % n] = z[e];
            }
            return out;
        }
    }

    private static double[][] grid(double[][] u, int m, int l) {
        int heads = u[0].length / (m + l);
        double[][] s = new double[u.length][heads * m * l];
        for (int b = 0; b < u.length; b++) {
            for (int t = 0; t < heads; t++) {
                for (int i = 0; i < m; i++) {
                    for (int j = 0; j < l; j++) {
                        s[b][(t * m + i) * l + j] =
                                Math.sqrt(Math.max(0, u[b][t * (m + l) + i]) * Math.max(0, u[b][t * (m + l) + m + j]));
                    }
                }
            }
        }
        return s;
    }

    private FiniteDifferences.Measured measure(TrainConfig config, double[][] p) {
        return FiniteDifferences.measure(config.resolve(-1, D), D, p, new long[N], x, 0);
    }

    private static TrainConfig config() {
        return TrainConfig.of("kron", N)
                .withK(K)
                .withBatch(B)
                .withSetting("base", M)
                .withSetting("extension", L)
                .withAux(0, 2, 1000);
    }

    private static double[][] parameters(int n, int rows) {
        double[][] p = {
            FiniteDifferences.random(2, rows * D, 1),
            FiniteDifferences.random(3, n * D, 0.6),
            FiniteDifferences.random(4, rows, 0.1),
            FiniteDifferences.random(5, D, 0.2)
        };
        for (int r = 0; r < rows; r++) {
            p[2][r] += 0.5;
        }
        return p;
    }

    private static HostTensor tensor(double[] values, long... shape) {
        float[] out = new float[values.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (float) values[i];
        }
        return HostTensor.ofFloats(out, shape);
    }
}
