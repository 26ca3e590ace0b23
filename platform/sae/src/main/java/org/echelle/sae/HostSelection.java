package org.echelle.sae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.IntBuffer;
import java.util.Arrays;
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
    private static final int FOLD = 16;
    private final int n;
    private final NDArray work;
    private final int sliceRows;
    private final IntBuffer bits;
    private final Scan[] scans;
    /** Of the batch: entries of row r begin at {@code r * room} in these; {@code counts} says how many there are. */
    private int[] feature = new int[0];

    private int[] value = new int[0];
    private int[] counts = new int[0];
    private float batchGuess;

    /**
     * @param work {@code [slice, n]} on the CPU, filled by the kernel's {@code slice_product}
     */
    HostSelection(int n, NDArray work) {
        this.n = n;
        this.work = work;
        sliceRows = (int) work.getShape().get(0);
        bits = HostView.of(work).asIntBuffer();
        scans = new Scan[Math.max(1, Torch.threads())];
        for (int t = 0; t < scans.length; t++) {
            scans[t] = new Scan();
        }
    }

    /** How far below a row's k-th largest the next one's may lie: it varies by about its own share / sqrt(k). */
    private static float slack(int k) {
        return (float) Math.max(0.7, 1 - 0.6 / Math.sqrt(k));
    }

    /** Whether it is the faster way: groups must fit, and a row must be long against k. */
    static boolean suits(int n, int k) {
        return n % FOLD == 0 && n >= 4 * k;
    }

    /**
     * The k largest positive activations of every row.
     *
     * @param xc centred rows {@code [B, d]}
     * @return feature, row (int64), value, rowStart (int64), owned by {@code scope}; entries sorted by row
     */
    NDArray[] byRow(Kernel kernel, NDManager scope, NDArray xc, NDArray encoder, NDArray bias, int k) {
        int rows = (int) xc.getShape().get(0);
        room(rows, k);
        product(kernel, scope, xc, encoder, bias, rows, (scan, at, row) -> counts[row] = scan.largest(at, k, row * k));
        return entries(scope, rows, k);
    }

    /**
     * The k B largest positive activations of the whole batch.
     *
     * @return as {@link #byRow}
     */
    NDArray[] byBatch(Kernel kernel, NDManager scope, NDArray xc, NDArray encoder, NDArray bias, int k) {
        int rows = (int) xc.getShape().get(0);
        long wanted = (long) k * rows;
        while (true) {
            float guess = batchGuess;
            Collected all = new Collected(rows);
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

    private interface Each {
        void row(Scan scan, int at, int row);
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

    private static void range(Scan scan, int from, int to, int first, Each each) {
        for (int r = from; r < to; r++) {
            each.row(scan, r, first + r);
        }
    }

    private void room(int rows, int k) {
        if (counts.length < rows || feature.length < rows * k) {
            counts = new int[rows];
            feature = new int[rows * k];
            value = new int[rows * k];
        }
    }

    private NDArray[] entries(NDManager scope, int rows, int k) {
        long[] start = new long[rows + 1];
        for (int r = 0; r < rows; r++) {
            start[r + 1] = start[r] + counts[r];
        }
        int total = (int) start[rows];
        long[] features = new long[total];
        long[] rowOf = new long[total];
        float[] values = new float[total];
        int e = 0;
        for (int r = 0; r < rows; r++) {
            for (int i = r * k; i < r * k + counts[r]; i++) {
                features[e] = feature[i];
                rowOf[e] = r;
                values[e++] = Float.intBitsToFloat(value[i]);
            }
        }
        return arrays(scope, features, rowOf, values, start);
    }

    private static NDArray[] arrays(NDManager scope, long[] feature, long[] row, float[] value, long[] start) {
        return new NDArray[] {
            scope.create(feature, new Shape(feature.length)),
            scope.create(row, new Shape(row.length)),
            scope.create(value, new Shape(value.length)),
            scope.create(start, new Shape(start.length))
        };
    }

    /** One thread's eyes. */
    private final class Scan {
        /** A row of activations as integers, in 16 parts. */
        final int[][] folds = new int[FOLD][n / FOLD];

        final int[] sign = new int[n / FOLD];
        int[] hitFeature = new int[1024];
        int[] hitBits = new int[1024];
        private int[] order = new int[1024];
        private float guess;

        /**
         * Hits of a row: activations above a value that is not below 0.
         *
         * @param at row within the slice
         * @return their number, in {@link #hitFeature} and {@link #hitBits}
         */
        int above(int at, float least) {
            int floor = Float.floatToIntBits(Math.max(0, least)) | 1; // odd, so that halves decide exactly
            int groups = sign.length;
            Arrays.fill(sign, 0);
            for (int f = 0; f < FOLD; f++) {
                bits.get(at * n + f * groups, folds[f]);
                mark(sign, folds[f], floor >> 1);
            }
            int hits = 0;
            for (int g = 0; g < groups; g++) {
                if (sign[g] < 0) {
                    if (hits + FOLD > hitBits.length) {
                        hitFeature = Arrays.copyOf(hitFeature, 2 * hitFeature.length);
                        hitBits = Arrays.copyOf(hitBits, 2 * hitBits.length);
                    }
                    for (int f = 0; f < FOLD; f++) {
                        int value = folds[f][g];
                        if (value > floor) {
                            hitFeature[hits] = f * groups + g;
                            hitBits[hits++] = value;
                        }
                    }
                }
            }
            return hits;
        }

        /** The k largest positive activations of a row into {@link HostSelection#feature} from {@code to} on; their number. */
        int largest(int at, int k, int to) {
            int hits = above(at, guess);
            if (hits < k && guess > 0) {
                hits = above(at, 0.75f * guess);
                if (hits < k) {
                    hits = above(at, 0);
                }
            }
            if (hits <= k) {
                System.arraycopy(hitFeature, 0, feature, to, hits);
                System.arraycopy(hitBits, 0, value, to, hits);
                guess = 0;
                return hits;
            }
            if (order.length < hits) {
                order = new int[hitBits.length];
            }
            System.arraycopy(hitBits, 0, order, 0, hits);
            int least = kthLargest(order, hits, k);
            guess = slack(k) * Float.intBitsToFloat(least);
            int greater = 0;
            for (int i = 0; i < hits; i++) {
                greater += hitBits[i] > least ? 1 : 0;
            }
            int ties = k - greater;
            int kept = 0;
            for (int i = 0; i < hits && kept < k; i++) {
                if (hitBits[i] > least || (hitBits[i] == least && ties-- > 0)) {
                    feature[to + kept] = hitFeature[i];
                    value[to + kept++] = hitBits[i];
                }
            }
            return kept;
        }
    }

    /**
     * Sets the sign bit of every group whose activation here is above the floor. Halves are compared, since whole differences
     * overflow; one index for both arrays and nothing but shifts, differences and ors, so that the JVM vectorises it (0.1 ns a value;
     * with a maximum, or another index for one array, 0.5).
     */
    private static void mark(int[] sign, int[] values, int half) {
        for (int g = 0; g < sign.length; g++) {
            sign[g] |= half - (values[g] >> 1);
        }
    }

    /** The k-th largest of the first {@code count} values, which are permuted (Hoare's selection). */
    static int kthLargest(int[] values, int count, int k) {
        int low = 0;
        int high = count - 1;
        int at = k - 1;
        while (low < high) {
            int pivot = values[(low + high) >>> 1];
            int i = low;
            int j = high;
            while (i <= j) {
                while (values[i] > pivot) {
                    i++;
                }
                while (values[j] < pivot) {
                    j--;
                }
                if (i <= j) {
                    int keep = values[i];
                    values[i++] = values[j];
                    values[j--] = keep;
                }
            }
            if (at <= j) {
                high = j;
            } else if (at >= i) {
                low = i;
            } else {
                break;
            }
        }
        return values[at];
    }

    /** Hits of a whole batch. */
    private static final class Collected {
        private final int[][] feature;
        private final int[][] bits;

        Collected(int rows) {
            feature = new int[rows][];
            bits = new int[rows][];
        }

        void take(int row, Scan scan, int hits) {
            feature[row] = Arrays.copyOf(scan.hitFeature, hits);
            bits[row] = Arrays.copyOf(scan.hitBits, hits);
        }

        long count() {
            long sum = 0;
            for (int[] row : bits) {
                sum += row.length;
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
            int least = kthLargest(all, count, (int) wanted);
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

        NDArray[] entries(NDManager scope) {
            int total = (int) count();
            long[] features = new long[total];
            long[] rows = new long[total];
            float[] values = new float[total];
            long[] start = new long[bits.length + 1];
            int e = 0;
            for (int r = 0; r < bits.length; r++) {
                for (int i = 0; i < bits[r].length; i++) {
                    features[e] = feature[r][i];
                    rows[e] = r;
                    values[e++] = Float.intBitsToFloat(bits[r][i]);
                }
                start[r + 1] = e;
            }
            return arrays(scope, features, rows, values, start);
        }
    }
}
