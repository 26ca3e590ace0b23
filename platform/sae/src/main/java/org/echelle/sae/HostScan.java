package org.echelle.sae;

import java.nio.IntBuffer;
import java.util.Arrays;

/** One thread's eyes on the activations of a slice: what is above a value in a row, and the k largest of it. */
final class HostScan {
    /** Activations that are looked at together, a 16th of a row apart. */
    static final int FOLD = 16;

    private final IntBuffer bits;
    private final int n;
    /** A row of activations as integers, in 16 parts. */
    private final int[][] folds;

    private final int[] sign;
    private int[] hitFeature = new int[1024];
    private int[] hitBits = new int[1024];
    private int[] order = new int[1024];
    private float guess;

    /**
     * @param bits the slice's memory, {@code [rows, n]}
     */
    HostScan(IntBuffer bits, int n) {
        this.bits = bits;
        this.n = n;
        folds = new int[FOLD][n / FOLD];
        sign = new int[n / FOLD];
    }

    /** Features of the last row's hits. */
    int[] features(int count) {
        return Arrays.copyOf(hitFeature, count);
    }

    /** Their activations, as integers. */
    int[] activations(int count) {
        return Arrays.copyOf(hitBits, count);
    }

    /** How far below a row's k-th largest the next one's may lie: it varies by about its own share / sqrt(k). */
    private static float slack(int k) {
        return (float) Math.max(0.7, 1 - 0.6 / Math.sqrt(k));
    }

    /**
     * Hits of a row: activations above a value that is not below 0.
     *
     * @param at row within the slice
     * @return their number
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

    /**
     * The k largest positive activations of a row become its hits.
     *
     * @return their number
     */
    int largest(int at, int k) {
        int hits = above(at, guess);
        if (hits < k && guess > 0) {
            hits = above(at, 0.75f * guess);
            if (hits < k) {
                hits = above(at, 0);
            }
        }
        if (hits <= k) {
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
                hitFeature[kept] = hitFeature[i];
                hitBits[kept++] = hitBits[i];
            }
        }
        return kept;
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
}
