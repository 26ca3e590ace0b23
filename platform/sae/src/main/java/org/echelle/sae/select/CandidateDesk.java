package org.echelle.sae.select;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import org.echelle.torch.HostView;

/** What one thread works with: its slice of upper bounds, the groups' maxima, eyes on both, and the slice's candidates. */
final class CandidateDesk implements AutoCloseable {
    private final NDArray work;
    private final NDArray peaks;
    private final HostScan scan;
    private int[] feature = new int[1024];
    private float[] values = new float[1024];
    private final int[] start;
    /** No other upper bound of a row is above it. */
    private final int[] floor;

    /**
     * @param manager owns the memory
     * @param rows of a slice
     */
    CandidateDesk(NDManager manager, int rows, int n) {
        work = manager.create(new Shape(rows, n / 2), DataType.FLOAT32);
        peaks = manager.create(new Shape((rows * (n / HostScan.FOLD) + 1) / 2), DataType.FLOAT32);
        scan = HostScan.halves(HostView.of(work).asShortBuffer(), HostView.of(peaks), n);
        start = new int[rows + 1];
        floor = new int[rows];
    }

    /** Upper bounds of a slice, bfloat16 two a number {@code [rows, n / 2]}. */
    NDArray work() {
        return work;
    }

    /** Groups' maxima of the same, two a number. */
    NDArray peaks() {
        return peaks;
    }

    HostScan scan() {
        return scan;
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

    /** Where a row's candidates start, and those of the row before end. */
    int start(int row) {
        return start[row];
    }

    /** A candidate's feature. */
    int feature(int candidate) {
        return feature[candidate];
    }

    int floor(int row) {
        return floor[row];
    }

    /** Which of a row's candidates are wanted, once their values are known. */
    int wanted(Wanted wanted, int row, float[] known) {
        return wanted.of(scan, feature, known, start[row], start[row + 1]);
    }

    /** Room for a value of every candidate. */
    float[] values() {
        if (values.length < feature.length) {
            values = new float[feature.length];
        }
        return values;
    }

    @Override
    public void close() {
        work.close();
        peaks.close();
    }
}
