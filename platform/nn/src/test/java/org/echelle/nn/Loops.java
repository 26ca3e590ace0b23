package org.echelle.nn;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Random;
import org.echelle.torch.Torch;

/** A manager for a test, random arrays, and plain loops in double precision to check against. */
final class Loops implements AutoCloseable {
    final NDManager manager = Torch.newManager(Device.cpu());
    final Parameters parameters = Parameters.random(7, manager);
    private final Random random = new Random(11);

    NDArray normal(long... shape) {
        Shape s = new Shape(shape);
        float[] v = new float[(int) s.size()];
        for (int i = 0; i < v.length; i++) {
            v[i] = (float) random.nextGaussian();
        }
        return manager.create(v, s);
    }

    /** A parameter of that name with values that matter (random ones are small, zeros or ones). */
    NDArray lively(String name, long... shape) {
        NDArray p = parameters.get(name, shape);
        try (NDArray values = normal(shape)) {
            p.set(values.toByteBuffer());
        }
        return p;
    }

    static double[] doubles(NDArray a) {
        float[] f = a.toFloatArray();
        double[] d = new double[f.length];
        for (int i = 0; i < d.length; i++) {
            d[i] = f[i];
        }
        return d;
    }

    /** {@code [rows, in]} times {@code [out, in]} transposed, plus bias. */
    static double[] linear(double[] x, int in, double[] w, double[] bias) {
        int out = w.length / in;
        int rows = x.length / in;
        double[] y = new double[rows * out];
        for (int r = 0; r < rows; r++) {
            for (int o = 0; o < out; o++) {
                double sum = bias == null ? 0 : bias[o];
                for (int i = 0; i < in; i++) {
                    sum += x[r * in + i] * w[o * in + i];
                }
                y[r * out + o] = sum;
            }
        }
        return y;
    }

    /** Multi-head attention on {@code q [n, d]}, {@code k, v [m, d]}. */
    static double[] attention(double[] q, double[] k, double[] v, int d, int heads, double scale, boolean causal) {
        int n = q.length / d;
        int m = k.length / d;
        int hd = d / heads;
        double[] out = new double[n * d];
        for (int h = 0; h < heads; h++) {
            for (int t = 0; t < n; t++) {
                double[] e = new double[m];
                double sum = 0;
                for (int s = 0; s < (causal ? t + 1 : m); s++) {
                    double dot = 0;
                    for (int i = h * hd; i < (h + 1) * hd; i++) {
                        dot += q[t * d + i] * k[s * d + i];
                    }
                    e[s] = Math.exp(dot * scale);
                    sum += e[s];
                }
                for (int s = 0; s < m; s++) {
                    for (int i = h * hd; i < (h + 1) * hd; i++) {
                        out[t * d + i] += e[s] / sum * v[s * d + i];
                    }
                }
            }
        }
        return out;
    }

    @Override
    public void close() {
        manager.close();
    }
}
