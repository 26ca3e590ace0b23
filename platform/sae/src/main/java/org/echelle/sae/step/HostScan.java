package org.echelle.sae.step;

import java.nio.IntBuffer;
import java.util.Arrays;

/**
 * One thread's eyes on the activations of a slice: what is above a value in a row, and the k largest of it. Activations are read as
 * integers, since positive floats are ordered as their bits are.
 */
final class HostScan {
    /** Activations of a group, whose largest the kernel tells. */
    static final int FOLD = 16;

    private static final int APART = 64;

    private static final int HALF_AN_OCTAVE = 1 << 22;

    private final IntBuffer bits;
    private final IntBuffer peaks;
    private final int n;
    private final int apart;
    private final int block;
    /** The largest activation of every group of the row in hand. */
    private final int[] peak;

    private final int[] group;
    private final int[] order;
    private int[] hitFeature = new int[1024];
    private int[] hitBits = new int[1024];
    private int[] hitOrder = new int[1024];
    /** Where rows' bounds lie on average, and what they are held against first. */
    private int typical;

    private int guess;

    /**
     * @param bits the slice's memory, {@code [rows, n]}
     * @param peaks {@code [rows, n / (16 apart), apart]}: at {@code [b, i]} the largest activation of the features
     *     {@code 16 apart b + i}, {@code + apart}, {@code + 2 apart}, ...
     */
    HostScan(IntBuffer bits, IntBuffer peaks, int n) {
        this.bits = bits;
        this.peaks = peaks;
        this.n = n;
        peak = new int[n / FOLD];
        apart = apart(n);
        block = FOLD * apart;
        group = new int[n / FOLD];
        order = new int[n / FOLD];
    }

    /**
     * How far apart the features of a group lie: near enough for one page of memory, far enough for the engine's vectors. A 16th of
     * the row where that does not divide.
     */
    static int apart(int n) {
        int groups = n / FOLD;
        return groups % APART == 0 ? APART : groups;
    }

    /** Features of the last row's hits. */
    int[] features(int count) {
        return Arrays.copyOf(hitFeature, count);
    }

    /** Their activations, as integers. */
    int[] activations(int count) {
        return Arrays.copyOf(hitBits, count);
    }

    /**
     * Hits of a row: activations above a value that is not below 0.
     *
     * @param at row within the slice
     * @return their number
     */
    int above(int at, float least) {
        int floor = Float.floatToIntBits(Math.max(0, least));
        peaks.get(at * peak.length, peak);
        return gather(at, groupsAbove(floor), floor);
    }

    /**
     * The k largest positive activations of a row become its hits. As many groups as k have a largest activation that is not below
     * the k-th largest of all groups', so what is below that one is not among the row's k largest.
     *
     * @return their number
     */
    int largest(int at, int k) {
        peaks.get(at * peak.length, peak);
        int groups = groupsAbove(guess);
        if (groups < k && guess > 0) {
            groups = groupsAbove(Math.max(0, guess - HALF_AN_OCTAVE));
            if (groups < k) {
                groups = groupsAbove(0);
            }
        }
        int floor = 0;
        if (groups >= k) {
            for (int i = 0; i < groups; i++) {
                order[i] = peak[group[i]];
            }
            int bound = kthLargest(order, groups, k);
            typical += (bound - typical) >> (typical == 0 ? 0 : 3);
            guess = Math.max(0, typical - slack(k));
            floor = bound - 1;
            int kept = 0;
            for (int i = 0; i < groups; i++) {
                int g = group[i];
                group[kept] = g;
                kept += peak[g] > floor ? 1 : 0;
            }
            groups = kept;
        } else {
            guess = 0;
            typical = 0;
        }
        int hits = gather(at, groups, floor);
        return hits <= k ? hits : keep(hits, k);
    }

    /** How far below a row's bound the next one's may lie, as a share that falls with sqrt(k): an octave is 2^23. */
    private static int slack(int k) {
        return (int) ((1 << 23) / (4 + Math.sqrt(k)));
    }

    /** Groups with an activation above the floor; they become the first of {@link #group}. */
    private int groupsAbove(int floor) {
        int groups = 0;
        for (int g = 0; g < peak.length; g++) {
            group[groups] = g;
            groups += peak[g] > floor ? 1 : 0; // no branch: it would be guessed wrongly for most that pass
        }
        return groups;
    }

    /** Activations above the floor in the first groups become hits. */
    private int gather(int at, int groups, int floor) {
        int hits = 0;
        int from = at * n;
        for (int i = 0; i < groups; i++) {
            if (hits + FOLD > hitBits.length) {
                hitFeature = Arrays.copyOf(hitFeature, 2 * hitFeature.length);
                hitBits = Arrays.copyOf(hitBits, 2 * hitBits.length);
            }
            int first = group[i] / apart * block + group[i] % apart;
            for (int j = first; j < first + block; j += apart) {
                int value = bits.get(from + j);
                if (value > floor) {
                    hitFeature[hits] = j;
                    hitBits[hits++] = value;
                }
            }
        }
        return hits;
    }

    /** Of the hits, the k largest; of equal ones the first. */
    private int keep(int hits, int k) {
        if (hitOrder.length < hits) {
            hitOrder = new int[hitBits.length];
        }
        System.arraycopy(hitBits, 0, hitOrder, 0, hits);
        int least = kthLargest(hitOrder, hits, k);
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
