package org.echelle.sae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.SplittableRandom;
import org.echelle.torch.Torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The hand-written backward against central differences of a plain Java forward, in double. */
class GradientTest {
    private static final int B = 7;
    private static final int D = 5;
    private static final int N = 12;
    private static final int K = 3;

    @BeforeAll
    static void oneThread() {
        Torch.threads(1);
    }

    @ParameterizedTest
    @CsvSource({
        "topk,0,sum-mse",
        "topk,0,mean-mse",
        "batch-topk,0,sum-mse",
        "topk,0.5,sum-mse",
        "batch-topk,0.5,sum-mse"
    })
    void gradientsEqualFiniteDifferences(String architecture, double auxWeight, String scaling) {
        TrainConfig config = TrainConfig.topk(N, K)
                .withArchitecture(architecture)
                .withBatch(B)
                .withScaling(scaling)
                .withAux(auxWeight, 2, 1000)
                .resolve(-1, D);
        try (Trainer trainer = new Trainer(config, D, Device.cpu(), DataType.FLOAT64, false);
                NDManager m = trainer.manager.newSubManager()) {
            double[][] p = parameters();
            for (int i = 0; i < 4; i++) {
                try (NDArray value = m.create(p[i], trainer.parameters[i].getShape())) {
                    value.copyTo(trainer.parameters[i]);
                }
            }
            long[] since = new long[N];
            for (int j = 8; j < N; j++) {
                since[j] = 1000; // dead unless they fire now
            }
            try (NDArray value = m.create(since)) {
                value.copyTo(trainer.since);
            }
            double[] x = random(1, B * D, 1);
            NDList out = trainer.gradients(m, m.create(x, new Shape(B, D)));
            Reference at = new Reference(config, x, p, since);
            double[] sums = out.get(4).toDoubleArray();
            assertThat(trainer.loss(sums)).isCloseTo(at.loss(p), within(1e-9));
            if (auxWeight > 0) {
                assertThat(sums[Trainer.DEAD]).isPositive();
                assertThat(sums[Trainer.AUX]).isPositive();
            }
            for (int i = 0; i < 4; i++) {
                double[] gradient = out.get(i).toDoubleArray();
                for (int e = 0; e < gradient.length; e++) {
                    double h = 1e-6;
                    double keep = p[i][e];
                    p[i][e] = keep + h;
                    double up = at.loss(p);
                    p[i][e] = keep - h;
                    double down = at.loss(p);
                    p[i][e] = keep;
                    assertThat(gradient[e])
                            .as(Trainer.NAMES[i] + "[" + e + "]")
                            .isCloseTo((up - down) / (2 * h), within(1e-6));
                }
            }
        }
    }

    @Test
    void theAuxiliaryLossReachesOnlyDeadFeatures() {
        double[][] with = gradients(0.5);
        double[][] without = gradients(0);
        for (int j = 0; j < 8; j++) {
            for (int i = 0; i < D; i++) {
                assertThat(with[0][j * D + i]).isEqualTo(without[0][j * D + i]);
                assertThat(with[1][j * D + i]).isEqualTo(without[1][j * D + i]);
            }
            assertThat(with[2][j]).isEqualTo(without[2][j]);
        }
        assertThat(with[1]).isNotEqualTo(without[1]);
    }

    private static double[][] gradients(double auxWeight) {
        TrainConfig config =
                TrainConfig.topk(N, K).withBatch(B).withAux(auxWeight, 2, 1000).resolve(-1, D);
        try (Trainer trainer = new Trainer(config, D, Device.cpu(), DataType.FLOAT64, false);
                NDManager m = trainer.manager.newSubManager()) {
            double[][] p = parameters();
            for (int i = 0; i < 4; i++) {
                try (NDArray value = m.create(p[i], trainer.parameters[i].getShape())) {
                    value.copyTo(trainer.parameters[i]);
                }
            }
            long[] since = new long[N];
            java.util.Arrays.fill(since, 8, N, 1000);
            try (NDArray value = m.create(since)) {
                value.copyTo(trainer.since);
            }
            NDList out = trainer.gradients(m, m.create(random(1, B * D, 1), new Shape(B, D)));
            double[][] g = new double[4][];
            for (int i = 0; i < 4; i++) {
                g[i] = out.get(i).toDoubleArray();
            }
            return g;
        }
    }

    /** Features 8 and up have a bias so low that they are never chosen, but still fire for the auxiliary loss now and then. */
    private static double[][] parameters() {
        double[][] p = {random(2, N * D, 1), random(3, N * D, 0.6), random(4, N, 0.1), random(5, D, 0.2)};
        for (int j = 0; j < N; j++) {
            p[2][j] += j < 8 ? 1 : 0;
        }
        for (int e = 8 * D; e < N * D; e++) {
            p[0][e] *= 0.1;
        }
        return p;
    }

    private static double[] random(long seed, int count, double scale) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] out = new double[count];
        for (int i = 0; i < count; i++) {
            out[i] = scale * random.nextGaussian();
        }
        return out;
    }

    /** The loss as its definition says it, with residual and denominators of the auxiliary part held fixed. */
    private static final class Reference {
        private final TrainConfig config;
        private final double[] x;
        private final boolean[] dead = new boolean[N];
        private final double[][] target;
        private final double spread;

        Reference(TrainConfig config, double[] x, double[][] p, long[] since) {
            this.config = config;
            this.x = x;
            double[][] z = codes(p);
            boolean[] fired = new boolean[N];
            for (double[] row : z) {
                for (int j = 0; j < N; j++) {
                    fired[j] |= row[j] > 0;
                }
            }
            for (int j = 0; j < N; j++) {
                dead[j] = !fired[j] && since[j] + B >= config.deadAfterRows();
            }
            target = residual(z, p);
            double sum = 0;
            for (int i = 0; i < D; i++) {
                double mean = 0;
                for (double[] row : target) {
                    mean += row[i] / B;
                }
                for (double[] row : target) {
                    sum += (row[i] - mean) * (row[i] - mean);
                }
            }
            spread = sum;
        }

        double loss(double[][] p) {
            double[][] z = codes(p);
            double rec = 0;
            for (double[] row : residual(z, p)) {
                for (double v : row) {
                    rec += v * v;
                }
            }
            double out = config.lossScale(D) * rec / B;
            boolean any = false;
            for (boolean d : dead) {
                any |= d;
            }
            if (config.auxWeight() == 0 || !any) {
                return out;
            }
            double aux = 0;
            for (int b = 0; b < B; b++) {
                double[] a = activations(p, b);
                Integer[] order = order(a, j -> dead[j]);
                double[] e = target[b].clone();
                for (int c = 0; c < Math.min(config.auxK(), order.length); c++) {
                    double v = Math.max(0, a[order[c]]);
                    for (int i = 0; i < D; i++) {
                        e[i] -= v * p[1][order[c] * D + i];
                    }
                }
                for (double v : e) {
                    aux += v * v;
                }
            }
            return out + config.auxWeight() * aux / spread;
        }

        private double[] activations(double[][] p, int b) {
            double[] a = new double[N];
            for (int j = 0; j < N; j++) {
                a[j] = p[2][j];
                for (int i = 0; i < D; i++) {
                    a[j] += (x[b * D + i] - p[3][i]) * p[0][j * D + i];
                }
            }
            return a;
        }

        private static Integer[] order(double[] a, java.util.function.IntPredicate which) {
            return java.util.stream.IntStream.range(0, a.length)
                    .filter(which)
                    .boxed()
                    .sorted((s, t) -> Double.compare(a[t], a[s]))
                    .toArray(Integer[]::new);
        }

        private double[][] codes(double[][] p) {
            double[][] z = new double[B][N];
            double[] all = new double[B * N];
            for (int b = 0; b < B; b++) {
                double[] a = activations(p, b);
                System.arraycopy(a, 0, all, b * N, N);
                if (config.architecture().equals("topk")) {
                    Integer[] order = order(a, j -> true);
                    for (int c = 0; c < K; c++) {
                        z[b][order[c]] = Math.max(0, a[order[c]]);
                    }
                }
            }
            if (config.architecture().equals("batch-topk")) {
                Integer[] order = order(all, j -> true);
                for (int c = 0; c < K * B; c++) {
                    z[order[c] / N][order[c] % N] = Math.max(0, all[order[c]]);
                }
            }
            return z;
        }

        private double[][] residual(double[][] z, double[][] p) {
            double[][] r = new double[B][D];
            for (int b = 0; b < B; b++) {
                for (int i = 0; i < D; i++) {
                    r[b][i] = x[b * D + i] - p[3][i];
                    for (int j = 0; j < N; j++) {
                        r[b][i] -= z[b][j] * p[1][j * D + i];
                    }
                }
            }
            return r;
        }
    }
}
