package org.echelle.sae.select;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.BitSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.echelle.torch.EngineWorkers;
import org.echelle.torch.HostView;
import org.echelle.torch.Kernel;

/**
 * In bfloat16, with what may be wanted computed again in float32: the product gives an upper bound of every pre-activation, its error
 * included as a column of both factors (see {@code candidates-bfloat16-rescored.py}), so that nothing that float32 would want is missed.
 */
final class BoundProduct implements SliceProduct {
    /** Columns besides the d of a row: three of the bias, one of the error. */
    private static final int BESIDE = 4;
    /** Numbers of the encoder that are rounded at once: they stay in a thread's cache. */
    private static final int ROUNDED = 1 << 17;

    private final int rows;
    private final int n;
    private final NDArray encoder16;
    private final float[] length;
    private final Desk[] desks;

    /** What one thread works with: its slice of bounds, the groups' maxima, eyes on both, and the slice's candidates. */
    private static final class Desk {
        private final NDArray work;
        private final NDArray peaks;
        private final HostScan scan;
        private int[] feature = new int[1024];
        private final int[] start;
        /** No other upper bound of a row is above it. */
        private final int[] floor;

        Desk(NDManager manager, int rows, int n) {
            work = manager.create(new Shape(rows, n / 2), DataType.FLOAT32);
            peaks = manager.create(new Shape((rows * (n / HostScan.FOLD) + 1) / 2), DataType.FLOAT32);
            scan = HostScan.halves(HostView.of(work).asShortBuffer(), HostView.of(peaks), n);
            start = new int[rows + 1];
            floor = new int[rows];
        }

        /** The scan's hits are the candidates of one more row. */
        void take(int row, int hits) {
            int at = start[row];
            if (at + hits > feature.length) {
                feature = Arrays.copyOf(feature, Math.max(at + hits, 2 * feature.length));
            }
            scan.features(hits, feature, at);
            start[row + 1] = at + hits;
            floor[row] = scan.floor();
        }
    }

    /**
     * @param manager owns the memory
     * @param rows of a slice
     * @param width d
     */
    BoundProduct(NDManager manager, int threads, int rows, int width, int n) {
        this.rows = rows;
        this.n = n;
        encoder16 = manager.create(new Shape(n, columns(width) / 2), DataType.FLOAT32);
        length = new float[n];
        desks = new Desk[threads];
        for (int t = 0; t < threads; t++) {
            desks[t] = new Desk(manager, rows, n);
        }
    }

    /** An even number, so that they fill float32s. */
    private static int columns(int width) {
        return (width + BESIDE + 1) / 2 * 2;
    }

    /** Numbers of four bytes in the memory of all threads and of both rounded factors. */
    static long floats(int threads, int rows, int batch, int width, int n) {
        long slices = (long) threads * rows * (n / 2 + n / HostScan.FOLD);
        return slices + (long) (n + 2 * batch) * columns(width) / 2 + (long) threads * 4 * ROUNDED;
    }

    @Override
    public int rows() {
        return rows;
    }

    @Override
    public Batch begin(
            Kernel kernel, NDManager scope, EngineWorkers workers, NDArray xc, NDArray encoder, NDArray bias) {
        int width = (int) encoder.getShape().get(1);
        int batch = (int) xc.getShape().get(0);
        NDArray rows16 = scope.create(new Shape(batch, encoder16.getShape().get(1)), DataType.FLOAT32);
        float[] reach = new float[batch];
        int chunk = Math.max(16, ROUNDED / width);
        AtomicInteger next = new AtomicInteger();
        int chunks = (n + chunk - 1) / chunk + (batch + chunk - 1) / chunk;
        workers.each(thread -> {
            try (NDManager own = scope.newSubManager()) {
                for (int c = next.getAndIncrement(); c < chunks; c = next.getAndIncrement()) {
                    int at = c * chunk;
                    if (at < n) {
                        int to = Math.min(n, at + chunk);
                        copy(kernel.call(own, "rounded_features", encoder, bias, at, to, encoder16), length, at);
                    } else {
                        at -= (n + chunk - 1) / chunk * chunk;
                        int to = Math.min(batch, at + chunk);
                        copy(kernel.call(own, "rounded_rows", xc, at, to, rows16), reach, at);
                    }
                }
            }
        });
        float slack = kernel.call(scope, "slack", bias, width).get(0).getFloat();
        float longest = 0;
        for (float l : length) {
            longest = Math.max(longest, l);
        }
        float most = longest;
        return (own, thread, from, to, wanted, code) -> {
            Desk desk = desks[thread];
            int apart = HostScan.apart(n);
            kernel.call(own, "slice_bounds", rows16, encoder16, from, to, desk.work, desk.peaks, apart)
                    .close();
            for (int r = from; r < to; r++) {
                desk.take(
                        r - from, wanted.candidates(desk.scan, r - from, Doubt.likely(reach[r], length, most, slack)));
            }
            float[] values = rescored(kernel, own, xc, encoder, bias, from, to, desk);
            BitSet open = new BitSet();
            for (int r = from; r < to; r++) {
                int hits = wanted.of(desk.scan, desk.feature, values, desk.start[r - from], desk.start[r - from + 1]);
                open.set(r, !wanted.settled(desk.scan, hits, desk.floor[r - from]));
                code.take(r, desk.scan, wanted.last(desk.scan, hits));
            }
            for (int r = open.nextSetBit(from); r >= 0; r = open.nextSetBit(r + 1)) {
                Doubt doubt = Doubt.likely(reach[r], length, most, slack).sure();
                desk.take(0, wanted.candidates(desk.scan, r - from, doubt));
                float[] all = rescored(kernel, own, xc, encoder, bias, r, r + 1, desk);
                int hits = wanted.of(desk.scan, desk.feature, all, 0, desk.start[1]);
                code.take(r, desk.scan, wanted.last(desk.scan, hits));
            }
        };
    }

    private static void copy(NDList from, float[] into, int at) {
        float[] values = from.get(0).toFloatArray();
        System.arraycopy(values, 0, into, at, values.length);
        from.close();
    }

    /**
     * The candidates' pre-activations in float32. Long rows are taken by feature: a feature's row of the encoder, which no cache holds, is
     * then read once, and the slice's own rows lie in a cache.
     */
    private float[] rescored(
            Kernel kernel, NDManager scope, NDArray xc, NDArray encoder, NDArray bias, int from, int to, Desk desk) {
        int count = desk.start[to - from];
        if (count == 0) {
            return new float[0];
        }
        try (NDManager own = scope.newSubManager()) {
            if (xc.getShape().get(1) <= FloatProduct.SHORT_ROWS) {
                NDArray feature = BatchCode.longs(own, desk.feature, count);
                NDArray start = BatchCode.longs(own, desk.start, to - from + 1);
                return kernel.call(own, "rescored", xc, encoder, bias, from, to, feature, start)
                        .get(0)
                        .toFloatArray();
            }
            int[] row = new int[count];
            int[] order = new int[count];
            int[] start = byFeature(desk, to - from, row, order);
            float[] sorted = kernel.call(
                            own,
                            "rescored_by_feature",
                            xc,
                            encoder,
                            bias,
                            from,
                            to,
                            BatchCode.longs(own, row, count),
                            BatchCode.longs(own, start, n + 1))
                    .get(0)
                    .toFloatArray();
            float[] values = new float[count];
            for (int i = 0; i < count; i++) {
                values[order[i]] = sorted[i];
            }
            return values;
        }
    }

    /**
     * The candidates sorted by feature.
     *
     * @param row becomes the row of every candidate within the slice
     * @param order becomes its place among the desk's
     * @return where each feature starts
     */
    private int[] byFeature(Desk desk, int rows, int[] row, int[] order) {
        int[] start = new int[n + 2];
        for (int e = 0; e < row.length; e++) {
            start[desk.feature[e] + 2]++;
        }
        for (int j = 2; j < start.length; j++) {
            start[j] += start[j - 1];
        }
        for (int r = 0; r < rows; r++) {
            for (int e = desk.start[r]; e < desk.start[r + 1]; e++) {
                int to = start[desk.feature[e] + 1]++;
                row[to] = r;
                order[to] = e;
            }
        }
        return start;
    }

    @Override
    public void close() {
        encoder16.close();
        for (Desk desk : desks) {
            desk.work.close();
            desk.peaks.close();
        }
    }
}
