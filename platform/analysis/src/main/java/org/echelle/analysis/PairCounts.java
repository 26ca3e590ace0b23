package org.echelle.analysis;

import java.util.Arrays;

/**
 * Histograms of activations for every (feature, concept) pair of one level.
 *
 * <p>Only positives are counted by pair; negatives are totals less positives, silent observations are totals less the fired ones.
 * So a non-zero costs one increment for itself and one for each label of its row, whatever the number of concepts and thresholds.
 * A feature's counters are made when it first meets a label: {@code 4 * bins * concepts} bytes.
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
    long nonZeros;

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

    void add(Observations o) {
        int[] rowStart = o.rowStart;
        int[] feature = o.feature;
        float[] value = o.value;
        int[] labelled = o.positiveConcept;
        long fired = 0;
        for (int row = 0; row < o.rows; row++) {
            int from = o.positiveStart[row];
            int to = o.positiveStart[row + 1];
            boolean anyUnknown = o.unknownStart[row] < o.unknownStart[row + 1];
            for (int i = rowStart[row]; i < rowStart[row + 1]; i++) {
                float v = value[i];
                if (!(v > 0)) {
                    continue;
                }
                int f = feature[i];
                int bin = bin(f, v);
                total[f * bins + bin]++;
                fired++;
                if (from < to) {
                    int[] counts = positive[f];
                    if (counts == null) {
                        counts = new int[concepts * bins];
                        positive[f] = counts;
                    }
                    for (int l = from; l < to; l++) {
                        counts[labelled[l] * bins + bin]++;
                    }
                }
                if (anyUnknown) {
                    addUnknown(o, row, f, bin);
                }
            }
        }
        nonZeros += fired;
        observations += o.rows;
        for (int s = 0; s < o.slots; s++) {
            int c = o.slotConcept[s];
            positives[c] += o.slotPositives[s];
            unknowns[c] += o.slotUnknowns[s];
            positiveSamples[c] += o.slotPositives[s] > 0 ? 1 : 0;
        }
    }

    private void addUnknown(Observations o, int row, int f, int bin) {
        if (unknown == null) {
            unknown = new int[features][];
        }
        int[] counts = unknown[f];
        if (counts == null) {
            counts = new int[concepts * bins];
            unknown[f] = counts;
        }
        for (int l = o.unknownStart[row]; l < o.unknownStart[row + 1]; l++) {
            counts[o.unknownConcept[l] * bins + bin]++;
        }
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

    /** Empties the counters and keeps the memory. */
    void clear() {
        for (int[] counts : positive) {
            if (counts != null) {
                Arrays.fill(counts, 0);
            }
        }
        if (unknown != null) {
            for (int[] counts : unknown) {
                if (counts != null) {
                    Arrays.fill(counts, 0);
                }
            }
        }
        Arrays.fill(total, 0);
        Arrays.fill(positives, 0);
        Arrays.fill(unknowns, 0);
        Arrays.fill(positiveSamples, 0);
        observations = 0;
        nonZeros = 0;
    }
}
