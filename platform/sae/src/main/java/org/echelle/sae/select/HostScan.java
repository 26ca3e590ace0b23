package org.echelle.sae.select;

import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.nio.ShortBuffer;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/**
 * One thread's eyes on the activations of a slice: what is above a value in a row, and the k largest of it. Activations are read as
 * integers, since positive floats are ordered as their bits are.
 */
final class HostScan {
    /** Activations of a group, whose largest the kernel tells. */
    static final int FOLD = 16;

    private static final int APART = 64;

    private static final int HALF_AN_OCTAVE = 1 << 22;

    /** The activations of a slice, as integers. */
    private interface Activations {
        int at(int place);

        /** Those from a place on. */
        void copy(int place, int[] into);
    }

    /** Of float32. */
    private record Floats(IntBuffer bits) implements Activations {
        @Override
        public int at(int place) {
            return bits.get(place);
        }

        @Override
        public void copy(int place, int[] into) {
            bits.get(place, into);
        }
    }

    /** Of bfloat16, whose bits are the upper half of float32's. */
    private record Halves(ShortBuffer bits) implements Activations {
        @Override
        public int at(int place) {
            return bits.get(place) << Short.SIZE;
        }

        @Override
        public void copy(int place, int[] into) {
            for (int i = 0; i < into.length; i++) {
                into[i] = at(place + i);
            }
        }
    }

    private final Activations bits;
    private final Peaks peaks;
    private final int n;
    private final int apart;
    private final int block;
    /** Groups of the row in hand that are looked into, and the largest activation of each. */
    private final int[] group;

    private final int[] peak;
    private final int[] order;
    /** The row in hand, where it is looked at whole. */
    private final int[] whole;

    private int[] hitFeature = new int[1024];
    private int[] hitBits = new int[1024];
    private int[] hitOrder = new int[1024];
    /** Where rows' bounds lie on average, and what they are held against first. */
    private int typical;

    private int guess;
    /** What the last row's activations were held against last. */
    private int floor;

    private HostScan(Activations bits, Peaks peaks, int n) {
        this.bits = bits;
        this.peaks = peaks;
        this.n = n;
        peak = new int[n / FOLD];
        apart = apart(n);
        block = FOLD * apart;
        group = new int[n / FOLD];
        order = new int[n / FOLD];
        whole = new int[n];
    }

    /**
     * Of float32.
     *
     * @param bits the slice's memory, {@code [rows, n]}
     * @param peaks {@code [rows, n / (16 apart), apart]}: at {@code [b, i]} the largest activation of the features
     *     {@code 16 apart b + i}, {@code + apart}, {@code + 2 apart}, ...
     */
    static HostScan floats(IntBuffer bits, IntBuffer peaks, int n) {
        return new HostScan(new Floats(bits), Peaks.floats(peaks, n / FOLD), n);
    }

    /** The same of bfloat16. */
    static HostScan halves(ShortBuffer bits, ByteBuffer peaks, int n) {
        return new HostScan(new Halves(bits), Peaks.halves(peaks, n / FOLD), n);
    }

    /**
     * How far apart the features of a group lie: near enough for one page of memory, far enough for the engine's vectors. A 16th of
     * the row where that does not divide.
     */
    static int apart(int n) {
        int groups = n / FOLD;
        return groups % APART == 0 ? APART : groups;
    }

    /** Shape of the groups' maxima. */
    static Shape peaks(int rows, int n) {
        return new Shape(rows, n / FOLD / apart(n), apart(n));
    }

    /** Features of the last row's hits, into an array. */
    void features(int count, int[] into, int at) {
        System.arraycopy(hitFeature, 0, into, at, count);
    }

    /** The last row's hits: their features, and their activations as integers. */
    void hits(int count, int[] features, int[] activations) {
        System.arraycopy(hitFeature, 0, features, 0, count);
        System.arraycopy(hitBits, 0, activations, 0, count);
    }

    /**
     * Hits of a row: activations above a value that is not below 0.
     *
     * @param at row within the slice
     * @return their number
     */
    int above(int at, float least) {
        int bound = Float.floatToIntBits(Math.max(0, least));
        return gather(at, peaks.above(at, bound, group, peak), bound);
    }

    /**
     * The k largest positive activations of a row become its hits. As many groups as k have a largest activation that is not below
     * the k-th largest of all groups', so what is below that one is not among the row's k largest.
     *
     * @return their number
     */
    int largest(int at, int k) {
        return keep(likely(at, k, bound -> bound - 1), k);
    }

    /**
     * Of the k largest positive activations of a row, those of some features become its hits, in their order: one is among them if fewer than k
     * are above it, of equal ones the first as {@link #largest} has them. Maxima of groups are not needed.
     *
     * @return their number
     */
    int among(int at, int k, int[] features) {
        room(features.length);
        int positive = 0;
        for (int j : features) {
            int value = bits.at(at * n + j);
            hitFeature[positive] = j;
            hitBits[positive] = value;
            positive += value > 0 ? 1 : 0;
        }
        if (positive == 0) {
            return 0;
        }
        look(at);
        return within(positive, k);
    }

    /** Those of the hits that are among the k largest of the whole row. Where one is, so are all that are above it, so the smallest such one is searched for. */
    private int within(int hits, int k) {
        int[] rising = copied(hits);
        Arrays.sort(rising, 0, hits);
        int low = 0;
        int first = hits;
        while (low < first) {
            int middle = (low + first) >>> 1;
            if (notBelow(rising[middle]) <= k) {
                first = middle;
            } else {
                low = middle + 1;
            }
        }
        if (first > 0 && notBelow(rising[first - 1] + 1) < k) {
            return some(hits, k); // equal ones, of which there is room for a part
        }
        int least = first == hits ? Integer.MAX_VALUE : rising[first];
        int kept = 0;
        for (int i = 0; i < hits; i++) {
            hitFeature[kept] = hitFeature[i];
            hitBits[kept] = hitBits[i];
            kept += hitBits[i] >= least ? 1 : 0;
        }
        return kept;
    }

    /** The same, one by one. */
    private int some(int hits, int k) {
        int kept = 0;
        for (int i = 0; i < hits; i++) {
            hitFeature[kept] = hitFeature[i];
            hitBits[kept] = hitBits[i];
            kept += before(hitBits[i], hitFeature[i]) < k ? 1 : 0;
        }
        return kept;
    }

    /** The row becomes {@link #whole}, what is not positive as 0. */
    private void look(int at) {
        int[] row = whole;
        bits.copy(at * n, row);
        for (int j = 0; j < row.length; j++) {
            row[j] &= ~(row[j] >> (Integer.SIZE - 1));
        }
    }

    /**
     * Counts what of the whole row is not below a positive value, as integer: sign bits of differences, which the JVM's compiler adds up in vectors.
     */
    private int notBelow(int value) {
        int[] row = whole;
        int less = value - 1;
        int count = 0;
        for (int j = 0; j < row.length; j++) {
            count += (less - row[j]) >>> (Integer.SIZE - 1);
        }
        return count;
    }

    /** How many of the whole row come before a feature of that value: those above it, and equal ones in groups before, or before in its group. */
    private int before(int value, int feature) {
        int before = 0;
        for (int j = 0; j < n; j++) {
            before += whole[j] > value || (whole[j] == value && place(j) < place(feature)) ? 1 : 0;
        }
        return before;
    }

    /** Where a scan by groups comes by a feature. */
    private int place(int feature) {
        int ofGroup = feature / block * apart + feature % apart;
        return ofGroup * FOLD + feature % block / apart;
    }

    /** The hits of some features. */
    int only(int hits, int[] features) {
        int kept = 0;
        for (int i = 0; i < hits; i++) {
            for (int j : features) {
                if (hitFeature[i] == j) {
                    hitFeature[kept] = j;
                    hitBits[kept++] = hitBits[i];
                    break;
                }
            }
        }
        return kept;
    }

    /**
     * What may be among the k largest of a row, where activations are upper bounds, becomes its hits.
     *
     * @return their number, which may be above k
     */
    int candidates(int at, int k, Doubt doubt) {
        int hits = likely(at, k, doubt::floor);
        if (hits <= k) {
            return hits;
        }
        int least = kthHit(hits, k);
        float sure = Float.POSITIVE_INFINITY;
        for (int i = 0; i < hits; i++) {
            if (hitBits[i] >= least) {
                sure = Math.min(sure, doubt.atLeast(Float.intBitsToFloat(hitBits[i]), hitFeature[i]));
            }
        }
        return drop(hits, Doubt.bitsBelow(sure));
    }

    /** What the last row's activations were held against last, as integer: whatever did not become a hit is not above it. */
    int floor() {
        return floor;
    }

    /** The smallest of the hits; 0 where there are fewer than k. */
    float least(int hits, int k) {
        if (hits < k) {
            return 0;
        }
        int least = Integer.MAX_VALUE;
        for (int i = 0; i < hits; i++) {
            least = Math.min(least, hitBits[i]);
        }
        return Float.intBitsToFloat(least);
    }

    /** Other activations of features become the hits, where they are above a value that is not below 0. */
    int replace(int[] features, float[] values, int from, int to, float least) {
        int bound = Float.floatToIntBits(Math.max(0, least));
        room(to - from);
        int hits = 0;
        for (int i = from; i < to; i++) {
            int value = Float.floatToRawIntBits(values[i]);
            hitFeature[hits] = features[i];
            hitBits[hits] = value;
            hits += value > bound ? 1 : 0;
        }
        return hits;
    }

    /** Activations of a row that can be among its k largest, and few more, become hits. */
    private int likely(int at, int k, IntUnaryOperator floorOf) {
        int seen = guess;
        int groups = peaks.above(at, seen, group, peak);
        if (groups < k && seen > 0) {
            seen = Math.max(0, guess - HALF_AN_OCTAVE);
            groups = peaks.above(at, seen, group, peak);
            if (groups < k) {
                seen = 0;
                groups = peaks.above(at, 0, group, peak);
            }
        }
        if (groups < k) {
            guess = 0;
            typical = 0;
            return gather(at, groups, 0);
        }
        System.arraycopy(peak, 0, order, 0, groups);
        int bound = Math.max(0, floorOf.applyAsInt(kthLargest(order, groups, k)));
        typical += (bound - typical) >> (typical == 0 ? 0 : 3);
        guess = Math.max(0, typical - slack(k));
        if (bound < seen) {
            groups = peaks.above(at, bound, group, peak);
        } else {
            int kept = 0;
            for (int i = 0; i < groups; i++) {
                group[kept] = group[i];
                kept += peak[i] > bound ? 1 : 0;
            }
            groups = kept;
        }
        return gather(at, groups, bound);
    }

    /** How far below a row's bound the next one's may lie, as a share that falls with sqrt(k): an octave is 2^23. */
    private static int slack(int k) {
        return (int) ((1 << 23) / (4 + Math.sqrt(k)));
    }

    /** Activations above the floor in the first groups become hits. */
    private int gather(int at, int groups, int bound) {
        floor = bound;
        int hits = 0;
        int from = at * n;
        for (int i = 0; i < groups; i++) {
            if (hits + FOLD > hitBits.length) {
                room(2 * hitBits.length);
            }
            int first = group[i] / apart * block + group[i] % apart;
            for (int j = first; j < first + block; j += apart) {
                int value = bits.at(from + j);
                if (value > bound) {
                    hitFeature[hits] = j;
                    hitBits[hits++] = value;
                }
            }
        }
        return hits;
    }

    /** Of the hits, the k largest; of equal ones the first. */
    int keep(int hits, int k) {
        if (hits <= k) {
            return hits;
        }
        int least = kthHit(hits, k);
        int ties = k;
        for (int i = 0; i < hits; i++) {
            ties -= hitBits[i] > least ? 1 : 0;
        }
        int kept = 0;
        for (int i = 0; i < hits && kept < k; i++) {
            if (hitBits[i] > least || (hitBits[i] == least && ties-- > 0)) {
                hitFeature[kept] = hitFeature[i];
                hitBits[kept++] = hitBits[i];
            }
        }
        return kept;
    }

    /** The hits above a floor. */
    private int drop(int hits, int bound) {
        floor = bound;
        int kept = 0;
        for (int i = 0; i < hits; i++) {
            int value = hitBits[i];
            hitFeature[kept] = hitFeature[i];
            hitBits[kept] = value;
            kept += value > bound ? 1 : 0;
        }
        return kept;
    }

    private int kthHit(int hits, int k) {
        return kthLargest(copied(hits), hits, k);
    }

    /** The hits' activations in memory where they may change places. */
    private int[] copied(int hits) {
        if (hitOrder.length < hits) {
            hitOrder = new int[hitBits.length];
        }
        System.arraycopy(hitBits, 0, hitOrder, 0, hits);
        return hitOrder;
    }

    /** At least so many hits have room. */
    private void room(int hits) {
        if (hits > hitBits.length) {
            hitFeature = Arrays.copyOf(hitFeature, hits);
            hitBits = Arrays.copyOf(hitBits, hits);
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
}
