package org.echelle.sae.architectures;

import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.echelle.sae.TrainConfig;

/**
 * The parts that losses of selected features are made of, as their definitions say, in plain Java and double: what kernels are held
 * against. Weights in the order encoder {@code [n, d]}, decoder {@code [n, d]}, b_enc, b_dec.
 */
final class PlainSae {
    final TrainConfig config;
    final double[][] x;
    final int rows;
    final int width;
    final int features;

    PlainSae(TrainConfig config, double[] x, int width) {
        this.config = config;
        this.width = width;
        rows = x.length / width;
        features = config.features();
        this.x = new double[rows][];
        for (int b = 0; b < rows; b++) {
            this.x[b] = Arrays.copyOfRange(x, b * width, (b + 1) * width);
        }
    }

    /** (x - b_dec) E^T + b_enc for any number of encoder rows. */
    double[][] activations(double[][] p) {
        int count = p[2].length;
        double[][] a = new double[rows][count];
        for (int b = 0; b < rows; b++) {
            for (int j = 0; j < count; j++) {
                a[b][j] = p[2][j];
                for (int i = 0; i < width; i++) {
                    a[b][j] += (x[b][i] - p[3][i]) * p[0][j * width + i];
                }
            }
        }
        return a;
    }

    /** Feature numbers by falling value. */
    static Integer[] order(double[] a, IntPredicate which) {
        return IntStream.range(0, a.length)
                .filter(which)
                .boxed()
                .sorted((s, t) -> Double.compare(a[t], a[s]))
                .toArray(Integer[]::new);
    }

    /** The positive ones among the k largest of every row. */
    static double[][] topk(double[][] a, int k) {
        double[][] z = new double[a.length][a[0].length];
        for (int b = 0; b < a.length; b++) {
            Integer[] order = order(a[b], j -> true);
            for (int c = 0; c < Math.min(k, order.length); c++) {
                z[b][order[c]] = Math.max(0, a[b][order[c]]);
            }
        }
        return z;
    }

    /** The positive ones among the k * B largest of the batch. */
    static double[][] batchTopk(double[][] a, int k) {
        int n = a[0].length;
        double[] all = Arrays.stream(a).flatMapToDouble(Arrays::stream).toArray();
        double[][] z = new double[a.length][n];
        Integer[] order = order(all, j -> true);
        for (int c = 0; c < k * a.length; c++) {
            z[order[c] / n][order[c] % n] = Math.max(0, all[order[c]]);
        }
        return z;
    }

    /** x - b_dec - z D over the features that count. */
    double[][] residual(double[][] z, double[][] p, IntPredicate counts) {
        double[][] r = new double[rows][width];
        for (int b = 0; b < rows; b++) {
            for (int i = 0; i < width; i++) {
                r[b][i] = x[b][i] - p[3][i];
                for (int j = 0; j < features; j++) {
                    r[b][i] -= counts.test(j) ? z[b][j] * p[1][j * width + i] : 0;
                }
            }
        }
        return r;
    }

    double[][] residual(double[][] z, double[][] p) {
        return residual(z, p, j -> true);
    }

    /** A residual's loss in the config's scaling. */
    double loss(double[][] r) {
        double total = 0;
        double spread = spread(x);
        for (int b = 0; b < rows; b++) {
            double error = square(r[b]);
            total += switch (config.scaling()) {
                case "mean-mse" -> error / width / rows;
                case "batch-fvu" -> error / spread;
                case "row" -> error / square(x[b]) / rows;
                default -> error / rows;
            };
        }
        return total;
    }

    static double square(double[] v) {
        return Arrays.stream(v).map(q -> q * q).sum();
    }

    /** Sum over rows of the squared distance from their mean. */
    double spread(double[][] of) {
        double sum = 0;
        for (int i = 0; i < width; i++) {
            double mean = 0;
            for (double[] row : of) {
                mean += row[i] / rows;
            }
            for (double[] row : of) {
                sum += (row[i] - mean) * (row[i] - mean);
            }
        }
        return sum;
    }

    /** Which features are dead after a batch with these codes. */
    boolean[] dead(double[][] z, long[] since) {
        boolean[] dead = new boolean[features];
        for (int j = 0; j < features; j++) {
            boolean fired = false;
            for (double[] row : z) {
                fired |= row[j] != 0;
            }
            dead[j] = !fired && since[j] + rows >= config.revival().deadAfterRows();
        }
        return dead;
    }

    /**
     * The auxiliary loss, unweighted: codes of dead features reconstruct a target without bias.
     *
     * @param a activations by which the k_aux are chosen, by their size if {@code signed}
     */
    double auxiliary(double[][] a, double[] decoder, double[][] target, boolean[] dead, boolean signed) {
        double out = 0;
        for (int b = 0; b < rows; b++) {
            int at = b;
            double[] size =
                    Arrays.stream(a[at]).map(v -> signed ? Math.abs(v) : v).toArray();
            Integer[] order = order(size, j -> dead[j]);
            double[] e = target[b].clone();
            for (int c = 0; c < Math.min(config.revival().auxK(), order.length); c++) {
                double v = signed ? a[b][order[c]] : Math.max(0, a[b][order[c]]);
                for (int i = 0; i < width; i++) {
                    e[i] -= v * decoder[order[c] * width + i];
                }
            }
            out += square(e);
        }
        return out / spread(target);
    }
}
