package org.echelle.sae.architectures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Map;
import org.echelle.sae.Dictionary;
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

class AbsTopKTest {
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
        "0,sum-mse,unit",
        "0.5,sum-mse,unit",
        "0.5,mean-mse,unit",
        "0,batch-fvu,unit",
        "0.5,row,unit",
    })
    void gradientsEqualFiniteDifferences(double auxWeight, String scaling, String norms) {
        TrainConfig config = config().withAux(auxWeight, 2, 1000)
                .withScaling(scaling)
                .withDecoderNorm(norms)
                .resolve(-1, D);
        double[][] p = parameters();
        long[] since = new long[N];
        Arrays.fill(since, 8, N, 1000);
        PlainSae plain = new PlainSae(config, x, D);
        double[][] now = signed(plain.activations(p), K);
        double[][] target = plain.residual(now, p);
        boolean[] dead = plain.dead(now, since);
        FiniteDifferences.Measured measured = FiniteDifferences.measure(config, D, p, since, x, 0);
        assertThat(measured.stats()[Trainer.DEAD]).isPositive();
        assertThat(measured.stats()[Trainer.FIRED]).isEqualTo(B * K);
        FiniteDifferences.agree(measured, p, q -> {
            double[][] a = plain.activations(q);
            double out = plain.loss(plain.residual(signed(a, K), q));
            return out + (auxWeight > 0 ? auxWeight * plain.auxiliary(a, q[1], target, dead, true) : 0);
        });
    }

    /** AbsTopK (W, k) is TopK ([W; -W], k), in its loss and in every gradient. */
    @Test
    void itsTrainingIsThatOfTopkWithBothEndsOfEveryAtom() {
        double[][] p = parameters();
        double[][] both = {ends(p[0]), ends(p[1]), ends(p[2]), p[3]};
        FiniteDifferences.Measured one = FiniteDifferences.measure(config().resolve(-1, D), D, p, new long[N], x, 0);
        FiniteDifferences.Measured two = FiniteDifferences.measure(
                TrainConfig.topk(2 * N, K).withBatch(B).withAux(0, 2, 1000).resolve(-1, D),
                D,
                both,
                new long[2 * N],
                x,
                0);
        assertThat(one.stats()[Trainer.LOSS]).isCloseTo(two.stats()[Trainer.LOSS], within(1e-12));
        assertThat(one.gradients()[3]).containsExactly(two.gradients()[3], within(1e-12));
        for (int i = 0; i < 3; i++) {
            double[] g = two.gradients()[i];
            for (int e = 0; e < p[i].length; e++) {
                assertThat(one.gradients()[i][e]).isCloseTo(g[e] - g[p[i].length + e], within(1e-12));
            }
        }
    }

    /** Opened, feature j and n + j are the two ends of atom j, and the reconstruction is that of the signed code. */
    @Test
    void itOpensAsADictionaryOfBothEnds() {
        double[][] p = parameters();
        TrainConfig config = config().resolve(-1, D);
        PlainSae plain = new PlainSae(config, x, D);
        double[][] z = signed(plain.activations(p), K);
        double[][] r = plain.residual(z, p);
        StoredDictionary stored = StoredDictionary.of(
                tensor(p[0], N, D),
                tensor(p[1], N, D),
                tensor(p[2], N),
                tensor(p[3], D),
                Map.of("architecture", "abs-topk", "k", K));
        StoredDictionary topk = StoredDictionary.of(
                tensor(ends(p[0]), 2 * N, D),
                tensor(ends(p[1]), 2 * N, D),
                tensor(ends(p[2]), 2 * N),
                tensor(p[3], D),
                Map.of("architecture", "topk", "k", K));
        try (NDManager m = Torch.newManager(Device.cpu());
                Dictionary dictionary = Dictionaries.open(stored, m);
                Dictionary same = Dictionaries.open(topk, m)) {
            NDArray rows = tensor(x, B, D).toArray(m);
            assertThat(dictionary.features()).isEqualTo(2 * N);
            assertThat(dictionary.atoms().shape()).containsExactly(2 * N, D);
            assertThat(dictionary.encodeDense(rows).toFloatArray())
                    .isEqualTo(same.encodeDense(rows).toFloatArray());
            assertThat(dictionary.reconstruct(rows).toFloatArray())
                    .isEqualTo(same.reconstruct(rows).toFloatArray());
            float[] code = dictionary.encodeDense(rows).toFloatArray();
            float[] y = dictionary.reconstruct(rows).toFloatArray();
            for (int b = 0; b < B; b++) {
                for (int j = 0; j < N; j++) {
                    assertThat((double) code[b * 2 * N + j]).isCloseTo(Math.max(0, z[b][j]), within(1e-5));
                    assertThat((double) code[b * 2 * N + N + j]).isCloseTo(Math.max(0, -z[b][j]), within(1e-5));
                }
                for (int i = 0; i < D; i++) {
                    assertThat((double) y[b * D + i]).isCloseTo(x[b * D + i] - r[b][i], within(1e-5));
                }
            }
        }
    }

    /** The l0-penalised proximal step of u keeps u_i iff u_i^2 > 2 lambda: with lambda between two sizes, it keeps the k largest. */
    @Test
    void theCodeIsTheProximalStepOfTheL0Penalty() {
        try (NDManager m = Torch.newManager(Device.cpu())) {
            float[] identity = new float[N * N];
            for (int j = 0; j < N; j++) {
                identity[j * N + j] = 1;
            }
            HostTensor w = HostTensor.ofFloats(identity, N, N);
            float[] zero = new float[N];
            double[] u = FiniteDifferences.random(9, N, 1);
            double[] sizes = Arrays.stream(u).map(Math::abs).sorted().toArray();
            double middle = (sizes[N - K] + sizes[N - K - 1]) / 2;
            double lambda = middle * middle / 2;
            StoredDictionary stored = StoredDictionary.of(
                    w,
                    w,
                    HostTensor.ofFloats(zero, N),
                    HostTensor.ofFloats(zero, N),
                    Map.of("architecture", "abs-topk", "k", K));
            try (Dictionary dictionary = Dictionaries.open(stored, m)) {
                float[] y = dictionary
                        .reconstruct(m.create(floats(u), new Shape(1, N)))
                        .toFloatArray();
                for (int i = 0; i < N; i++) {
                    // min over v of (u - v)^2 / 2 + lambda [v != 0]
                    double kept = lambda < u[i] * u[i] / 2 ? u[i] : 0;
                    assertThat((double) y[i]).isCloseTo(kept, within(1e-6));
                }
            }
        }
    }

    private static TrainConfig config() {
        return TrainConfig.of("abs-topk", N).withK(K).withBatch(B).withAux(0, 2, 1000);
    }

    private static double[][] signed(double[][] a, int k) {
        double[][] z = new double[a.length][a[0].length];
        for (int b = 0; b < a.length; b++) {
            double[] size = Arrays.stream(a[b]).map(Math::abs).toArray();
            Integer[] order = PlainSae.order(size, j -> true);
            for (int c = 0; c < k; c++) {
                z[b][order[c]] = a[b][order[c]];
            }
        }
        return z;
    }

    private static double[] ends(double[] v) {
        double[] out = Arrays.copyOf(v, 2 * v.length);
        for (int i = 0; i < v.length; i++) {
            out[v.length + i] = -v[i];
        }
        return out;
    }

    private static float[] floats(double[] values) {
        float[] out = new float[values.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (float) values[i];
        }
        return out;
    }

    private static HostTensor tensor(double[] values, long... shape) {
        return HostTensor.ofFloats(floats(values), shape);
    }

    /** Features 8 and up are small, so that they are never chosen. */
    private static double[][] parameters() {
        double[][] p = MatryoshkaTest.parameters();
        for (int j = 8; j < N; j++) {
            p[2][j] *= 0.1;
        }
        return p;
    }
}
