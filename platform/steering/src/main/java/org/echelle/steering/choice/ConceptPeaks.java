package org.echelle.steering.choice;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.echelle.steering.SteeringException;
import org.echelle.store.SparseRows;

/**
 * The largest activation of every feature over all rows of each concept's samples, and what ItD (arXiv 2503.09446) makes of them: a
 * concept's features are the {@code k} with the largest peaks, and those to deactivate are {@code F = union over erased concepts of
 * top_k \ union over retained concepts of top_k}.
 */
public final class ConceptPeaks {
    private final int features;
    private final Map<Integer, float[]> peaks = new TreeMap<>();

    /** @param features n */
    public ConceptPeaks(int features) {
        this.features = features;
    }

    /** Takes the rows of a sample that has a concept. */
    public void add(SparseRows codes, int concept) {
        float[] largest = peaks.computeIfAbsent(concept, c -> new float[features]);
        for (int e = 0; e < codes.rowStart()[codes.rows()]; e++) {
            int j = codes.feature()[e];
            largest[j] = Math.max(largest[j], codes.value()[e]);
        }
    }

    /** The concepts that were met, rising. */
    public List<Integer> concepts() {
        return List.copyOf(peaks.keySet());
    }

    /** Every feature's largest activation on a concept, {@code [n]}. */
    public float[] of(int concept) {
        float[] largest = peaks.get(concept);
        return largest == null ? new float[features] : largest.clone();
    }

    /** The features with the {@code k} largest peaks, of equal ones the lower number; fewer where fewer ever fire. Rising. */
    public int[] top(int concept, int k) {
        float[] largest = peaks.getOrDefault(concept, new float[features]);
        return Strategy.sorted(features, j -> largest[j], 0).stream()
                .limit(k)
                .mapToInt(Ranked::feature)
                .sorted()
                .toArray();
    }

    /**
     * The features to deactivate, rising.
     *
     * @param erased concepts; all others that were met are retained
     * @throws SteeringException when every feature of the erased concepts is one of a retained concept, too
     */
    public int[] difference(Collection<Integer> erased, int k) {
        BitSet wanted = new BitSet();
        BitSet retained = new BitSet();
        for (int concept : peaks.keySet()) {
            BitSet side = erased.contains(concept) ? wanted : retained;
            Arrays.stream(top(concept, k)).forEach(side::set);
        }
        wanted.andNot(retained);
        if (wanted.isEmpty()) {
            throw new SteeringException("All of the " + k + " features with the largest peaks on what is to be erased"
                    + " have them on something to be kept, too. Train a dictionary of more features, which are more"
                    + " specific.");
        }
        return wanted.stream().toArray();
    }
}
