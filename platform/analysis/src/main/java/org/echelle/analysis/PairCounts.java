package org.echelle.analysis;

import java.util.Arrays;
import org.echelle.analysis.counting.ConceptCounts;
import org.echelle.analysis.counting.ThresholdGrid;

/**
 * What one level counts for every feature and concept, and the labels' own sums. On the selection split: histograms of activations
 * of every pair ({@link ConceptCounts}); only positives are counted by pair, negatives are totals less positives, silent
 * observations are totals less the fired ones. On the held-out split: totals by feature here, the pairs in {@link HeldOutPass}.
 *
 * <p>Bin {@code b} (from 0) holds activations in {@code (edge(b), edge(b + 1)]} with {@code edge(t) = max * (t / bins)^2}: fine
 * near zero, where most activations are, and "more than {@code edge(t)}" is exactly "in bin t or above".
 */
final class PairCounts {
    final int features;
    final int concepts;
    final int bins;
    final ThresholdGrid grid;

    /** Histograms of the selection split, null from {@link #endSelection} on. */
    ConceptCounts selection;

    /** Held-out totals, {@code [feature * bins + bin]}. */
    final int[] total;

    final long[] positives;
    final long[] unknowns;
    final long[] positiveSamples;
    long observations;

    PairCounts(int features, int concepts, int bins, float[] max) {
        this.features = features;
        this.concepts = concepts;
        this.bins = bins;
        this.grid = ThresholdGrid.quadratic(bins, max);
        this.selection = new ConceptCounts(grid, concepts);
        this.total = new int[Math.multiplyExact(features, bins)];
        this.positives = new long[concepts];
        this.unknowns = new long[concepts];
        this.positiveSamples = new long[concepts];
    }

    /** Lower edge of a bin: the threshold of that number. */
    float edge(int feature, int threshold) {
        return grid.edge(feature, threshold);
    }

    float edgeShare(int threshold) {
        return grid.share(threshold);
    }

    /** The bin of an activation above 0; the last one also for those above the maximum. */
    int bin(int feature, float value) {
        return grid.bin(feature, value);
    }

    /** A sample of the selection split. */
    void select(Observations o) {
        selection.rows(o.rows, o.rowStart, o.feature, o.value);
        for (int r = 0; r < o.rows; r++) {
            for (int l = o.positiveStart[r]; l < o.positiveStart[r + 1]; l++) {
                selection.positive(r, o.positiveConcept[l]);
            }
            for (int l = o.unknownStart[r]; l < o.unknownStart[r + 1]; l++) {
                selection.unknown(r, o.unknownConcept[l]);
            }
        }
        selectInstances(o);
        addLabels(o);
    }

    private void selectInstances(Observations o) {
        if (o.instances == 0) {
            return;
        }
        number = SampleBatch.roomFor(number, o.instances);
        Arrays.fill(number, 0, o.instances, -1);
        for (int r = 0; r < o.rows; r++) {
            for (int l = o.instanceStart[r]; l < o.instanceStart[r + 1]; l++) {
                int id = o.instanceId[l];
                if (number[id] < 0) {
                    number[id] = selection.instance(o.instanceConcept[l]);
                }
                selection.inInstance(r, number[id]);
            }
        }
    }

    private int[] number = new int[0];

    /** Counts a sample's labels. */
    void addLabels(Observations o) {
        observations += o.rows;
        for (int s = 0; s < o.slots; s++) {
            int c = o.slotConcept[s];
            positives[c] += o.slotPositives[s];
            unknowns[c] += o.slotUnknowns[s];
            positiveSamples[c] += o.slotPositives[s] > 0 ? 1 : 0;
        }
    }

    long known(int concept) {
        return observations - unknowns[concept];
    }

    ConceptScores.Support support(int concept) {
        return new ConceptScores.Support(
                positives[concept], known(concept) - positives[concept], unknowns[concept], positiveSamples[concept]);
    }

    /** Held-out firings of a feature. */
    long firings(int feature) {
        long sum = 0;
        for (int b = 0; b < bins; b++) {
            sum += total[feature * bins + b];
        }
        return sum;
    }

    /** Lets go of the selection split's counts. */
    void endSelection() {
        selection = null;
        Arrays.fill(positives, 0);
        Arrays.fill(unknowns, 0);
        Arrays.fill(positiveSamples, 0);
        observations = 0;
    }
}
