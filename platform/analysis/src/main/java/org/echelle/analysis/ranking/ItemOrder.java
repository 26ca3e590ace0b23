package org.echelle.analysis.ranking;

import java.util.Arrays;
import java.util.BitSet;
import org.echelle.analysis.AnalysisException;

/**
 * Items in the order of one user's scores, over all items that may be ranked ("full ranking": sampled negatives order models otherwise,
 * Krichene and Rendle, KDD 2020). Of equal scores the lower column comes first.
 */
public final class ItemOrder {
    private final int[] order;
    private final int[] rank;

    private ItemOrder(int[] order, int[] rank) {
        this.order = order;
        this.rank = rank;
    }

    /**
     * Sorts.
     *
     * @param scores {@code [column]}, higher is better
     * @param allowed columns that may be ranked
     * @throws AnalysisException when a score of theirs is not a number
     */
    public static ItemOrder of(float[] scores, BitSet allowed) {
        long[] keys = new long[allowed.cardinality()];
        int n = 0;
        for (int c = allowed.nextSetBit(0); c >= 0 && c < scores.length; c = allowed.nextSetBit(c + 1)) {
            if (Float.isNaN(scores[c])) {
                throw new AnalysisException(
                        "The score of item " + c + " is not a number: the model or its edit overflows.");
            }
            int bits = Float.floatToIntBits(-scores[c] + 0f); // of negated scores, so that the best comes first; no -0
            int sortable = bits ^ (bits >> 31 & 0x7fffffff);
            keys[n++] = ((long) sortable << 32) | c;
        }
        Arrays.sort(keys, 0, n);
        int[] order = new int[n];
        int[] rank = new int[scores.length];
        for (int i = 0; i < n; i++) {
            order[i] = (int) keys[i];
            rank[order[i]] = i + 1;
        }
        return new ItemOrder(order, rank);
    }

    /** Number of ranked items. */
    public int size() {
        return order.length;
    }

    /** The best columns, best first. */
    public int[] top(int k) {
        return Arrays.copyOf(order, Math.min(k, order.length));
    }

    /** A column's place from 1; 0 where it is not ranked. */
    public int rank(int column) {
        return column < rank.length ? rank[column] : 0;
    }

    /** 1 where a place is among the first {@code k} (HR@k of one wanted item), else 0. */
    public static double hit(int rank, int k) {
        return rank >= 1 && rank <= k ? 1 : 0;
    }

    /** {@code 1 / log2(1 + rank)} among the first {@code k}, else 0: NDCG@k of one wanted item, whose ideal gain is 1. */
    public static double gain(int rank, int k) {
        return hit(rank, k) == 0 ? 0 : Math.log(2) / Math.log(1.0 + rank);
    }

    /** Share of the first {@code k} places that items of a set hold; of fewer where fewer are ranked. */
    public double exposure(BitSet items, int k) {
        int n = Math.min(k, order.length);
        int held = 0;
        for (int i = 0; i < n; i++) {
            held += items.get(order[i]) ? 1 : 0;
        }
        return n == 0 ? 0 : held / (double) n;
    }

    /** Mean place of the ranked items of a set; NaN where none is ranked. */
    public double meanRank(BitSet items) {
        double sum = 0;
        int n = 0;
        for (int c = items.nextSetBit(0); c >= 0 && c < rank.length; c = items.nextSetBit(c + 1)) {
            sum += rank[c];
            n += rank[c] > 0 ? 1 : 0;
        }
        return n == 0 ? Double.NaN : sum / n;
    }
}
