package org.echelle.analysis.probing;

import java.util.Arrays;
import java.util.Comparator;
import org.echelle.analysis.samples.SampleMatrix;

/**
 * Features ordered by a linear probe over all of them with an L1 penalty: minimises
 *
 * <pre>mean_i log(1 + exp(-s_i (w·u_i + b))) + lambda |w|_1</pre>
 *
 * with each feature divided by its root mean square, by accelerated proximal steps (Beck and Teboulle 2009). Signed: the largest positive
 * weight first, since a feature that speaks against a concept does not stand for it. SAEBench fits the same probe by Adam.
 */
public final class LassoRanking {
    private static final int STEPS = 300;

    private LassoRanking() {}

    /** The features, most telling first, {@code [n]}. */
    public static int[] of(SampleMatrix z, boolean[] y, double lambda) {
        double[] w = weights(z, y, lambda);
        Integer[] order = new Integer[w.length];
        Arrays.setAll(order, j -> j);
        Arrays.sort(order, Comparator.comparingDouble((Integer j) -> -w[j]).thenComparingInt(j -> j));
        return Arrays.stream(order).mapToInt(j -> j).toArray();
    }

    /** The weights of the features divided by their root mean square, {@code [n]}. */
    static double[] weights(SampleMatrix z, boolean[] y, double lambda) {
        int n = z.columns();
        int m = z.samples();
        double[] scale = new double[n];
        for (int j = 0; j < n; j++) {
            double[] square = new double[1];
            z.each(j, (s, v) -> square[0] += v * v);
            scale[j] = square[0] == 0 ? 0 : 1 / Math.sqrt(square[0] / m);
        }
        double step = 1 / lipschitz(z, scale);
        double[] w = new double[n];
        double[] ahead = new double[n];
        double bias = 0;
        double biasAhead = 0;
        double t = 1;
        double[] residual = new double[m];
        for (int k = 0; k < STEPS; k++) {
            logits(z, scale, ahead, biasAhead, residual);
            double biasGradient = 0;
            for (int i = 0; i < m; i++) {
                residual[i] = (1 / (1 + Math.exp(-residual[i])) - (y[i] ? 1 : 0)) / m;
                biasGradient += residual[i];
            }
            double next = (1 + Math.sqrt(1 + 4 * t * t)) / 2;
            double momentum = (t - 1) / next;
            t = next;
            for (int j = 0; j < n; j++) {
                double[] g = new double[1];
                z.each(j, (s, v) -> g[0] += v * residual[s]);
                double moved = ahead[j] - step * g[0] * scale[j];
                double shrunk = Math.signum(moved) * Math.max(0, Math.abs(moved) - step * lambda);
                ahead[j] = shrunk + momentum * (shrunk - w[j]);
                w[j] = shrunk;
            }
            double moved = biasAhead - step * biasGradient;
            biasAhead = moved + momentum * (moved - bias);
            bias = moved;
        }
        return w;
    }

    private static void logits(SampleMatrix z, double[] scale, double[] w, double bias, double[] into) {
        Arrays.fill(into, bias);
        for (int j = 0; j < w.length; j++) {
            if (w[j] != 0) {
                double f = w[j] * scale[j];
                z.each(j, (s, v) -> into[s] += f * v);
            }
        }
    }

    /** A quarter of the largest eigenvalue of the second moments with the intercept, by power iteration, and a little more. */
    private static double lipschitz(SampleMatrix z, double[] scale) {
        int n = z.columns();
        int m = z.samples();
        double[] v = new double[n];
        Arrays.fill(v, 1);
        double b = 1;
        double[] out = new double[m];
        double eigen = 1;
        for (int k = 0; k < 30; k++) {
            double norm = b * b;
            for (double x : v) {
                norm += x * x;
            }
            norm = Math.sqrt(norm);
            for (int j = 0; j < n; j++) {
                v[j] /= norm;
            }
            b /= norm;
            logits(z, scale, v, b, out);
            double sum = 0;
            for (double o : out) {
                sum += o;
            }
            b = sum / m;
            eigen = b * b;
            for (int j = 0; j < n; j++) {
                double[] g = new double[1];
                z.each(j, (s, x) -> g[0] += x * out[s]);
                v[j] = g[0] * scale[j] / m;
                eigen += v[j] * v[j];
            }
            eigen = Math.sqrt(eigen);
        }
        return 1.1 * eigen / 4 + 1e-9;
    }
}
