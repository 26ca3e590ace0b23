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

/**
 * The code of a batch while it is selected on the host: features and activations (as integers) of every row. Its memory serves one batch
 * after another: what every step asks the JVM for is memory that no cache holds.
 */
final class BatchCode {
    /** Numbers that a row may keep room for; where a batch was dense, the next ones must not pay for it. */
    private static final int MOST_ROOM = 64;

    private int[][] feature = new int[0][];
    private int[][] bits = new int[0][];
    /** Entries of each row. */
    private int[] hits = new int[0];

    private int rows;
    private long most;
    private final AtomicLong taken = new AtomicLong();
    private long[] asFeature = new long[0];
    private long[] asRow = new long[0];
    private long[] asOrder = new long[0];
    private float[] asValue = new float[0];

    /** Forgets the last batch. */
    BatchCode clear(int batch) {
        return clear(batch, Long.MAX_VALUE);
    }

    /**
     * Forgets the last batch.
     *
     * @param entries that are kept; where there are more, the code is of no use and gets no more room
     */
    BatchCode clear(int batch, long entries) {
        most = entries;
        if (hits.length < batch) {
            feature = Arrays.copyOf(feature, batch);
            bits = Arrays.copyOf(bits, batch);
            hits = new int[batch];
        }
        rows = batch;
        Arrays.fill(hits, 0);
        taken.set(0);
        return this;
    }

    /** Takes over the hits of a row, unless there are too many by now. */
    void take(int row, HostScan scan, int count) {
        if (taken.addAndGet(count) > most) {
            return;
        }
        if (feature[row] == null || feature[row].length < count || feature[row].length > MOST_ROOM + 4 * count) {
            feature[row] = new int[count];
            bits[row] = new int[count];
        }
        scan.hits(count, feature[row], bits[row]);
        hits[row] = count;
    }

    /** Whether there are more entries than are kept, while threads take more. */
    boolean overfull() {
        return taken.get() > most;
    }

    /** Smallest activation of a row; 0 for a row without any. */
    float least(int row) {
        return hits[row] == 0
                ? 0
                : Float.intBitsToFloat(
                        Arrays.stream(bits[row], 0, hits[row]).min().getAsInt());
    }

    /** Entries of all rows. */
    long count() {
        long sum = 0;
        for (int r = 0; r < rows; r++) {
            sum += hits[r];
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
        for (int r = 0; r < rows; r++) {
            System.arraycopy(bits[r], 0, all, to, hits[r]);
            to += hits[r];
        }
        if (count <= wanted) {
            return Float.intBitsToFloat(Arrays.stream(all).min().getAsInt());
        }
        int least = HostScan.kthLargest(all, count, (int) wanted);
        long ties = wanted;
        for (int r = 0; r < rows; r++) {
            for (int i = 0; i < hits[r]; i++) {
                ties -= bits[r][i] > least ? 1 : 0;
            }
        }
        for (int r = 0; r < rows; r++) {
            int kept = 0;
            for (int i = 0; i < hits[r]; i++) {
                if (bits[r][i] > least || (bits[r][i] == least && ties-- > 0)) {
                    feature[r][kept] = feature[r][i];
                    bits[r][kept++] = bits[r][i];
                }
            }
            hits[r] = kept;
        }
        return Float.intBitsToFloat(least);
    }

    /** The code sorted by row and feature. */
    SparseRows rows() {
        int total = (int) count();
        int[] start = new int[rows + 1];
        int[] features = new int[total];
        float[] values = new float[total];
        int e = 0;
        for (int r = 0; r < rows; r++) {
            if (!rising(feature[r], hits[r])) {
                sort(feature[r], bits[r], hits[r]);
            }
            for (int i = 0; i < hits[r]; i++) {
                features[e] = feature[r][i];
                values[e++] = Float.intBitsToFloat(bits[r][i]);
            }
            start[r + 1] = e;
        }
        return new SparseRows(rows, start, features, values);
    }

    private static boolean rising(int[] values, int count) {
        for (int i = 1; i < count; i++) {
            if (values[i - 1] > values[i]) {
                return false;
            }
        }
        return true;
    }

    /** Sorts the first entries of a row by feature. */
    private static void sort(int[] feature, int[] bits, int count) {
        long[] sorted = new long[count];
        for (int i = 0; i < count; i++) {
            sorted[i] = (long) feature[i] << Integer.SIZE | bits[i]; // positive floats: their bits are
        }
        Arrays.sort(sorted);
        for (int i = 0; i < count; i++) {
            feature[i] = (int) (sorted[i] >>> Integer.SIZE);
            bits[i] = (int) sorted[i];
        }
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
        room(total);
        long[] rowStart = new long[rows + 1];
        long[] featureStart = new long[n + 1];
        int e = 0;
        for (int r = 0; r < rows; r++) {
            for (int i = 0; i < hits[r]; i++) {
                asFeature[e] = feature[r][i];
                featureStart[feature[r][i] + 1]++;
                asRow[e] = r;
                asValue[e++] = Float.intBitsToFloat(bits[r][i]);
            }
            rowStart[r + 1] = e;
        }
        for (int j = 0; j < n; j++) {
            featureStart[j + 1] += featureStart[j];
        }
        long[] place = featureStart.clone();
        for (int i = 0; i < total; i++) {
            asOrder[(int) place[(int) asFeature[i]]++] = i;
        }
        return new NDArray[] {
            array(scope, asFeature), array(scope, asRow), HostView.array(scope, asValue, new Shape(total)),
            array(scope, rowStart), array(scope, asOrder), array(scope, featureStart)
        };
    }

    /** Batches of the same number of entries, as k makes them, share these. */
    private void room(int total) {
        if (asFeature.length != total) {
            asFeature = new long[total];
            asRow = new long[total];
            asOrder = new long[total];
            asValue = new float[total];
        }
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
