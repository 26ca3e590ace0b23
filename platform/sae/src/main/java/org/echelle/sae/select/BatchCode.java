package org.echelle.sae.select;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.echelle.store.SparseRows;
import org.echelle.torch.HostView;

/** The code of a batch while it is selected on the host: features and activations (as integers) of every row. */
final class BatchCode {
    private final int[][] feature;
    private final int[][] bits;
    private final AtomicLong taken = new AtomicLong();

    BatchCode(int rows) {
        feature = new int[rows][];
        bits = new int[rows][];
    }

    /** Takes over the hits of a row. */
    void take(int row, HostScan scan, int hits) {
        feature[row] = scan.features(hits);
        bits[row] = scan.activations(hits);
        taken.addAndGet(hits);
    }

    /** Entries taken so far, while threads take more. */
    long taken() {
        return taken.get();
    }

    /** Smallest activation of a row; 0 for a row without any. */
    float least(int row) {
        return bits[row].length == 0
                ? 0
                : Float.intBitsToFloat(Arrays.stream(bits[row]).min().getAsInt());
    }

    /** Entries of all rows. */
    long count() {
        long sum = 0;
        for (int[] row : bits) {
            sum += row == null ? 0 : row.length;
        }
        return sum;
    }

    /** Keeps the {@code wanted} largest, of equal ones the first; returns the smallest that was kept. */
    float cut(long wanted) {
        int count = (int) count();
        if (count == 0) {
            return 0;
        }
        int[] all = new int[count];
        int to = 0;
        for (int[] row : bits) {
            System.arraycopy(row, 0, all, to, row.length);
            to += row.length;
        }
        if (count <= wanted) {
            return Float.intBitsToFloat(Arrays.stream(all).min().getAsInt());
        }
        int least = HostScan.kthLargest(all, count, (int) wanted);
        long ties = wanted;
        for (int[] row : bits) {
            for (int b : row) {
                ties -= b > least ? 1 : 0;
            }
        }
        for (int r = 0; r < bits.length; r++) {
            int kept = 0;
            for (int i = 0; i < bits[r].length; i++) {
                if (bits[r][i] > least || (bits[r][i] == least && ties-- > 0)) {
                    feature[r][kept] = feature[r][i];
                    bits[r][kept++] = bits[r][i];
                }
            }
            feature[r] = Arrays.copyOf(feature[r], kept);
            bits[r] = Arrays.copyOf(bits[r], kept);
        }
        return Float.intBitsToFloat(least);
    }

    /** The code sorted by row and feature. */
    SparseRows rows() {
        int total = (int) count();
        int[] start = new int[bits.length + 1];
        int[] features = new int[total];
        float[] values = new float[total];
        int e = 0;
        for (int r = 0; r < bits.length; r++) {
            long[] sorted = new long[bits[r].length];
            for (int i = 0; i < sorted.length; i++) {
                sorted[i] = (long) feature[r][i] << Integer.SIZE | bits[r][i]; // positive floats: their bits are
            }
            Arrays.sort(sorted);
            for (long one : sorted) {
                features[e] = (int) (one >>> Integer.SIZE);
                values[e++] = Float.intBitsToFloat((int) one);
            }
            start[r + 1] = e;
        }
        return new SparseRows(bits.length, start, features, values);
    }

    /**
     * The code as the kernels want it.
     *
     * @param n features
     * @return feature, row, value, where each row starts {@code [B + 1]}; sorted by row. Then the order that sorts entries by feature,
     *     rows rising within a feature, and where each feature starts {@code [n + 1]}. All but the values int64; owned by {@code
     *     scope}
     */
    NDArray[] entries(NDManager scope, int n) {
        int total = (int) count();
        long[] features = new long[total];
        long[] rows = new long[total];
        float[] values = new float[total];
        long[] rowStart = new long[bits.length + 1];
        long[] featureStart = new long[n + 1];
        int e = 0;
        for (int r = 0; r < bits.length; r++) {
            for (int i = 0; i < bits[r].length; i++) {
                features[e] = feature[r][i];
                featureStart[feature[r][i] + 1]++;
                rows[e] = r;
                values[e++] = Float.intBitsToFloat(bits[r][i]);
            }
            rowStart[r + 1] = e;
        }
        for (int j = 0; j < n; j++) {
            featureStart[j + 1] += featureStart[j];
        }
        long[] place = featureStart.clone();
        long[] order = new long[total];
        for (int i = 0; i < total; i++) {
            order[(int) place[(int) features[i]]++] = i;
        }
        return new NDArray[] {
            array(scope, features), array(scope, rows), HostView.array(scope, values, new Shape(total)),
            array(scope, rowStart), array(scope, order), array(scope, featureStart)
        };
    }

    /** Copied once, into memory of the engine. */
    private static NDArray array(NDManager scope, long[] values) {
        NDArray out = scope.create(new Shape(values.length), DataType.INT64);
        if (values.length > 0) {
            HostView.of(out).asLongBuffer().put(values);
        }
        return out;
    }

    /** The first of some numbers as int64. */
    static NDArray longs(NDManager scope, int[] values, int count) {
        NDArray out = scope.create(new Shape(count), DataType.INT64);
        LongBuffer to = HostView.of(out).asLongBuffer();
        for (int i = 0; i < count; i++) {
            to.put(i, values[i]);
        }
        return out;
    }
}
