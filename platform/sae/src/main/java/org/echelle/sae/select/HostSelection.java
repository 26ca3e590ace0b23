package org.echelle.sae.select;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.concurrent.atomic.AtomicInteger;
import org.echelle.store.SparseRows;
import org.echelle.torch.EngineWorkers;
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
public final class HostSelection implements AutoCloseable {
    private static final int SAMPLE_ROWS = 64;
    /** Lower guesses of a batch's threshold, before all that is positive is taken. */
    private static final int MOST_GUESSES = 3;

    private final int n;
    private final EngineWorkers workers;
    private final SliceProduct product;
    private final BatchCode code = new BatchCode();
    private float batchGuess;
    private float lastLeast;
    /** Whether the last batch had fewer positive activations than were wanted. */
    private boolean scarce;

    /**
     * On threads of its own, as many as the engine has, so that one thread's product runs beside another one's scan.
     *
     * @param manager owns the memory
     * @param batch rows at once, at most
     * @param width length of a row
     * @param rescored whether the product is bfloat16's, with candidates rescored in float32
     */
    public HostSelection(NDManager manager, int batch, int width, int n, boolean rescored) {
        this(manager, new EngineWorkers(Torch.threads()), batch, width, n, rescored);
    }

    private HostSelection(NDManager manager, EngineWorkers workers, int batch, int width, int n, boolean rescored) {
        this.n = n;
        this.workers = workers;
        int rows = sliceRows(workers.count(), batch, width, n, rescored);
        product = rescored
                ? new BoundProduct(manager, workers.count(), rows, width, n)
                : new FloatProduct(manager, workers.count(), rows, n);
    }

    /**
     * In float32 on the caller's thread, the engine's threads multiplying: for work that comes in small pieces, between which the engine does
     * something else. With threads of its own beside it a sampler of small operators took a third longer; probably the engine's then sleep between operators.
     *
     * @param manager owns the memory
     * @param batch rows at once, at most
     * @param width length of a row
     */
    public static HostSelection onCaller(NDManager manager, int batch, int width, int n) {
        return new HostSelection(manager, new EngineWorkers(1), batch, width, n, false);
    }

    /**
     * Rows of a slice: an encoder that fits into a thread's cache may be read for fewer rows, a larger one must be read less often. At d = 64
     * 512 rows cost 10 % of a step more than 256 (in bfloat16 256 rows 8 % more than 128), at d = 384 it is the other way round.
     */
    private static int sliceRows(int threads, int batch, int width, int n, boolean rescored) {
        int few = threads == 1 ? Math.max(256, (1 << 19) / n) : rescored ? 128 : 256;
        return Math.max(1, Math.min(width <= FloatProduct.SHORT_ROWS ? few : 512, (batch + threads - 1) / threads));
    }

    /** Numbers of four bytes in the memory of all threads. */
    public static long floats(int batch, int width, int n, boolean rescored) {
        int threads = Torch.threads();
        int rows = sliceRows(threads, batch, width, n, rescored);
        return rescored ? BoundProduct.floats(threads, rows, batch, width, n) : FloatProduct.floats(threads, rows, n);
    }

    /** Whether it is the faster way: groups must fit, and a row must be long against k. */
    public static boolean suits(int n, int k) {
        return n % HostScan.FOLD == 0 && n >= 4 * k;
    }

    /**
     * The k largest positive activations of every row.
     *
     * @param xc centred rows {@code [B, d]}
     * @return as {@link BatchCode#entries}
     */
    public NDArray[] byRow(Kernel kernel, NDManager scope, NDArray xc, NDArray encoder, NDArray bias, int k) {
        int rows = (int) xc.getShape().get(0);
        BatchCode all = code.clear(rows);
        take(begin(kernel, scope, xc, encoder, bias), scope, rows, new Wanted.Largest(k), all);
        return all.entries(scope, n);
    }

    /**
     * The same as codes, sorted by row and feature.
     *
     * @param xc centred rows {@code [B, d]}
     */
    public SparseRows rows(Kernel kernel, NDManager scope, NDArray xc, NDArray encoder, NDArray bias, int k) {
        int rows = (int) xc.getShape().get(0);
        BatchCode all = code.clear(rows);
        take(begin(kernel, scope, xc, encoder, bias), scope, rows, new Wanted.Largest(k), all);
        return all.rows();
    }

    /**
     * Those of some features that are among the k largest positive activations of their row, sorted by row and feature: the entries that
     * {@link #rows} has of them, without finding the rest.
     *
     * @param xc centred rows {@code [B, d]}
     * @param features each once
     */
    public SparseRows rows(
            Kernel kernel, NDManager scope, NDArray xc, NDArray encoder, NDArray bias, int k, int... features) {
        int rows = (int) xc.getShape().get(0);
        BatchCode all = code.clear(rows);
        take(begin(kernel, scope, xc, encoder, bias), scope, rows, new Wanted.Among(k, features), all);
        return all.rows();
    }

    /**
     * The k B largest positive activations of the whole batch.
     *
     * @return as {@link #byRow}
     */
    public NDArray[] byBatch(Kernel kernel, NDManager scope, NDArray xc, NDArray encoder, NDArray bias, int k) {
        int rows = (int) xc.getShape().get(0);
        long wanted = (long) k * rows;
        SliceProduct.Batch batch = begin(kernel, scope, xc, encoder, bias);
        if (batchGuess == 0 && !scarce) {
            batchGuess = 0.7f * typical(batch, scope, Math.min(rows, SAMPLE_ROWS), k);
        }
        for (int look = 0; ; look++) {
            float guess = batchGuess;
            BatchCode all = code.clear(rows);
            take(batch, scope, rows, new Wanted.Above(guess), all);
            long found = all.count();
            if (found >= wanted || guess <= 0) {
                float least = all.cut(wanted);
                scarce = found < wanted;
                batchGuess = scarce ? 0 : (1 - slack(least)) * least;
                lastLeast = least;
                return all.entries(scope, n);
            }
            // where fewer are positive than wanted, no guess above 0 finds enough
            batchGuess = found * 4 < wanted || look >= MOST_GUESSES ? 0 : 0.7f * guess;
        }
    }

    /**
     * All positive activations.
     *
     * @param most where there are more, it gives up
     * @return as {@link BatchCode#entries}; or a single tensor in place of too many
     */
    public NDArray[] above(Kernel kernel, NDManager scope, NDArray xc, NDArray encoder, NDArray bias, long most) {
        int rows = (int) xc.getShape().get(0);
        BatchCode all = code.clear(rows, most);
        take(begin(kernel, scope, xc, encoder, bias), scope, rows, new Wanted.Above(0), all);
        return all.overfull() ? new NDArray[] {scope.create(0f)} : all.entries(scope, n);
    }

    /** How far below this batch's threshold the next one's may lie: three times what the last step changed. */
    private float slack(float least) {
        float changed = lastLeast > 0 ? Math.abs(least - lastLeast) / lastLeast : 1;
        return Math.min(0.3f, 0.02f + 3 * changed);
    }

    /** Mean over some rows of the k-th largest activation: where a batch's threshold may lie. */
    private float typical(SliceProduct.Batch batch, NDManager scope, int rows, int k) {
        BatchCode some = code.clear(rows);
        take(batch, scope, rows, new Wanted.Largest(k), some);
        float sum = 0;
        for (int r = 0; r < rows; r++) {
            sum += some.least(r);
        }
        return sum / rows;
    }

    private SliceProduct.Batch begin(Kernel kernel, NDManager scope, NDArray xc, NDArray encoder, NDArray bias) {
        return product.begin(kernel, scope, workers, xc, encoder, bias);
    }

    private void take(SliceProduct.Batch batch, NDManager scope, int rows, Wanted wanted, BatchCode all) {
        AtomicInteger next = new AtomicInteger();
        int slice = product.rows();
        workers.each(thread -> {
            try (NDManager own = scope.newSubManager()) {
                int from = next.getAndAdd(slice);
                while (from < rows && !all.overfull()) {
                    batch.slice(own, thread, from, Math.min(rows, from + slice), wanted, all);
                    from = next.getAndAdd(slice);
                }
            }
        });
    }

    @Override
    public void close() {
        workers.close();
        product.close();
    }
}
