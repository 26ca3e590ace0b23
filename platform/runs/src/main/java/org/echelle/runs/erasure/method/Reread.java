package org.echelle.runs.erasure.method;

import java.util.ArrayList;
import java.util.List;
import org.echelle.steering.Push;

/**
 * The closed form of Unified Concept Editing (arXiv 2308.14761) as a linear map of what weights read: {@code x + A x} with {@code A = sum
 * (c* - c) c' M^-1} and {@code M = sum c c' + sum k k' + lambda I}. A linear layer behind it computes {@code W (I + A) x}, which is the
 * edited layer's output.
 */
final class Reread {
    private static final double SAME = 1e-6;

    private Reread() {}

    /**
     * Solves.
     *
     * @param erased rows {@code c} of width d
     * @param readAs rows {@code c*}, one each
     * @param kept rows {@code k}
     * @return one a row that changes: {@code <M^-1 c, x> (c* - c)}
     */
    static List<Push> of(List<float[]> erased, List<float[]> readAs, List<float[]> kept, double lambda) {
        int d = erased.get(0).length;
        double[][] m = new double[d][d];
        for (int i = 0; i < d; i++) {
            m[i][i] = lambda;
        }
        erased.forEach(c -> addOuter(m, c));
        kept.forEach(k -> addOuter(m, k));
        double[][] lower = cholesky(m);
        List<Push> map = new ArrayList<>();
        for (int r = 0; r < erased.size(); r++) {
            float[] change = new float[d];
            double size = 0;
            for (int i = 0; i < d; i++) {
                change[i] = readAs.get(r)[i] - erased.get(r)[i];
                size = Math.max(size, Math.abs(change[i]));
            }
            if (size > SAME) {
                map.add(Push.reading(solve(lower, erased.get(r)), change));
            }
        }
        return map;
    }

    private static void addOuter(double[][] m, float[] c) {
        for (int i = 0; i < c.length; i++) {
            for (int j = 0; j < c.length; j++) {
                m[i][j] += (double) c[i] * c[j];
            }
        }
    }

    /** {@code L} with {@code L L' = m}, for a positive definite {@code m}. */
    private static double[][] cholesky(double[][] m) {
        int d = m.length;
        double[][] l = new double[d][d];
        for (int i = 0; i < d; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = m[i][j];
                for (int k = 0; k < j; k++) {
                    sum -= l[i][k] * l[j][k];
                }
                l[i][j] = i == j ? Math.sqrt(sum) : sum / l[j][j];
            }
        }
        return l;
    }

    private static float[] solve(double[][] l, float[] b) {
        int d = b.length;
        double[] y = new double[d];
        for (int i = 0; i < d; i++) {
            double sum = b[i];
            for (int k = 0; k < i; k++) {
                sum -= l[i][k] * y[k];
            }
            y[i] = sum / l[i][i];
        }
        float[] x = new float[d];
        double[] z = new double[d];
        for (int i = d - 1; i >= 0; i--) {
            double sum = y[i];
            for (int k = i + 1; k < d; k++) {
                sum -= l[k][i] * z[k];
            }
            z[i] = sum / l[i][i];
            x[i] = (float) z[i];
        }
        return x;
    }
}
