package org.echelle.sae.select;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.echelle.torch.EngineWorkers;
import org.echelle.torch.HostView;
import org.echelle.torch.Kernel;

/** In float32. */
final class FloatProduct implements SliceProduct {
    /** Rows up to this long take the bias as one more column. */
    static final int SHORT_ROWS = 128;

    private final int rows;
    private final Desk[] desks;
    /** In place of maxima where they are not wanted. */
    private final NDArray none;

    /** What one thread works with: memory for its slice and for the groups' maxima, and eyes on both. */
    private record Desk(NDArray work, NDArray peaks, HostScan scan) {
        static Desk of(NDManager manager, int rows, int n) {
            NDArray work = manager.create(new Shape(rows, n), DataType.FLOAT32);
            NDArray peaks = manager.create(HostScan.peaks(rows, n), DataType.FLOAT32);
            HostScan scan = HostScan.floats(
                    HostView.of(work).asIntBuffer(), HostView.of(peaks).asIntBuffer(), n);
            return new Desk(work, peaks, scan);
        }
    }

    /**
     * @param manager owns the memory
     * @param rows of a slice
     */
    FloatProduct(NDManager manager, int threads, int rows, int n) {
        this.rows = rows;
        none = manager.create(new Shape(0), DataType.FLOAT32);
        desks = new Desk[threads];
        for (int t = 0; t < threads; t++) {
            desks[t] = Desk.of(manager, rows, n);
        }
    }

    /** Numbers in the memory of all threads. */
    static long floats(int threads, int rows, int n) {
        return (long) threads * rows * (n + n / HostScan.FOLD);
    }

    @Override
    public int rows() {
        return rows;
    }

    @Override
    public Batch begin(
            Kernel kernel, NDManager scope, EngineWorkers workers, NDArray xc, NDArray encoder, NDArray bias) {
        if (xc.getShape().get(1) > SHORT_ROWS || bias.getShape().size() == 0) {
            return batch(kernel, xc, encoder, bias);
        }
        NDList wider = kernel.call(scope, "with_bias", xc, encoder, bias);
        return batch(kernel, wider.get(0), wider.get(1), wider.get(2));
    }

    /** @param bias empty where it is the last column of both others */
    private Batch batch(Kernel kernel, NDArray xc, NDArray encoder, NDArray bias) {
        return (scope, thread, from, to, wanted, code) -> {
            Desk desk = desks[thread];
            NDArray peaks = wanted.grouped() ? desk.peaks() : none;
            kernel.call(scope, "slice_product", xc, encoder, bias, from, to, desk.work(), peaks)
                    .close();
            for (int r = from; r < to && !code.overfull(); r++) {
                code.take(r, desk.scan(), wanted.of(desk.scan(), r - from));
            }
        };
    }

    @Override
    public void close() {
        for (Desk desk : desks) {
            desk.work().close();
            desk.peaks().close();
        }
        none.close();
    }
}
