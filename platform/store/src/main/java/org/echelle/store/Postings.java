package org.echelle.store;

import java.util.Arrays;

/**
 * Where a feature is active.
 *
 * @param feature its number
 * @param row rows with a non-zero activation; rising, unless the postings were ordered by {@link #top} or {@link #quantiles}
 * @param value the activations there
 */
public record Postings(int feature, int[] row, float[] value) {
    /** Number of entries. */
    public int size() {
        return row.length;
    }

    /** The strongest entries, strongest first; among equals the earlier row. */
    public Postings top(int count) {
        int[] order = byValue();
        return pick(Arrays.copyOf(order, Math.max(0, Math.min(count, order.length))));
    }

    /**
     * The entries at evenly spaced quantiles of the activation, from the weakest to the strongest.
     *
     * @param count how many; fewer come back if the feature has fewer entries
     */
    public Postings quantiles(int count) {
        int[] order = byValue();
        int n = Math.min(count, order.length);
        int[] picked = new int[Math.max(0, n)];
        for (int i = 0; i < n; i++) {
            int rank = n == 1 ? 0 : (int) Math.round((order.length - 1.0) * (n - 1 - i) / (n - 1));
            picked[i] = order[rank];
        }
        return pick(picked);
    }

    /** Entries from the strongest to the weakest: each is a number of 64 bits, falling value first, then its position. */
    private int[] byValue() {
        long[] keys = new long[row.length];
        for (int i = 0; i < keys.length; i++) {
            int bits = Float.floatToIntBits(value[i]);
            int rising = bits ^ ((bits >> 31) & 0x7fffffff);
            keys[i] = ((long) ~rising << 32) | i;
        }
        Arrays.sort(keys);
        int[] order = new int[keys.length];
        for (int i = 0; i < order.length; i++) {
            order[i] = (int) keys[i];
        }
        return order;
    }

    private Postings pick(int[] entries) {
        float[] values = new float[entries.length];
        for (int i = 0; i < entries.length; i++) {
            values[i] = value[entries[i]];
        }
        return new Postings(feature, Arrays.stream(entries).map(i -> row[i]).toArray(), values);
    }
}
