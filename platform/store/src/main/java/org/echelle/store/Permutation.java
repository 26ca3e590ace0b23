package org.echelle.store;

/**
 * Random orders that never change with the Java version: SplitMix64 (Steele, Lea and Flood, OOPSLA 2014) and the
 * Fisher-Yates shuffle with Lemire's bounded numbers (ACM TOMACS 29, 2019).
 */
final class Permutation {
    /** The golden-ratio step of SplitMix64. */
    static final long STEP = 0x9e3779b97f4a7c15L;

    private long state;

    Permutation(long seed) {
        state = seed;
    }

    static long mix(long z) {
        long x = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        x = (x ^ (x >>> 27)) * 0x94d049bb133111ebL;
        return x ^ (x >>> 31);
    }

    private int below(int bound) {
        long product = (next() >>> 32) * bound;
        long low = product & 0xffffffffL;
        if (low < bound) {
            long threshold = (0x100000000L - bound) % bound;
            while (low < threshold) {
                product = (next() >>> 32) * bound;
                low = product & 0xffffffffL;
            }
        }
        return (int) (product >>> 32);
    }

    private long next() {
        state += STEP;
        return mix(state);
    }

    /** Puts the first {@code length} entries into a uniformly random order. */
    void shuffle(int[] values, int length) {
        for (int i = length - 1; i > 0; i--) {
            int j = below(i + 1);
            int kept = values[i];
            values[i] = values[j];
            values[j] = kept;
        }
    }

    /** Puts the first {@code length} entries into a uniformly random order. */
    void shuffle(long[] values, int length) {
        for (int i = length - 1; i > 0; i--) {
            int j = below(i + 1);
            long kept = values[i];
            values[i] = values[j];
            values[j] = kept;
        }
    }

    /** A random order of 0 to {@code length - 1}. */
    int[] of(int length) {
        int[] order = new int[length];
        for (int i = 0; i < length; i++) {
            order[i] = i;
        }
        shuffle(order, length);
        return order;
    }
}
