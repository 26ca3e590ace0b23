package org.echelle.sae.formats;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.echelle.torch.HostTensor;

/** Arithmetic on vectors, in double precision. */
final class Vectors {
    private Vectors() {}

    static double[] doubles(HostTensor tensor) {
        return doubles(tensor.toFloats());
    }

    static double[] doubles(float[] values) {
        double[] out = new double[values.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = values[i];
        }
        return out;
    }

    static HostTensor tensor(double[] values) {
        float[] out = new float[values.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (float) values[i];
        }
        return HostTensor.ofFloats(out, out.length);
    }

    static HostTensor filled(int length, double value) {
        return tensor(map(new double[length], v -> value));
    }

    static double[] map(double[] values, DoubleUnaryOperator f) {
        return Arrays.stream(values).map(f).toArray();
    }

    static double[] product(double[] a, double[] b) {
        double[] out = new double[a.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = a[i] * b[i];
        }
        return out;
    }

    static double[] sum(double[] a, double[] b) {
        double[] out = new double[a.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = a[i] + b[i];
        }
        return out;
    }

    static boolean same(HostTensor a, HostTensor b) {
        return Arrays.equals(a.toFloats(), b.toFloats());
    }

    static boolean zero(HostTensor tensor) {
        return allAre(tensor.toFloats(), 0);
    }

    static boolean allAre(float[] values, float what) {
        for (float v : values) {
            if (v != what) {
                return false;
            }
        }
        return true;
    }
}
