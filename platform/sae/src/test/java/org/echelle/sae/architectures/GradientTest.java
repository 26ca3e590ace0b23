package org.echelle.sae.architectures;

import static org.assertj.core.api.Assertions.assertThat;

import org.echelle.sae.Objective;
import org.echelle.sae.TrainConfig;
import org.echelle.sae.step.Trainer;
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
        "topk,0,sum-mse,unit",
        "topk,0,mean-mse,unit",
        "batch-topk,0,sum-mse,unit",
        "topk,0.5,sum-mse,unit",
        "batch-topk,0.5,sum-mse,unit",
        "topk,0,batch-fvu,unit",
        "topk,0,row,unit",
        "topk,0,sum-mse,rescaled",
        "batch-topk,0,sum-mse,rescaled"
    })
    void gradientsEqualFiniteDifferences(String architecture, double auxWeight, String scaling, String norms) {
        TrainConfig config = TrainConfig.topk(N, K)
                .withArchitecture(architecture)
                .withBatch(B)
                .withScaling(scaling)
                .withDecoderNorm(norms)
                .withAux(auxWeight, 2, 1000)
                .resolve(-1, D);
        double[][] p = parameters();
        long[] since = new long[N];
        java.util.Arrays.fill(since, 8, N, 1000); // dead unless they fire now
        double[] x = FiniteDifferences.random(1, B * D, 1);
        FiniteDifferences.Measured measured = FiniteDifferences.measure(config, D, p, since, x, 0);
        if (auxWeight > 0) {
            assertThat(measured.stats()[Trainer.DEAD]).isPositive();
            assertThat(measured.stats()[Objective.OWN_SUMS]).isPositive();
        }
        Reference at = new Reference(config, x, p, since);
        FiniteDifferences.agree(measured, p, at::loss);
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
        long[] since = new long[N];
        java.util.Arrays.fill(since, 8, N, 1000);
        return FiniteDifferences.measure(config, D, parameters(), since, FiniteDifferences.random(1, B * D, 1), 0)
                .gradients();
    }

    /** Features 8 and up have a bias so low that they are never chosen, but still fire for the auxiliary loss now and then. */
    private static double[][] parameters() {
        double[][] p = {
            FiniteDifferences.random(2, N * D, 1),
            FiniteDifferences.random(3, N * D, 0.6),
            FiniteDifferences.random(4, N, 0.1),
            FiniteDifferences.random(5, D, 0.2)
        };
        for (int j = 0; j < N; j++) {
            p[2][j] += j < 8 ? 1 : 0;
        }
        for (int e = 8 * D; e < N * D; e++) {
            p[0][e] *= 0.1;
        }
        return p;
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
                dead[j] = !fired[j] && since[j] + B >= config.revival().deadAfterRows();
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
            double out = reconstruction(residual(z, p));
            boolean any = false;
            for (boolean d : dead) {
                any |= d;
            }
            if (config.revival().auxWeight() == 0 || !any) {
                return out;
            }
            double aux = 0;
            for (int b = 0; b < B; b++) {
                double[] a = activations(p, b);
                Integer[] order = order(a, j -> dead[j]);
                double[] e = target[b].clone();
                for (int c = 0; c < Math.min(config.revival().auxK(), order.length); c++) {
                    double v = Math.max(0, a[order[c]]);
                    for (int i = 0; i < D; i++) {
                        e[i] -= v * p[1][order[c] * D + i];
                    }
                }
                for (double v : e) {
                    aux += v * v;
                }
            }
            return out + config.revival().auxWeight() * aux / spread;
        }

        private double reconstruction(double[][] r) {
            double total = 0;
            double spread = 0;
            double[] mean = new double[D];
            for (int e = 0; e < B * D; e++) {
                mean[e % D] += x[e] / B;
            }
            for (int e = 0; e < B * D; e++) {
                spread += Math.pow(x[e] - mean[e % D], 2);
            }
            for (int b = 0; b < B; b++) {
                double error = 0;
                double square = 0;
                for (int i = 0; i < D; i++) {
                    error += r[b][i] * r[b][i];
                    square += x[b * D + i] * x[b * D + i];
                }
                total += switch (config.scaling()) {
                    case "mean-mse" -> error / D / B;
                    case "batch-fvu" -> error / spread;
                    case "row" -> error / square / B;
                    default -> error / B;
                };
            }
            return total;
        }

        /** With norms rescaled, feature j acts as if atom j had norm 1: its activation grows by the norm that the atom loses. */
        private double norm(double[][] p, int j) {
            if (!config.decoderNorm().equals("rescaled")) {
                return 1;
            }
            double sum = 0;
            for (int i = 0; i < D; i++) {
                sum += p[1][j * D + i] * p[1][j * D + i];
            }
            return Math.sqrt(sum);
        }

        private double[] activations(double[][] p, int b) {
            double[] a = new double[N];
            for (int j = 0; j < N; j++) {
                a[j] = p[2][j];
                for (int i = 0; i < D; i++) {
                    a[j] += (x[b * D + i] - p[3][i]) * p[0][j * D + i];
                }
                a[j] *= norm(p, j);
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
                        r[b][i] -= z[b][j] * p[1][j * D + i] / norm(p, j);
                    }
                }
            }
            return r;
        }
    }
}
