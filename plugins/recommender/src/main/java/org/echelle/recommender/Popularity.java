package org.echelle.recommender;

import java.util.Arrays;
import java.util.stream.IntStream;

/** How often each item was consumed in all histories of a source, held-out items left out. */
public final class Popularity {
    private final int[] counts;
    private final double[] ranks;
    private final int[] order;

    private Popularity(int[] counts) {
        this.counts = counts;
        order = IntStream.range(0, counts.length)
                .filter(i -> counts[i] > 0)
                .boxed()
                .sorted((a, b) ->
                        counts[b] != counts[a] ? Integer.compare(counts[b], counts[a]) : Integer.compare(a, b))
                .mapToInt(Integer::intValue)
                .toArray();
        ranks = new double[counts.length];
        for (int i = 0; i < order.length; i++) {
            ranks[order[i]] = order.length < 2 ? 1 : 1 - i / (order.length - 1.0);
        }
    }

    /** Counts. */
    public static Popularity of(HistorySource histories) {
        int[] counts = new int[histories.rows()];
        for (int i = 0; i < histories.size(); i++) {
            for (int item : histories.history(i).items()) {
                counts[item]++;
            }
        }
        return new Popularity(counts);
    }

    /** Actions on an item. */
    public int count(int item) {
        return item < counts.length ? counts[item] : 0;
    }

    /** From 0 for the least consumed item to 1 for the most consumed one. */
    public double rank(int item) {
        return item < ranks.length ? ranks[item] : 0;
    }

    /** The most consumed items, most first. */
    public int[] top(int n) {
        return Arrays.copyOf(order, Math.min(n, order.length));
    }
}
