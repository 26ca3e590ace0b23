package org.echelle.analysis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.echelle.analysis.counting.ConceptCounts;
import org.echelle.analysis.counting.ThresholdGrid;

/**
 * Features that find instances (boxes, domains): one firing in an instance is enough. Precision counts rows, recall counts
 * instances, F1 is their harmonic mean (Simon and Zou 2025, who call it domain F1); a feature that fires on one site of every box and
 * nowhere else has 1. The feature and its threshold are chosen by it on the selection split, and measured on the held-out one.
 */
final class InstancePairs {
    private final PairCounts counts;
    private final ScoreOptions options;
    private final TopList[] best;
    private final byte[][] thresholdOf;
    private final List<List<Pair>> byConcept = new ArrayList<>();
    private Pair[][] ofFeature = new Pair[0][];

    /** Instances by concept in each held-out replicate, {@code [concept][replicate]}; null for concepts without pairs. */
    final long[][] drawn;

    /** Which instances a pair has met; one a thread. */
    static final class Marks {
        private int[] stamp = new int[0];
        private int stamps;

        int next(int instances) {
            if (stamp.length < instances) {
                stamp = new int[2 * instances];
                stamps = 0;
            }
            if (++stamps == Integer.MAX_VALUE) {
                Arrays.fill(stamp, 0);
                stamps = 1;
            }
            return stamps;
        }
    }

    /** A feature chosen for a concept's instances, and its held-out counts. */
    static final class Pair {
        final int feature;
        final int concept;
        final int threshold;
        final float selectionF1;
        long truePositives;
        long fired;
        long found;
        /** By replicate: true positives, firings, instances found. Null without intervals. */
        long[][] replicates;

        Pair(int feature, int concept, int threshold, float selectionF1) {
            this.feature = feature;
            this.concept = concept;
            this.threshold = threshold;
            this.selectionF1 = selectionF1;
        }

        private void add(long newTruePositives, long newFired, long newFound) {
            truePositives += newTruePositives;
            fired += newFired;
            found += newFound;
        }
    }

    private static final Pair[] NONE = new Pair[0];

    InstancePairs(PairCounts counts, ScoreOptions options) {
        this.counts = counts;
        this.options = options;
        this.best = new TopList[counts.concepts];
        this.thresholdOf = new byte[counts.concepts][];
        this.drawn = new long[counts.concepts][];
        for (int c = 0; c < counts.concepts; c++) {
            byConcept.add(new ArrayList<>());
        }
    }

    /** Ranks the features of one concept by their best F1 over instances on the selection split. */
    void rank(int c) {
        ConceptCounts selection = counts.selection;
        if (selection.instances(c) == 0) {
            return;
        }
        best[c] = new TopList(options.topFeatures());
        thresholdOf[c] = new byte[counts.features];
        drawn[c] = new long[options.replicates()];
        int[] positive = selection.positive(c);
        int[] unknown = selection.unknown(c);
        int[] bins = selection.instanceBins(c);
        for (int f = 0; f < counts.features; f++) {
            double bestF1 = 0;
            long hit = 0;
            long tp = 0;
            long fired = 0;
            int bin = counts.bins;
            for (int t = counts.grid.coarseBins() - 1; t >= 0; t--) {
                hit += bins[f * ThresholdGrid.COARSE + t];
                for (; bin > counts.grid.fineOf(t); bin--) {
                    int at = f * counts.bins + bin - 1;
                    tp += positive[at];
                    fired += selection.total()[at] - (unknown.length == 0 ? 0 : unknown[at]);
                }
                double f1 = f1(tp, fired, hit, selection.instances(c));
                if (f1 > bestF1) {
                    bestF1 = f1;
                    thresholdOf[c][f] = (byte) counts.grid.fineOf(t);
                }
            }
            if (bestF1 > 0) {
                best[c].offer(f, (float) bestF1, 0);
            }
        }
    }

    /** Fixes the pairs: a concept's best features, the first of them with bootstrap replicates. */
    void freeze() {
        List<List<Pair>> lists = new ArrayList<>();
        for (int f = 0; f < counts.features; f++) {
            lists.add(null);
        }
        for (int c = 0; c < best.length; c++) {
            for (int i = 0; best[c] != null && i < best[c].size; i++) {
                int f = best[c].id[i];
                Pair pair = new Pair(f, c, thresholdOf[c][f], best[c].score[i]);
                if (i == 0) {
                    pair.replicates = new long[3][options.replicates()];
                }
                if (lists.get(f) == null) {
                    lists.set(f, new ArrayList<>());
                }
                lists.get(f).add(pair);
                byConcept.get(c).add(pair);
            }
            thresholdOf[c] = null;
        }
        ofFeature = new Pair[counts.features][];
        for (int f = 0; f < counts.features; f++) {
            ofFeature[f] = lists.get(f) == null ? NONE : lists.get(f).toArray(NONE);
        }
    }

    /** A concept's pairs, best first on the selection split. */
    List<Pair> of(int concept) {
        return byConcept.get(concept);
    }

    /** Instances of the batch's samples in every replicate. */
    void totals(SampleBatch b) {
        int n = options.replicates();
        for (int s = 0; s < b.samples; s++) {
            for (int slot = b.slotStart[s]; slot < b.slotStart[s + 1]; slot++) {
                long[] sums = drawn[b.slotConcept[slot]];
                if (sums != null && b.slotInstances[slot] > 0) {
                    addWeighted(sums, b.slotInstances[slot], b.weights, s * n);
                }
            }
        }
    }

    private static void addWeighted(long[] sums, long count, int[] weights, int at) {
        for (int r = 0; r < sums.length; r++) {
            sums[r] += count * weights[at + r];
        }
    }

    /** The entries of one feature in one held-out sample. */
    void visit(SampleBatch b, int f, int sample, int from, int to, Marks marks) {
        for (Pair pair : ofFeature[f]) {
            long tp = 0;
            long fired = 0;
            long found = 0;
            int now = marks.next(b.mostInstances);
            for (int i = from; i < to; i++) {
                if ((b.sorted[i] & SampleBatch.BIN_MASK) < pair.threshold) {
                    continue;
                }
                int row = b.sorted[i] >>> SampleBatch.BIN_BITS;
                if (b.positive(row, pair.concept)) {
                    tp++;
                    fired++;
                } else if (!b.unknown(row, pair.concept)) {
                    fired++;
                }
                for (int l = b.instanceStart[row]; l < b.instanceStart[row + 1]; l++) {
                    if (b.instanceConcept[l] == pair.concept && marks.stamp[b.instanceId[l]] != now) {
                        marks.stamp[b.instanceId[l]] = now;
                        found++;
                    }
                }
            }
            pair.add(tp, fired, found);
            if (fired > 0 && pair.replicates != null) {
                int at = sample * options.replicates();
                addWeighted(pair.replicates[0], tp, b.weights, at);
                addWeighted(pair.replicates[1], fired, b.weights, at);
                addWeighted(pair.replicates[2], found, b.weights, at);
            }
        }
    }

    /** The held-out figures of a pair. */
    InstanceMatch match(Pair pair, int globalConcept, long instances) {
        double precision = pair.fired > 0 ? (double) pair.truePositives / pair.fired : 0;
        double recall = instances > 0 ? (double) pair.found / instances : 0;
        double f1 = LevelResults.harmonic(precision, recall);
        Interval interval = Interval.none(f1);
        if (pair.replicates != null) {
            double[] r = new double[options.replicates()];
            for (int b = 0; b < r.length; b++) {
                long of = drawn[pair.concept][b];
                r[b] = of == 0
                        ? Double.NaN
                        : f1(pair.replicates[0][b], pair.replicates[1][b], pair.replicates[2][b], of);
            }
            interval = Interval.percentile(f1, r, options.confidence());
        }
        return new InstanceMatch(
                pair.feature,
                globalConcept,
                counts.edge(pair.feature, pair.threshold),
                counts.edgeShare(pair.threshold),
                pair.selectionF1,
                instances,
                pair.found,
                pair.truePositives,
                pair.fired,
                precision,
                recall,
                f1,
                interval);
    }

    static double f1(long truePositives, long fired, long found, long instances) {
        double precision = fired > 0 ? (double) truePositives / fired : 0;
        double recall = instances > 0 ? (double) found / instances : 0;
        return LevelResults.harmonic(precision, recall);
    }
}
