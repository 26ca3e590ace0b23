package org.echelle.protein.sequences;

import java.util.Arrays;
import java.util.Locale;

/**
 * Which proteins are relatives: none of one cluster may stand on the other side of a split.
 *
 * @param identity the share of identical residues from which on two proteins are relatives; 0 where nobody asked
 * @param of {@code [protein]}, index of its cluster's first protein
 * @param aligned pairs that were aligned
 */
public record Clusters(double identity, int[] of, long aligned) {
    /** Each protein for itself. */
    static Clusters none(int proteins) {
        int[] self = new int[proteins];
        Arrays.setAll(self, i -> i);
        return new Clusters(0, self, 0);
    }

    /** Index of the first protein of a protein's cluster. */
    int first(int protein) {
        return of[protein];
    }

    /** Number of clusters. */
    public int count() {
        return (int) Arrays.stream(of).distinct().count();
    }

    /** Pairs of two proteins of one cluster. */
    public long relatedPairs() {
        long[] sizes = new long[of.length];
        for (int cluster : of) {
            sizes[cluster]++;
        }
        return Arrays.stream(sizes).map(n -> n * (n - 1) / 2).sum();
    }

    /**
     * Pairs of relatives that a split by protein would have put on both sides, in the mean over random splits: each of the two is held out
     * or not by itself, so that a pair crosses with probability {@code 2 h (1 - h)}.
     *
     * @param heldOut share of proteins that is held out
     */
    public double expectedCrossings(double heldOut) {
        return 2 * heldOut * (1 - heldOut) * relatedPairs();
    }

    /** What the clusters are, for people. */
    public String sentence() {
        return String.format(
                Locale.ROOT,
                "%d proteins fall into %d clusters at %.0f %% sequence identity (%d pairs aligned): %d pairs of relatives stay"
                        + " on one side of the split, of which a random split into halves would have parted %.0f.",
                of.length,
                count(),
                100 * identity,
                aligned,
                relatedPairs(),
                expectedCrossings(0.5));
    }
}
