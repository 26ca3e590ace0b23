package org.echelle.analysis.counting;

import java.util.Arrays;

/** Pairs (key, item) in the order they came, then grouped by key in that order (a counting sort). Buffers are used again. */
final class RowLists {
    private int size;
    private int[] key = new int[16];
    private int[] told = new int[16];
    private int[] start = new int[1];
    private int[] item = new int[16];

    void add(int newKey, int newItem) {
        if (size == key.length) {
            key = roomFor(key, size + 1);
            told = roomFor(told, size + 1);
        }
        key[size] = newKey;
        told[size++] = newItem;
    }

    int size() {
        return size;
    }

    /** Groups; keys are below {@code keys}. */
    void group(int keys) {
        start = roomFor(start, keys + 2);
        Arrays.fill(start, 0, keys + 2, 0);
        // Counted two places ahead: after the items are placed, each start stands where it belongs.
        for (int i = 0; i < size; i++) {
            start[key[i] + 2]++;
        }
        for (int k = 2; k < keys + 2; k++) {
            start[k] += start[k - 1];
        }
        item = roomFor(item, size);
        for (int i = 0; i < size; i++) {
            item[start[key[i] + 1]++] = told[i];
        }
    }

    /** Where a key's items begin; those of the key before end there. */
    int from(int ofKey) {
        return start[ofKey];
    }

    int item(int at) {
        return item[at];
    }

    void clear() {
        size = 0;
    }

    static int[] roomFor(int[] array, int size) {
        return array.length >= size
                ? array
                : Arrays.copyOf(array, (int) Math.max(size, Math.min(2L * array.length, Integer.MAX_VALUE - 8)));
    }
}
