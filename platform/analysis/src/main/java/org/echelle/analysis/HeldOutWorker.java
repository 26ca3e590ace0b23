package org.echelle.analysis;

import java.util.Arrays;

/**
 * The held-out counts of single features in a batch. Features are independent, so several workers share a batch: each has its own
 * scratch, and what it writes belongs to the feature at hand.
 */
final class HeldOutWorker {
    private static final int FEW = 8;

    private final HeldOutPass pass;
    private final PairCounts counts;
    private final int bins;
    private final byte[][] threshold;
    private final PairSums sums;
    private final InstancePairs.Marks marks = new InstancePairs.Marks();

    // One feature in one sample: by concept, and by threshold.
    private final int[] hits;
    private final int[] unknownHits;
    private final int[] above;

    // One feature: histograms by pair, the first for all that are not reported.
    private final int[] pairOf;
    private int[] positive = new int[0];
    private int[] unknown = new int[0];

    HeldOutWorker(HeldOutPass pass) {
        this.pass = pass;
        this.counts = pass.counts;
        this.bins = counts.bins;
        this.threshold = pass.threshold;
        this.sums = new PairSums(pass.replicates);
        this.pairOf = new int[counts.concepts];
        this.hits = new int[counts.concepts];
        this.unknownHits = new int[counts.concepts];
        this.above = new int[bins + 1];
    }

    /** Takes the features from one to below another. */
    void visit(SampleBatch batch, int fromFeature, int toFeature) {
        for (int f = fromFeature; f < toFeature; f++) {
            int from = batch.runStart[f];
            int to = batch.runStart[f + 1];
            if (from < to) {
                addTotal(batch.sorted, f, from, to);
                if (threshold[f] != null) {
                    visit(batch, f, from, to);
                }
            }
        }
    }

    private void addTotal(int[] sorted, int f, int from, int to) {
        int[] total = counts.total;
        int base = f * bins;
        for (int i = from; i < to; i++) {
            total[base + (sorted[i] & SampleBatch.BIN_MASK)]++;
        }
    }

    private void visit(SampleBatch batch, int f, int from, int to) {
        int[] sorted = batch.sorted;
        PairReplicates[] pairs = pass.selectedOf[f];
        beginFeature(f, pairs);
        int i = from;
        while (i < to) {
            int sample = pass.sampleOf[sorted[i] >>> SampleBatch.BIN_BITS];
            int end = batch.sampleRow[sample + 1];
            int next = i + 1;
            while (next < to && sorted[next] >>> SampleBatch.BIN_BITS < end) {
                next++;
            }
            countLabels(batch, f, i, next);
            if (pass.anyUnknown) {
                countUnknown(batch, f, i, next);
            }
            boolean counted = next - i > FEW;
            if (counted) {
                countAbove(sorted, i, next);
            }
            if (!pass.sites) {
                addTotals(batch, f, sample);
            } else if (next == i + 1) {
                testCluster(sorted[i] & SampleBatch.BIN_MASK, f, sample);
            } else {
                testCluster(sorted, f, sample, i, next, counted);
            }
            addPairs(batch, pairs, sample, i, next, counted);
            pass.instancePairs.visit(batch, f, sample, i, next, marks);
            clearHits(batch, sample, i, next);
            i = next;
        }
        endFeature(pairs);
    }

    private void beginFeature(int f, PairReplicates[] pairs) {
        if (pass.sites && pass.cluster[f] == null) {
            pass.cluster[f] = new double[3 * counts.concepts];
        }
        if (!pass.sites && pass.hitTotal[f] == null) {
            pass.hitTotal[f] = new int[counts.concepts];
            pass.unknownTotal[f] = new int[counts.concepts];
        }
        int size = (pairs.length + 1) * bins;
        if (positive.length < size) {
            positive = new int[2 * size];
            unknown = new int[2 * size];
        }
        for (int p = 0; p < pairs.length; p++) {
            pairOf[pairs[p].concept] = (p + 1) * bins;
        }
    }

    private void endFeature(PairReplicates[] pairs) {
        for (int p = 0; p < pairs.length; p++) {
            pairOf[pairs[p].concept] = 0;
            addTo(pairs[p].positive, positive, (p + 1) * bins);
            if (pass.anyUnknown) {
                addTo(pairs[p].unknown, unknown, (p + 1) * bins);
            }
        }
        Arrays.fill(positive, 0, (pairs.length + 1) * bins, 0);
        Arrays.fill(unknown, 0, (pairs.length + 1) * bins, 0);
        sums.endFeature(pairs);
    }

    private static void addTo(int[] sums, int[] counts, int at) {
        for (int bin = 0; bin < sums.length; bin++) {
            sums[bin] += counts[at + bin];
        }
    }

    /** Histograms, and by concept the firings above its threshold that have it. */
    private void countLabels(SampleBatch batch, int f, int from, int to) {
        int[] sorted = batch.sorted;
        byte[] limit = threshold[f];
        for (int i = from; i < to; i++) {
            int row = sorted[i] >>> SampleBatch.BIN_BITS;
            int bin = sorted[i] & SampleBatch.BIN_MASK;
            int end = batch.positiveStart[row + 1];
            for (int l = batch.positiveStart[row]; l < end; l++) {
                int c = batch.positiveConcept[l];
                positive[pairOf[c] + bin]++;
                // 1 from the threshold on; whether it is reached cannot be guessed, so no branch.
                hits[c] += (limit[c] - bin - 1) >>> 31;
            }
        }
    }

    private void countUnknown(SampleBatch batch, int f, int from, int to) {
        byte[] limit = threshold[f];
        for (int i = from; i < to; i++) {
            int row = batch.sorted[i] >>> SampleBatch.BIN_BITS;
            int bin = batch.sorted[i] & SampleBatch.BIN_MASK;
            for (int l = batch.unknownStart[row]; l < batch.unknownStart[row + 1]; l++) {
                int c = batch.unknownConcept[l];
                unknown[pairOf[c] + bin]++;
                unknownHits[c] += (limit[c] - bin - 1) >>> 31;
            }
        }
    }

    private void addTotals(SampleBatch batch, int f, int sample) {
        for (int slot = batch.slotStart[sample]; slot < batch.slotStart[sample + 1]; slot++) {
            int c = batch.slotConcept[slot];
            pass.hitTotal[f][c] += hits[c];
            pass.unknownTotal[f][c] += unknownHits[c];
        }
    }

    private void clearHits(SampleBatch batch, int sample, int from, int to) {
        if (to - from > FEW || pass.anyUnknown) {
            for (int slot = batch.slotStart[sample]; slot < batch.slotStart[sample + 1]; slot++) {
                hits[batch.slotConcept[slot]] = 0;
                unknownHits[batch.slotConcept[slot]] = 0;
            }
            return;
        }
        for (int i = from; i < to; i++) {
            int row = batch.sorted[i] >>> SampleBatch.BIN_BITS;
            for (int l = batch.positiveStart[row]; l < batch.positiveStart[row + 1]; l++) {
                hits[batch.positiveConcept[l]] = 0;
            }
        }
    }

    private void countAbove(int[] sorted, int from, int to) {
        Arrays.fill(above, 0);
        for (int i = from; i < to; i++) {
            above[sorted[i] & SampleBatch.BIN_MASK]++;
        }
        for (int bin = bins - 1; bin >= 0; bin--) {
            above[bin] += above[bin + 1];
        }
    }

    private int above(int[] sorted, int from, int to, boolean counted, int limit) {
        if (counted) {
            return above[limit];
        }
        int n = 0;
        for (int i = from; i < to; i++) {
            n += (limit - (sorted[i] & SampleBatch.BIN_MASK) - 1) >>> 31;
        }
        return n;
    }

    private void testCluster(int[] sorted, int f, int sample, int from, int to, boolean counted) {
        byte[] limit = threshold[f];
        double[] tests = pass.cluster[f];
        for (int t = pass.testStart[sample]; t < pass.testStart[sample + 1]; t++) {
            int c = pass.testConcept[t];
            test(tests, t, hits[c], above(sorted, from, to, counted, limit[c]) - unknownHits[c]);
        }
    }

    /** The same for a feature that fires on one row of the sample. */
    private void testCluster(int bin, int f, int sample) {
        byte[] limit = threshold[f];
        double[] tests = pass.cluster[f];
        int end = pass.testStart[sample + 1];
        for (int t = pass.testStart[sample]; t < end; t++) {
            int c = pass.testConcept[t];
            test(tests, t, hits[c], ((limit[c] - bin - 1) >>> 31) - unknownHits[c]);
        }
    }

    private void test(double[] tests, int t, int inside, int all) {
        int at = 3 * pass.testConcept[t];
        // An integer first: it tells exactly whether u is 0.
        long surplus = (long) inside * pass.testKnown[t] - (long) all * pass.testInside[t];
        double u = surplus * pass.testInverse[t];
        tests[at] += u;
        tests[at + 1] += u * u;
        tests[at + 2] += (surplus | -surplus) >>> 63;
    }

    private void addPairs(SampleBatch batch, PairReplicates[] pairs, int sample, int from, int to, boolean counted) {
        for (int p = 0; p < pairs.length; p++) {
            PairReplicates pair = pairs[p];
            int c = pair.concept;
            if (pair.moments != null) {
                sums.moments(batch, pair, sample, from, to);
            }
            if (hits[c] > 0 && pass.withInstances[sample]) {
                sums.instances(batch, pair, from, to);
            }
            if (pair.fired == null) {
                continue;
            }
            int all = above(batch.sorted, from, to, counted, pair.threshold) - unknownHits[c];
            if (all > 0) {
                sums.add(batch, pair, p, sample, all, hits[c]);
            }
            if (pair.positiveBins != null) {
                sums.area(batch, pair, sample, from, to);
            }
        }
    }
}
