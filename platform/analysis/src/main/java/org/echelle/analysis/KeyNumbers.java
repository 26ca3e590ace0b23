package org.echelle.analysis;

/** Numbers 64-bit keys from 0 on, in the order in which they first come; sixteen bytes a key where the table is three quarters full. */
final class KeyNumbers {
    private long[] key = new long[64];
    /** One more than the key's number, 0 where nothing stands. */
    private int[] next = new int[64];

    private int size;

    /** The key's number; a new one if it was not known. */
    int add(long k) {
        int at = find(k);
        if (next[at] == 0) {
            key[at] = k;
            next[at] = ++size;
            if (4L * size > 3L * key.length) {
                grow();
                return size - 1;
            }
        }
        return next[at] - 1;
    }

    boolean contains(long k) {
        return next[find(k)] != 0;
    }

    int size() {
        return size;
    }

    private int find(long k) {
        int mask = key.length - 1;
        int at = (int) Mixing.mix(k) & mask;
        while (next[at] != 0 && key[at] != k) {
            at = (at + 1) & mask;
        }
        return at;
    }

    private void grow() {
        long[] keys = key;
        int[] numbers = next;
        key = new long[2 * keys.length];
        next = new int[2 * keys.length];
        for (int i = 0; i < keys.length; i++) {
            if (numbers[i] != 0) {
                int at = find(keys[i]);
                key[at] = keys[i];
                next[at] = numbers[i];
            }
        }
    }
}
