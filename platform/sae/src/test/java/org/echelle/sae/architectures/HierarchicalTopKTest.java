package org.echelle.sae.architectures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.Map;
import org.echelle.sae.Dictionary;
import org.echelle.sae.SaeException;
import org.echelle.sae.StoredDictionary;
import org.echelle.sae.TrainConfig;
import org.echelle.sae.formats.Dictionaries;
import org.echelle.torch.HostTensor;
import org.echelle.torch.Torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HierarchicalTopKTest {
    private static final int B = 7;
    private static final int D = 5;
    private static final int N = 12;
    private final double[] x = FiniteDifferences.random(1, B * D, 1);

    @BeforeAll
    static void oneThread() {
        Torch.threads(1);
    }

    @ParameterizedTest
    @CsvSource({
        "4,0,sum-mse,unit",
        "9,0,mean-mse,unit",
        "4,0.5,sum-mse,unit",
        "4,0,batch-fvu,unit",
        "4,0.5,row,unit",
    })
    void gradientsEqualFiniteDifferences(int k, double auxWeight, String scaling, String norms) {
        TrainConfig config = config(k)
                .withAux(auxWeight, 2, 1000)
                .withScaling(scaling)
                .withDecoderNorm(norms)
                .resolve(-1, D);
        double[][] p = MatryoshkaTest.parameters();
        long[] since = new long[N];
        Arrays.fill(since, 8, N, 1000);
        PlainSae plain = new PlainSae(config, x, D);
        double[][] now = PlainSae.topk(plain.activations(p), k);
        double[][] target = plain.residual(now, p);
        boolean[] dead = plain.dead(now, since);
        FiniteDifferences.agree(FiniteDifferences.measure(config, D, p, since, x, 0), p, q -> {
            double[][] a = plain.activations(q);
            double out = 0;
            for (int t = 1; t <= k; t++) {
                out += plain.loss(plain.residual(PlainSae.topk(a, t), q)) / k;
            }
            boolean any = false;
            for (boolean d : dead) {
                any |= d;
            }
            return out + (auxWeight > 0 && any ? auxWeight * plain.auxiliary(a, q[1], target, dead, false) : 0);
        });
    }

    @Test
    void withKOneItIsTopk() {
        double[][] p = MatryoshkaTest.parameters();
        long[] since = new long[N];
        Arrays.fill(since, 8, N, 1000);
        TrainConfig one = config(1).withAux(0.5, 2, 1000);
        FiniteDifferences.Measured a = FiniteDifferences.measure(one.resolve(-1, D), D, p, since, x, 0);
        FiniteDifferences.Measured b =
                FiniteDifferences.measure(one.withArchitecture("topk").resolve(-1, D), D, p, since, x, 0);
        assertThat(a.stats()).containsExactly(b.stats(), within(1e-12));
        for (int i = 0; i < 4; i++) {
            assertThat(a.gradients()[i]).containsExactly(b.gradients()[i], within(1e-12));
        }
    }

    /** Orthonormal atoms and a tied encoder: every further atom takes its share of the row away. */
    @Test
    void withOrthonormalAtomsTheErrorFallsWithEveryFeature() {
        float[] identity = new float[N * N];
        for (int j = 0; j < N; j++) {
            identity[j * N + j] = 1;
        }
        HostTensor w = HostTensor.ofFloats(identity, N, N);
        HostTensor zero = HostTensor.ofFloats(new float[N], N);
        float[] rows = new float[B * N];
        double[] random = FiniteDifferences.random(7, B * N, 1);
        for (int e = 0; e < rows.length; e++) {
            rows[e] = (float) Math.abs(random[e]);
        }
        StoredDictionary stored = StoredDictionary.of(
                w, w, zero, zero, Map.of("architecture", "hierarchical-topk", "k", N, "largest-k", N));
        double before = Double.POSITIVE_INFINITY;
        try (NDManager m = Torch.newManager(Device.cpu())) {
            for (int k = 1; k <= N; k++) {
                try (Dictionary dictionary = Dictionaries.open(stored.with(Map.of("k", k)), m)) {
                    float[] y = dictionary
                            .reconstruct(HostTensor.ofFloats(rows, B, N).toArray(m))
                            .toFloatArray();
                    double error = 0;
                    for (int e = 0; e < rows.length; e++) {
                        error += Math.pow(rows[e] - y[e], 2);
                    }
                    assertThat(error).isLessThan(before);
                    before = error;
                }
            }
        }
        assertThat(before).isCloseTo(0, within(1e-9));
    }

    @Test
    void aLargerKThanItWasTrainedForIsRefused() {
        HostTensor w = HostTensor.ofFloats(new float[N * D], N, D);
        StoredDictionary stored = StoredDictionary.of(
                w,
                w,
                HostTensor.ofFloats(new float[N], N),
                HostTensor.ofFloats(new float[D], D),
                Map.of("architecture", "hierarchical-topk", "k", 5, "largest-k", 4));
        try (NDManager m = Torch.newManager(Device.cpu())) {
            assertThatThrownBy(() -> Dictionaries.open(stored, m))
                    .isInstanceOf(SaeException.class)
                    .hasMessageContaining("up to 4, not for k = 5");
        }
    }

    private static TrainConfig config(int k) {
        return TrainConfig.of("hierarchical-topk", N).withK(k).withBatch(B).withAux(0, 2, 1000);
    }
}
