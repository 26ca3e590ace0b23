package org.echelle.sae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.IntBuffer;
import java.util.stream.IntStream;
import org.echelle.torch.HostView;
import org.echelle.torch.Kernel;
import org.echelle.torch.Torch;

/**
 * Which features are kept, on the CPU: the encoder product in slices of rows by the engine, and between them a scan in Java.
 *
 * <p>The engine's own {@code topk} copies every row into pairs and sorts heaps: 4 to 5 ns an activation, half the time of the
 * product at d = 384. Here a guess, taken from the row before, says above which value the k largest lie. A row is folded 16 times:
 * groups of 16 activations, n / 16 apart, are held against the guess as integers (positive floats are ordered as their bits are),
 * which the JVM does eight groups at a time, and only groups that hold a larger one are looked into: about 0.5 ns an activation. A
 * guess that was too high is found out by its count and the row is scanned again, so the result is exact whatever the guess: the k
 * largest positive activations, of equal ones the first in the order of the scan.
 */
final class HostSelection {
    private static final int SAMPLE_ROWS = 64;
    private final NDArray work;
    private final int sliceRows;
    private final HostScan[] scans;
    private float batchGuess;

    /**
     * @param work {@code [slice, n]} on the CPU, filled by the kernel's {@code slice_product}
     */
    HostSelection(int n, NDArray work) {
        this.work = work;
        sliceRows = (int) work.getShape().get(0);
        IntBuffer bits = HostView.of(work).asIntBuffer();
        scans = new HostScan[Math.max(1, Torch.threads())];
        for (int t = 0; t < scans.length; t++) {
            scans[t] = new HostScan(bits, n);
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
     * @return feature, row (int64), value, rowStart (int64), owned by {@code scope}; entries sorted by row
     */
    NDArray[] byRow(Kernel kernel, NDManager scope, NDArray xc, NDArray encoder, NDArray bias, int k) {
        int rows = (int) xc.getShape().get(0);
        BatchCode all = new BatchCode(rows);
        product(kernel, scope, xc, encoder, bias, rows, (scan, at, row) -> all.take(row, scan, scan.largest(at, k)));
        return all.entries(scope);
    }

    /**
     * The k B largest positive activations of the whole batch.
     *
     * @return as {@link #byRow}
     */
    NDArray[] byBatch(Kernel kernel, NDManager scope, NDArray xc, NDArray encoder, NDArray bias, int k) {
        int rows = (int) xc.getShape().get(0);
        long wanted = (long) k * rows;
        if (batchGuess == 0) {
            batchGuess = 0.7f * typical(kernel, scope, xc, encoder, bias, Math.min(rows, SAMPLE_ROWS), k);
        }
        while (true) {
            float guess = batchGuess;
            BatchCode all = new BatchCode(rows);
            product(
                    kernel,
                    scope,
                    xc,
                    encoder,
                    bias,
                    rows,
                    (scan, at, row) -> all.take(row, scan, scan.above(at, guess)));
            long found = all.count();
            if (found >= wanted || guess <= 0) {
                float least = all.cut(wanted);
                batchGuess = 0.9f * least;
                return all.entries(scope);
            }
            batchGuess = found * 4 < wanted ? 0 : 0.7f * guess;
        }
    }

    /** Mean over some rows of the k-th largest activation: where a batch's threshold may lie. */
    private float typical(Kernel kernel, NDManager scope, NDArray xc, NDArray encoder, NDArray bias, int rows, int k) {
        BatchCode some = new BatchCode(rows);
        product(kernel, scope, xc, encoder, bias, rows, (scan, at, row) -> some.take(row, scan, scan.largest(at, k)));
        float sum = 0;
        for (int r = 0; r < rows; r++) {
            sum += some.least(r);
        }
        return sum / rows;
    }

    private interface Each {
        void row(HostScan scan, int at, int row);
    }

    private void product(
            Kernel kernel, NDManager scope, NDArray xc, NDArray encoder, NDArray bias, int rows, Each each) {
        for (int from = 0; from < rows; from += sliceRows) {
            int first = from;
            int count = Math.min(sliceRows, rows - from);
            kernel.call(scope, "slice_product", xc, encoder, bias, from, from + count, work)
                    .close();
            int share = (count + scans.length - 1) / scans.length;
            if (scans.length == 1) {
                range(scans[0], 0, count, first, each);
            } else {
                IntStream.range(0, scans.length)
                        .parallel()
                        .forEach(t -> range(scans[t], t * share, Math.min(count, (t + 1) * share), first, each));
            }
        }
    }

    private static void range(HostScan scan, int from, int to, int first, Each each) {
        for (int r = from; r < to; r++) {
            each.row(scan, r, first + r);
        }
    }
}
