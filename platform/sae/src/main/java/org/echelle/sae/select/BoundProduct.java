package org.echelle.sae.select;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
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
    private final CandidateDesk[] desks;
    /** The encoder in Java's memory, where rows are short; else empty. */
    private final float[] atHand;

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
        atHand = new float[isShort(width) ? n * width : 0];
        desks = new CandidateDesk[threads];
        for (int t = 0; t < threads; t++) {
            desks[t] = new CandidateDesk(manager, rows, n);
        }
    }

    /** Numbers of all features fit an array then. */
    private static boolean isShort(int width) {
        return width <= FloatProduct.SHORT_ROWS;
    }

    /** An even number, so that they fill float32s. */
    private static int columns(int width) {
        return (width + BESIDE + 1) / 2 * 2;
    }

    /** Numbers of four bytes in the memory of all threads and of both rounded factors. */
    static long floats(int threads, int rows, int batch, int width, int n) {
        long slices = (long) threads * rows * (n / 2 + n / HostScan.FOLD);
        long rounded = (long) (n + 2 * batch) * columns(width) / 2 + (long) threads * 4 * ROUNDED;
        return slices + rounded + (isShort(width) ? (long) n * width : 0);
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
                        if (atHand.length > 0) {
                            HostView.of(encoder).asFloatBuffer().get(at * width, atHand, at * width, (to - at) * width);
                        }
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
        Rescoring rescoring = isShort(width)
                ? Rescoring.ofShortRows(xc, atHand, HostView.floats(bias))
                : Rescoring.byFeature(kernel, xc, encoder, bias);
        return (own, thread, from, to, wanted, code) -> {
            CandidateDesk desk = desks[thread];
            HostScan scan = desk.scan();
            kernel.call(own, "slice_bounds", rows16, encoder16, from, to, desk.work(), desk.peaks(), HostScan.apart(n))
                    .close();
            for (int r = from; r < to; r++) {
                desk.take(r - from, wanted.candidates(scan, r - from, Doubt.likely(reach[r], length, most, slack)));
            }
            float[] values = rescoring.of(own, desk, from, to);
            BitSet open = new BitSet();
            for (int r = from; r < to; r++) {
                int hits = desk.wanted(wanted, r - from, values);
                open.set(r, !wanted.settled(scan, hits, desk.floor(r - from)));
                code.take(r, scan, wanted.last(scan, hits));
            }
            for (int r = open.nextSetBit(from); r >= 0; r = open.nextSetBit(r + 1)) {
                Doubt doubt = Doubt.likely(reach[r], length, most, slack).sure();
                desk.take(0, wanted.candidates(scan, r - from, doubt));
                int hits = desk.wanted(wanted, 0, rescoring.of(own, desk, r, r + 1));
                code.take(r, scan, wanted.last(scan, hits));
            }
        };
    }

    private static void copy(NDList from, float[] into, int at) {
        float[] values = from.get(0).toFloatArray();
        System.arraycopy(values, 0, into, at, values.length);
        from.close();
    }

    @Override
    public void close() {
        encoder16.close();
        for (CandidateDesk desk : desks) {
            desk.close();
        }
    }
}
