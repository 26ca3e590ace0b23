package org.echelle.sae.step;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.IntBuffer;
import java.util.stream.IntStream;
import org.echelle.torch.HostView;
import org.echelle.torch.Kernel;
import org.echelle.torch.Torch;

/**
 * Which features are kept, on the CPU: the encoder product in slices of rows by the engine, and between them a scan in Java.
 *
 * <p>The engine's own {@code topk} copies every row into pairs and sorts heaps: 4 to 5 ns an activation, half the time of the
 * product at d = 384. Here the engine only tells the largest of every 16 activations, 64 apart, while the slice is in the cache,
 * and Java looks into the few groups that can hold one of the k largest. The result is exact: the k largest positive activations, of
 * equal ones the first in the order of the scan.
 */
final class HostSelection {
    private static final int SAMPLE_ROWS = 64;
    /** Rows up to this long take the bias as one more column. */
    private static final int SHORT_ROWS = 128;

    private final int n;
    private final NDArray work;
    private final NDArray peaks;
    private final int sliceRows;
    private final HostScan[] scans;
    private float batchGuess;
    private float lastLeast;

    /**
     * @param work {@code [slice, n]} on the CPU, filled by the kernel's {@code slice_product}
     */
    HostSelection(int n, NDArray work) {
        this.n = n;
        this.work = work;
        sliceRows = (int) work.getShape().get(0);
        int apart = HostScan.apart(n);
        peaks = work.getManager().create(new Shape(sliceRows, n / HostScan.FOLD / apart, apart), DataType.FLOAT32);
        IntBuffer bits = HostView.of(work).asIntBuffer();
        IntBuffer most = HostView.of(peaks).asIntBuffer();
        scans = new HostScan[Math.max(1, Torch.threads())];
        for (int t = 0; t < scans.length; t++) {
            scans[t] = new HostScan(bits, most, n);
        }
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
        int done = 0;
        while (done < rows && all.count() <= most) {
            int from = done;
            done = Math.min(rows, from + sliceRows);
            slice(kernel, scope, factors, from, done, (scan, at, row) -> all.take(row, scan, scan.above(at, 0)));
        }
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
        for (int from = 0; from < rows; from += sliceRows) {
            slice(kernel, scope, factors, from, Math.min(rows, from + sliceRows), each);
        }
    }

    private void slice(Kernel kernel, NDManager scope, Factors factors, int from, int to, Each each) {
        kernel.call(scope, "slice_product", factors.rows(), factors.encoder(), factors.bias(), from, to, work, peaks)
                .close();
        int count = to - from;
        int share = (count + scans.length - 1) / scans.length;
        if (scans.length == 1) {
            range(scans[0], 0, count, from, each);
        } else {
            IntStream.range(0, scans.length)
                    .parallel()
                    .forEach(t -> range(scans[t], t * share, Math.min(count, (t + 1) * share), from, each));
        }
    }

    private static void range(HostScan scan, int from, int to, int first, Each each) {
        for (int r = from; r < to; r++) {
            each.row(scan, r, first + r);
        }
    }
}
