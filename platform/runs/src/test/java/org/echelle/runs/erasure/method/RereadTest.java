package org.echelle.runs.erasure.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.echelle.steering.Push;
import org.junit.jupiter.api.Test;

/** The map of what a layer reads against the layer that the paper's formula gives. */
class RereadTest {
    private static final int D = 5;
    private static final int OUT = 3;
    private static final double LAMBDA = 0.3;
    private final Random random = new Random(11);

    private float[] vector(int n) {
        float[] v = new float[n];
        for (int i = 0; i < n; i++) {
            v[i] = (float) random.nextGaussian();
        }
        return v;
    }

    private List<float[]> rows(int n) {
        List<float[]> rows = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            rows.add(vector(D));
        }
        return rows;
    }

    private static double[] times(double[][] w, float[] x) {
        double[] y = new double[w.length];
        for (int o = 0; o < y.length; o++) {
            for (int i = 0; i < x.length; i++) {
                y[o] += w[o][i] * x[i];
            }
        }
        return y;
    }

    /** Gauss and Jordan. */
    private static double[][] inverse(double[][] m) {
        int n = m.length;
        double[][] a = new double[n][2 * n];
        for (int i = 0; i < n; i++) {
            System.arraycopy(m[i], 0, a[i], 0, n);
            a[i][n + i] = 1;
        }
        for (int c = 0; c < n; c++) {
            int pivot = c;
            for (int r = c; r < n; r++) {
                pivot = Math.abs(a[r][c]) > Math.abs(a[pivot][c]) ? r : pivot;
            }
            double[] swapped = a[c];
            a[c] = a[pivot];
            a[pivot] = swapped;
            double by = a[c][c];
            for (int k = 0; k < 2 * n; k++) {
                a[c][k] /= by;
            }
            for (int r = 0; r < n; r++) {
                double f = a[r][c];
                for (int k = 0; k < 2 * n && r != c; k++) {
                    a[r][k] -= f * a[c][k];
                }
            }
        }
        double[][] inverse = new double[n][n];
        for (int i = 0; i < n; i++) {
            System.arraycopy(a[i], n, inverse[i], 0, n);
        }
        return inverse;
    }

    @Test
    void anyLayerBehindItComputesWhatTheEditedLayerWould() {
        double[][] w = new double[OUT][D];
        for (double[] row : w) {
            for (int i = 0; i < D; i++) {
                row[i] = random.nextGaussian();
            }
        }
        List<float[]> erased = rows(2);
        List<float[]> readAs = rows(2);
        List<float[]> kept = rows(3);
        // W' = (sum v* c' + W (sum k k' + lambda I)) (sum c c' + sum k k' + lambda I)^-1, v* = W c*
        double[][] left = new double[OUT][D];
        double[][] m = new double[D][D];
        for (int i = 0; i < D; i++) {
            m[i][i] += LAMBDA;
            for (int o = 0; o < OUT; o++) {
                left[o][i] += LAMBDA * w[o][i];
            }
        }
        for (int r = 0; r < erased.size(); r++) {
            outer(m, erased.get(r), erased.get(r));
            outer(left, times(w, readAs.get(r)), erased.get(r));
        }
        for (float[] k : kept) {
            outer(m, k, k);
            outer(left, times(w, k), k);
        }
        double[][] back = inverse(m);
        double[][] edited = new double[OUT][D];
        for (int o = 0; o < OUT; o++) {
            for (int i = 0; i < D; i++) {
                for (int k = 0; k < D; k++) {
                    edited[o][i] += left[o][k] * back[k][i];
                }
            }
        }

        List<Push> map = Reread.of(erased, readAs, kept, LAMBDA);

        assertThat(map).hasSize(2);
        for (float[] x : rows(4)) {
            float[] read = x.clone();
            for (Push push : map) {
                double along = 0;
                for (int i = 0; i < D; i++) {
                    along += push.reading().orElseThrow()[i] * x[i];
                }
                for (int i = 0; i < D; i++) {
                    read[i] += (float) (along * push.vector()[i]);
                }
            }
            assertThat(times(w, read)).containsExactly(times(edited, x), within(1e-4));
        }
    }

    private static void outer(double[][] m, float[] a, float[] b) {
        double[] wide = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            wide[i] = a[i];
        }
        outer(m, wide, b);
    }

    private static void outer(double[][] m, double[] a, float[] b) {
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < b.length; j++) {
                m[i][j] += a[i] * b[j];
            }
        }
    }

    @Test
    void rowsThatAreReadAsThemselvesChangeNothing() {
        List<float[]> same = rows(2);
        assertThat(Reread.of(same, same, rows(2), LAMBDA)).isEmpty();
    }
}
