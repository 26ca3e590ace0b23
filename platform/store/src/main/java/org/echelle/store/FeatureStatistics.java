package org.echelle.store;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import org.echelle.torch.ElementType;
import org.echelle.torch.HostTensor;
import org.echelle.torch.Safetensors;

/** Count, largest value, sum and sum of squares of each feature's entries. */
record FeatureStatistics(long[] counts, double[] max, double[] sum, double[] squares) {
    static FeatureStatistics empty(int features) {
        return new FeatureStatistics(
                new long[features], new double[features], new double[features], new double[features]);
    }

    /** Takes entries of a feature that were counted before, in the order of their rows. */
    void add(int feature, float[] values, int from, int to) {
        double most = max[feature];
        double all = sum[feature];
        double square = squares[feature];
        // before its first entry a feature has squares 0, and only then
        boolean first = square == 0;
        for (int e = from; e < to; e++) {
            double value = values[e];
            most = first ? value : Math.max(most, value);
            first = false;
            all += value;
            square += value * value;
        }
        max[feature] = most;
        sum[feature] = all;
        squares[feature] = square;
    }

    Map<String, HostTensor> tensors() {
        Map<String, HostTensor> all = new LinkedHashMap<>();
        all.put("count", HostTensor.ofLongs(counts, counts.length));
        all.put("max", doubles(max));
        all.put("sum", doubles(sum));
        all.put("sum_of_squares", doubles(squares));
        return all;
    }

    private static HostTensor doubles(double[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asDoubleBuffer().put(values);
        return new HostTensor(ElementType.F64, new long[] {values.length}, bytes);
    }

    static FeatureStatistics read(Safetensors in) {
        return new FeatureStatistics(
                in.tensor("count").toLongs(), doubles(in, "max"), doubles(in, "sum"), doubles(in, "sum_of_squares"));
    }

    private static double[] doubles(Safetensors in, String name) {
        ByteBuffer data = in.tensor(name).data().order(ByteOrder.LITTLE_ENDIAN);
        double[] values = new double[data.remaining() / 8];
        data.asDoubleBuffer().get(values);
        return values;
    }
}
