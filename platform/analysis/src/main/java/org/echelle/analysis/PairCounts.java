package org.echelle.analysis;

import java.util.Arrays;

/**
 * Histograms of activations for every (feature, concept) pair of one level.
 *
 * <p>Only positives are counted by pair; negatives are totals less positives, silent observations are totals less the fired ones.
 * So a non-zero costs one increment for itself and one for each label of its row, whatever the number of concepts and thresholds;
 * they come feature by feature ({@link SampleBatch}), so that the histograms at hand stay in the cache. A feature's counters are made when it first meets a label: {@code 4 * bins * concepts} bytes.
 *
 * <p>Bin {@code b} (from 0) holds activations in {@code (edge(b), edge(b + 1)]} with {@code edge(t) = max * (t / bins)^2}: fine
 * near zero, where most activations are, and "more than {@code edge(t)}" is exactly "in bin t or above".
 */
final class PairCounts {
    final int features;
    final int concepts;
    final int bins;
    final int[][] positive;
    /** By feature, or null until a label is unknown. */
    int[][] unknown;

    final int[] total;
    final long[] positives;
    final long[] unknowns;
    final long[] positiveSamples;
    long observations;

    private final float[] max;
    private final float[] scale;
    private final float[] edgeShare;

    PairCounts(int features, int concepts, int bins, float[] max) {
        this.features = features;
        this.concepts = concepts;
        this.bins = bins;
        this.max = max.clone();
        this.positive = new int[features][];
        this.total = new int[Math.multiplyExact(features, bins)];
        this.positives = new long[concepts];
        this.unknowns = new long[concepts];
        this.positiveSamples = new long[concepts];
        this.scale = new float[features];
        for (int f = 0; f < features; f++) {
            scale[f] = max[f] > 0 ? (float) bins * bins / max[f] : Float.MAX_VALUE;
        }
        this.edgeShare = new float[bins + 1];
        for (int t = 0; t <= bins; t++) {
            edgeShare[t] = (float) ((double) t * t / ((double) bins * bins));
        }
    }

    /** Lower edge of a bin: the threshold of that number. */
    float edge(int feature, int threshold) {
        return max[feature] * edgeShare[threshold];
    }

    float edgeShare(int threshold) {
        return edgeShare[threshold];
    }

    /** The bin of an activation above 0; the last one also for those above the maximum. */
    int bin(int feature, float value) {
        int bin = Math.min((int) (float) Math.sqrt(value * scale[feature]), bins - 1);
        // The square root may land one off at an edge; the edges decide.
        if (value <= max[feature] * edgeShare[bin]) {
            return bin == 0 ? 0 : bin - 1;
        }
        return bin + 1 < bins && value > max[feature] * edgeShare[bin + 1] ? bin + 1 : bin;
    }

    /** Counts a sample's labels; {@link #add} counts what fires on them. */
    void addLabels(Observations o) {
        observations += o.rows;
        for (int s = 0; s < o.slots; s++) {
            int c = o.slotConcept[s];
            positives[c] += o.slotPositives[s];
            unknowns[c] += o.slotUnknowns[s];
            positiveSamples[c] += o.slotPositives[s] > 0 ? 1 : 0;
        }
    }

    /** Takes a sorted batch. */
    void add(SampleBatch batch) {
        for (int f = 0; f < features; f++) {
            if (batch.runStart[f] < batch.runStart[f + 1]) {
                add(batch, f);
            }
        }
    }

    private void add(SampleBatch batch, int f) {
        int[] sorted = batch.sorted;
        int[] start = batch.positiveStart;
        int[] labelled = batch.positiveConcept;
        int[] counts = positive[f];
        int base = f * bins;
        for (int i = batch.runStart[f]; i < batch.runStart[f + 1]; i++) {
            int row = sorted[i] >>> SampleBatch.BIN_BITS;
            int bin = sorted[i] & SampleBatch.BIN_MASK;
            total[base + bin]++;
            int from = start[row];
            int to = start[row + 1];
            if (from < to) {
                if (counts == null) {
                    counts = positiveOf(f);
                }
                for (int l = from; l < to; l++) {
                    counts[labelled[l] * bins + bin]++;
                }
            }
            for (int l = batch.unknownStart[row]; l < batch.unknownStart[row + 1]; l++) {
                makeUnknown(f)[batch.unknownConcept[l] * bins + bin]++;
            }
        }
    }

    /** The feature's histograms of positives, made when they are first asked for. */
    private int[] positiveOf(int f) {
        if (positive[f] == null) {
            positive[f] = new int[concepts * bins];
        }
        return positive[f];
    }

    /** The feature's histograms of unknown labels, made when they are first asked for. */
    private int[] makeUnknown(int f) {
        if (unknown == null) {
            unknown = new int[features][];
        }
        if (unknown[f] == null) {
            unknown[f] = new int[concepts * bins];
        }
        return unknown[f];
    }

    int[] unknownOf(int feature) {
        return unknown == null ? null : unknown[feature];
    }

    long known(int concept) {
        return observations - unknowns[concept];
    }

    ConceptScores.Support support(int concept) {
        return new ConceptScores.Support(
                positives[concept], known(concept) - positives[concept], unknowns[concept], positiveSamples[concept]);
    }

    long firings(int feature) {
        long sum = 0;
        for (int b = 0; b < bins; b++) {
            sum += total[feature * bins + b];
        }
        return sum;
    }

    /** Lets go of the histograms by pair and empties the totals. */
    void endSelection() {
        Arrays.fill(positive, null);
        unknown = null;
        Arrays.fill(total, 0);
        Arrays.fill(positives, 0);
        Arrays.fill(unknowns, 0);
        Arrays.fill(positiveSamples, 0);
        observations = 0;
    }
}
