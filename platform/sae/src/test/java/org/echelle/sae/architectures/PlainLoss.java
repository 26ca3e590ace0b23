package org.echelle.sae.architectures;

import java.util.stream.IntStream;

/**
 * Sparse codes and their squared errors as their definitions say, in plain Java and double: what gradients are checked against. Encoder
 * rows {@code [n, d]}, decoder rows {@code [n, e]}, all flat.
 */
record PlainLoss(int rows, int n, int d, int e, int k, boolean batchwise) {
    /** Codes {@code [rows][n]}: k positive activations a row (or k a row over the batch), chosen by activation times score. */
    double[][] codes(double[] x, double[] encoder, double[] bias, double[] score) {
        double[] a = new double[rows * n];
        double[] by = new double[rows * n];
        for (int b = 0; b < rows; b++) {
            for (int j = 0; j < n; j++) {
                double sum = bias[j];
                for (int i = 0; i < d; i++) {
                    sum += x[b * d + i] * encoder[j * d + i];
                }
                a[b * n + j] = Math.max(0, sum);
                by[b * n + j] = a[b * n + j] * score[j];
            }
        }
        double[][] z = new double[rows][n];
        if (batchwise) {
            for (int at : largest(by, IntStream.range(0, rows * n), k * rows)) {
                z[at / n][at % n] = a[at];
            }
        }
        for (int b = 0; !batchwise && b < rows; b++) {
            for (int at : largest(by, IntStream.range(b * n, (b + 1) * n), k)) {
                z[b][at % n] = a[at];
            }
        }
        return z;
    }

    private static int[] largest(double[] by, IntStream among, int count) {
        return among.boxed()
                .sorted((s, t) -> Double.compare(by[t], by[s]))
                .limit(count)
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** What codes leave of y: {@code y - z D - bias - x S^T}; no skip when {@code skip} is empty. */
    double[][] residual(double[] x, double[] y, double[][] z, double[] decoder, double[] bias, double[] skip) {
        double[][] r = new double[rows][e];
        for (int b = 0; b < rows; b++) {
            for (int o = 0; o < e; o++) {
                r[b][o] = y[b * e + o] - bias[o];
                for (int j = 0; j < n; j++) {
                    r[b][o] -= z[b][j] * decoder[j * e + o];
                }
                for (int i = 0; skip.length > 0 && i < d; i++) {
                    r[b][o] -= x[b * d + i] * skip[o * d + i];
                }
            }
        }
        return r;
    }

    static double squares(double[][] r) {
        double sum = 0;
        for (double[] row : r) {
            for (double v : row) {
                sum += v * v;
            }
        }
        return sum;
    }

    /** The auxiliary loss: dead features alone, {@code most} a row, explain a residual that is held fixed. */
    double auxiliary(
            double[] x,
            double[] encoder,
            double[] bias,
            double[] decoder,
            boolean[] dead,
            int most,
            double[][] target) {
        double[] centre = new double[e];
        for (double[] row : target) {
            for (int o = 0; o < e; o++) {
                centre[o] += row[o] / rows;
            }
        }
        double spread = 0;
        double error = 0;
        for (int b = 0; b < rows; b++) {
            double[] a = new double[n];
            for (int j = 0; j < n; j++) {
                a[j] = bias[j];
                for (int i = 0; i < d; i++) {
                    a[j] += x[b * d + i] * encoder[j * d + i];
                }
            }
            double[] left = target[b].clone();
            for (int j : largest(a, IntStream.range(0, n).filter(f -> dead[f]), most)) {
                for (int o = 0; o < e; o++) {
                    left[o] -= Math.max(0, a[j]) * decoder[j * e + o];
                }
            }
            for (int o = 0; o < e; o++) {
                error += left[o] * left[o];
                spread += Math.pow(target[b][o] - centre[o], 2);
            }
        }
        return error / spread;
    }

    /** Features that were long silent and stay so. */
    boolean[] dead(double[][] z, long[] since, long after) {
        boolean[] dead = new boolean[n];
        for (int j = 0; j < n; j++) {
            dead[j] = since[j] + rows >= after;
            for (double[] row : z) {
                dead[j] &= row[j] == 0;
            }
        }
        return dead;
    }

    static double[] ones(int count) {
        double[] out = new double[count];
        java.util.Arrays.fill(out, 1);
        return out;
    }
}
