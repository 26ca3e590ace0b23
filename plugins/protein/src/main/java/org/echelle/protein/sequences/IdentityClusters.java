package org.echelle.protein.sequences;

import java.util.Arrays;
import java.util.List;
import org.echelle.api.Progress;
import org.echelle.protein.ProteinException;

/**
 * Clusters proteins so that no two of different clusters are found to be more alike than a threshold.
 *
 * <p>Longest first, each protein meets those before it with which it shares more words than chance gives ({@link WordIndex}). The pair is
 * aligned ({@link LocalAlignment}), and they are relatives when identical residues are at least {@code identity} of the shorter one, which
 * is CD-HIT's measure. Relatives' clusters are joined (single linkage): a representative alone, as in CD-HIT, would leave relatives of its
 * members outside. Pairs that are together already are not aligned. Distant relatives without common words are missed, as they are by
 * every method that looks for words first (Li and Godzik 2006, Steinegger and Soeding 2017).
 */
final class IdentityClusters {
    private final List<Entry> entries;
    private final double identity;
    private final int[] parent;
    private long aligned;

    private IdentityClusters(List<Entry> entries, double identity) {
        this.entries = entries;
        this.identity = identity;
        parent = new int[entries.size()];
        Arrays.setAll(parent, i -> i);
    }

    /**
     * @param identity from 0 (each protein for itself) to 1
     * @throws ProteinException for another threshold
     */
    static Clusters of(List<Entry> entries, double identity, Progress progress) {
        if (!(identity >= 0 && identity <= 1)) {
            throw new ProteinException(
                    "'identity' must lie between 0 (no clusters) and 1, such as 0.3, not " + identity + ".");
        }
        return identity == 0 ? Clusters.none(entries.size()) : new IdentityClusters(entries, identity).run(progress);
    }

    private Clusters run(Progress progress) {
        Integer[] order = new Integer[entries.size()];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> length(b) - length(a));
        WordIndex index = new WordIndex(identity >= 0.5 ? 5 : 3, entries.size());
        progress.begin("cluster sequences", order.length, "proteins");
        for (int n = 0; n < order.length; n++) {
            progress.check();
            int protein = order[n];
            String sequence = entries.get(protein).sequence();
            for (int other : index.candidates(sequence)) {
                int a = root(protein);
                int b = root(other);
                if (a != b && related(sequence, entries.get(other).sequence())) {
                    parent[Math.max(a, b)] = Math.min(a, b);
                }
            }
            index.add(protein, sequence);
            progress.advance(n + 1, "");
        }
        int[] of = new int[parent.length];
        Arrays.setAll(of, this::root);
        return new Clusters(identity, of, aligned);
    }

    private int length(int protein) {
        return entries.get(protein).sequence().length();
    }

    private int root(int protein) {
        int root = protein;
        while (parent[root] != root) {
            root = parent[root];
        }
        for (int at = protein; parent[at] != root; ) {
            int next = parent[at];
            parent[at] = root;
            at = next;
        }
        return root;
    }

    private boolean related(String first, String second) {
        aligned++;
        return identity(first, second) >= identity;
    }

    /** Identical residues of the best local alignment, as a share of the shorter sequence. */
    static double identity(String first, String second) {
        return LocalAlignment.of(first, second).identical() / (double) Math.min(first.length(), second.length());
    }
}
