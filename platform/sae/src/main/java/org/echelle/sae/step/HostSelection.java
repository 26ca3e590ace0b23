package org.echelle.sae.step;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.IntBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.echelle.torch.EngineWorkers;
import org.echelle.torch.HostView;
import org.echelle.torch.Kernel;
import org.echelle.torch.Torch;

/**
 * Which features are kept, on the CPU: every thread takes one slice of rows after another, lets the engine multiply it and scans it in
 * Java, so that one thread's product runs beside another one's scan.
 *
 * <p>The engine's own {@code topk} copies every row into pairs and sorts heaps: 4 to 5 ns an activation, half the time of the
 * product at d = 384. Here the engine only tells the largest of every 16 activations, 64 apart, while the slice is in the cache,
 * and Java looks into the few groups that can hold one of the k largest. The result is exact: the k largest positive activations, of
 * equal ones the first in the order of the scan.
 */
final class HostSelection implements AutoCloseable {
    private static final int SAMPLE_ROWS = 64;
    /** Rows up to this long take the bias as one more column. */
    private static final int SHORT_ROWS = 128;

    private final int n;
    private final EngineWorkers workers;
    private final Desk[] desks;
    private float batchGuess;
    private float lastLeast;

    /** What one thread works with: memory for its slice and for the groups' maxima, and eyes on both. */
    private record Desk(NDArray work, NDArray peaks, HostScan scan) {
        static Desk of(NDManager manager, int rows, int n) {
            int apart = HostScan.apart(n);
            NDArray work = manager.create(new Shape(rows, n), DataType.FLOAT32);
            NDArray peaks = manager.create(new Shape(rows, n / HostScan.FOLD / apart, apart), DataType.FLOAT32);
            IntBuffer bits = HostView.of(work).asIntBuffer();
            return new Desk(work, peaks, new HostScan(bits, HostView.of(peaks).asIntBuffer(), n));
        }

        int rows() {
            return (int) work.getShape().get(0);
        }
    }

    /**
     * @param manager owns the memory
     * @param batch rows at once, at most
     * @param width length of a row
     */
    HostSelection(NDManager manager, int batch, int width, int n) {
        this.n = n;
        workers = new EngineWorkers(Torch.threads());
        desks = new Desk[workers.count()];
        for (int t = 0; t < desks.length; t++) {
            desks[t] = Desk.of(manager, sliceRows(batch, width), n);
        }
    }

    /**
     * Rows of a slice: an encoder that fits into a thread's cache may be read for 256 rows, a larger one must be read less often. At d = 64
     * 512 rows cost 10 % of a step more than 256, at d = 384 it is the other way round.
     */
    private static int sliceRows(int batch, int width) {
        int threads = Torch.threads();
        return Math.max(1, Math.min(width <= SHORT_ROWS ? 256 : 512, (batch + threads - 1) / threads));
    }

    /** Numbers in the memory of all threads. */
    static long floats(int batch, int width, int n) {
        return (long) Torch.threads() * sliceRows(batch, width) * (n + n / HostScan.FOLD);
    }

    /** Whether it is the faster way: groups must fit, and a row must be long against k. */
    static boolean suits(int n, int k) {
        return n % HostScan.FOLD == 0 && n >= 4 * k;
    }

    /**
     * The k largest positive activations of every row.
     *
     * @param xc centred rows {@code [B, d]}
     * @return as {@link BatchCode#entries}
     */
    NDArray[] byRow(Kernel kernel, NDManager scope, NDArray xc, NDArray encoder, NDArray bias, int k) {
        int rows = (int) xc.getShape().get(0);
        BatchCode all = new BatchCode(rows);
        Factors factors = Factors.of(kernel, scope, xc, encoder, bias);
        product(kernel, scope, factors, rows, (scan, at, row) -> all.take(row, scan, scan.largest(at, k)));
        return all.entries(scope, n);
    }

    /**
     * The k B largest positive activations of the whole batch.
     *
     * @return as {@link #byRow}
     */
    NDArray[] byBatch(Kernel kernel, NDManager scope, NDArray xc, NDArray encoder, NDArray bias, int k) {
        int rows = (int) xc.getShape().get(0);
        long wanted = (long) k * rows;
        Factors factors = Factors.of(kernel, scope, xc, encoder, bias);
        if (batchGuess == 0) {
            batchGuess = 0.7f * typical(kernel, scope, factors, Math.min(rows, SAMPLE_ROWS), k);
        }
        while (true) {
            float guess = batchGuess;
            BatchCode all = new BatchCode(rows);
            product(kernel, scope, factors, rows, (scan, at, row) -> all.take(row, scan, scan.above(at, guess)));
            long found = all.count();
            if (found >= wanted || guess <= 0) {
                float least = all.cut(wanted);
                batchGuess = (1 - slack(least)) * least;
                lastLeast = least;
                return all.entries(scope, n);
            }
            batchGuess = found * 4 < wanted ? 0 : 0.7f * guess;
        }
    }

    /**
     * All positive activations.
     *
     * @param most where there are more, it gives up
     * @return as {@link BatchCode#entries}; or a single tensor in place of too many
     */
    NDArray[] above(Kernel kernel, NDManager scope, NDArray xc, NDArray encoder, NDArray bias, long most) {
        int rows = (int) xc.getShape().get(0);
        BatchCode all = new BatchCode(rows);
        Factors factors = Factors.of(kernel, scope, xc, encoder, bias);
        AtomicLong found = new AtomicLong();
        product(kernel, scope, factors, rows, () -> found.get() <= most, (scan, at, row) -> {
            int hits = scan.above(at, 0);
            found.addAndGet(hits);
            all.take(row, scan, hits);
        });
        return all.count() <= most ? all.entries(scope, n) : new NDArray[] {scope.create(0f)};
    }

    /** How far below this batch's threshold the next one's may lie: three times what the last step changed. */
    private float slack(float least) {
        float changed = lastLeast > 0 ? Math.abs(least - lastLeast) / lastLeast : 1;
        return Math.min(0.3f, 0.02f + 3 * changed);
    }

    /** Mean over some rows of the k-th largest activation: where a batch's threshold may lie. */
    private float typical(Kernel kernel, NDManager scope, Factors factors, int rows, int k) {
        BatchCode some = new BatchCode(rows);
        product(kernel, scope, factors, rows, (scan, at, row) -> some.take(row, scan, scan.largest(at, k)));
        float sum = 0;
        for (int r = 0; r < rows; r++) {
            sum += some.least(r);
        }
        return sum / rows;
    }

    private interface Each {
        void row(HostScan scan, int at, int row);
    }

    /** Centred rows, encoder and bias; the bias empty where it is the last column of both others. */
    private record Factors(NDArray rows, NDArray encoder, NDArray bias) {
        static Factors of(Kernel kernel, NDManager scope, NDArray xc, NDArray encoder, NDArray bias) {
            if (xc.getShape().get(1) > SHORT_ROWS) {
                return new Factors(xc, encoder, bias);
            }
            NDList wider = kernel.call(scope, "with_bias", xc, encoder, bias);
            return new Factors(wider.get(0), wider.get(1), wider.get(2));
        }
    }

    private void product(Kernel kernel, NDManager scope, Factors factors, int rows, Each each) {
        product(kernel, scope, factors, rows, () -> true, each);
    }

    private void product(Kernel kernel, NDManager scope, Factors factors, int rows, BooleanSupplier goesOn, Each each) {
        AtomicInteger next = new AtomicInteger();
        workers.each(t -> {
            Desk desk = desks[t];
            try (NDManager own = scope.newSubManager()) {
                int from = next.getAndAdd(desk.rows());
                while (from < rows && goesOn.getAsBoolean()) {
                    slice(kernel, own, factors, from, Math.min(rows, from + desk.rows()), desk, each);
                    from = next.getAndAdd(desk.rows());
                }
            }
        });
    }

    private static void slice(Kernel kernel, NDManager scope, Factors factors, int from, int to, Desk desk, Each each) {
        kernel.call(
                        scope,
                        "slice_product",
                        factors.rows(),
                        factors.encoder(),
                        factors.bias(),
                        from,
                        to,
                        desk.work(),
                        desk.peaks())
                .close();
        for (int r = from; r < to; r++) {
            each.row(desk.scan(), r - from, r);
        }
    }

    @Override
    public void close() {
        workers.close();
        for (Desk desk : desks) {
            desk.work().close();
            desk.peaks().close();
        }
    }
}
