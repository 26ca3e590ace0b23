package org.echelle.analysis;

import java.util.Arrays;

/**
 * The held-out half of one level: counts at its own threshold for every pair, with the cluster test; histograms and the bootstrap
 * for the reported pairs only.
 *
 * <p>What depends on a sample as a whole is counted once for each (sample, feature that fires in it): hits by concept from the
 * labels of the firing rows, firings above a threshold from their bins. The test then costs a step for each concept in the sample,
 * the bootstrap one for each reported pair, whatever the number of rows and non-zeros.
 */
final class HeldOutPass {
    private static final int FEW = 8;

    private final PairCounts counts;
    private final int bins;
    private final byte[][] threshold;
    private final PairReplicates[][] selectedOf;
    private final InstancePairs instancePairs;
    private final InstancePairs.Marks marks = new InstancePairs.Marks();
    private final boolean sites;
    final ReplicateSums replicates;

    /** Cluster test by feature: [3 * concept] = sum u, sum u^2, samples. Sites only. */
    final double[][] cluster;

    /** By feature: hits by concept, and firings above its threshold with unknown label. Samples only. */
    final int[][] hitTotal;

    final int[][] unknownTotal;

    final long[] instances;

    // By row and by sample of the batch.
    private int[] sampleOf = new int[0];
    private boolean[] withInstances = new boolean[0];

    // Concepts of each sample that have known rows inside and outside.
    private int[] testStart = new int[1];
    private int[] testConcept = new int[0];
    private int[] testInside = new int[0];
    private int[] testKnown = new int[0];
    private double[] testInverse = new double[0];

    // One feature in one sample: by concept, and by threshold.
    private final int[] hits;
    private final int[] unknownHits;
    private final int[] above;

    // One feature: histograms by pair, the first for all that are not reported.
    private final int[] pairOf;
    private int[] positive = new int[0];
    private int[] unknown = new int[0];
    private boolean anyUnknown;

    /**
     * @param threshold by feature and concept, null for features without any pair
     * @param selectedOf the pairs to report by feature, or null
     * @param instancePairs the pairs chosen for instances
     */
    HeldOutPass(
            PairCounts counts,
            byte[][] threshold,
            PairReplicates[][] selectedOf,
            InstancePairs instancePairs,
            boolean sites,
            boolean[] graded,
            int replicates) {
        this.counts = counts;
        this.bins = counts.bins;
        this.threshold = threshold;
        this.selectedOf = selectedOf;
        this.instancePairs = instancePairs;
        this.sites = sites;
        this.replicates = new ReplicateSums(graded, counts.bins, replicates);
        this.cluster = new double[sites ? counts.features : 0][];
        this.hitTotal = new int[sites ? 0 : counts.features][];
        this.unknownTotal = new int[sites ? 0 : counts.features][];
        this.pairOf = new int[counts.concepts];
        this.instances = new long[counts.concepts];
        this.hits = new int[counts.concepts];
        this.unknownHits = new int[counts.concepts];
        this.above = new int[bins + 1];
    }

    /** Takes a sorted batch. */
    void visit(SampleBatch batch) {
        prepare(batch);
        anyUnknown = batch.unknownStart[batch.rows] > 0;
        replicates.totals(batch);
        instancePairs.totals(batch);
        for (int f = 0; f < counts.features; f++) {
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

    private void prepare(SampleBatch b) {
        sampleOf = SampleBatch.roomFor(sampleOf, b.rows);
        testStart = SampleBatch.roomFor(testStart, b.samples + 1);
        if (withInstances.length < b.samples) {
            withInstances = new boolean[2 * b.samples];
        }
        int slots = b.slotStart[b.samples];
        testConcept = SampleBatch.roomFor(testConcept, slots);
        testInside = SampleBatch.roomFor(testInside, slots);
        testKnown = SampleBatch.roomFor(testKnown, slots);
        if (testInverse.length < testKnown.length) {
            testInverse = new double[testKnown.length];
        }
        int n = 0;
        for (int s = 0; s < b.samples; s++) {
            int first = b.sampleRow[s];
            int end = b.sampleRow[s + 1];
            Arrays.fill(sampleOf, first, end, s);
            withInstances[s] = b.instanceStart[end] > b.instanceStart[first];
            testStart[s] = n;
            for (int slot = b.slotStart[s]; slot < b.slotStart[s + 1]; slot++) {
                instances[b.slotConcept[slot]] += b.slotInstances[slot];
                int inside = b.slotPositives[slot];
                int known = end - first - b.slotUnknowns[slot];
                if (sites && inside > 0 && inside < known) {
                    testConcept[n] = b.slotConcept[slot];
                    testInside[n] = inside;
                    testKnown[n] = known;
                    testInverse[n++] = 1.0 / known;
                }
            }
        }
        testStart[b.samples] = n;
    }

    private void visit(SampleBatch batch, int f, int from, int to) {
        int[] sorted = batch.sorted;
        PairReplicates[] pairs = selectedOf[f];
        beginFeature(f, pairs);
        int i = from;
        while (i < to) {
            int sample = sampleOf[sorted[i] >>> SampleBatch.BIN_BITS];
            int end = batch.sampleRow[sample + 1];
            int next = i + 1;
            while (next < to && sorted[next] >>> SampleBatch.BIN_BITS < end) {
                next++;
            }
            countLabels(batch, f, i, next);
            if (anyUnknown) {
                countUnknown(batch, f, i, next);
            }
            boolean counted = next - i > FEW;
            if (counted) {
                countAbove(sorted, i, next);
            }
            if (!sites) {
                addTotals(batch, f, sample);
            } else if (next == i + 1) {
                testCluster(sorted[i] & SampleBatch.BIN_MASK, f, sample);
            } else {
                testCluster(sorted, f, sample, i, next, counted);
            }
            addPairs(batch, pairs, sample, i, next, counted);
            instancePairs.visit(batch, f, sample, i, next, marks);
            clearHits(batch, sample, i, next);
            i = next;
        }
        endFeature(pairs);
    }

    private void beginFeature(int f, PairReplicates[] pairs) {
        if (sites && cluster[f] == null) {
            cluster[f] = new double[3 * counts.concepts];
        }
        if (!sites && hitTotal[f] == null) {
            hitTotal[f] = new int[counts.concepts];
            unknownTotal[f] = new int[counts.concepts];
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
            if (anyUnknown) {
                addTo(pairs[p].unknown, unknown, (p + 1) * bins);
            }
        }
        Arrays.fill(positive, 0, (pairs.length + 1) * bins, 0);
        Arrays.fill(unknown, 0, (pairs.length + 1) * bins, 0);
        replicates.endFeature(pairs);
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
            hitTotal[f][c] += hits[c];
            unknownTotal[f][c] += unknownHits[c];
        }
    }

    private void clearHits(SampleBatch batch, int sample, int from, int to) {
        if (to - from > FEW || anyUnknown) {
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
        double[] sums = cluster[f];
        for (int t = testStart[sample]; t < testStart[sample + 1]; t++) {
            int c = testConcept[t];
            test(sums, t, hits[c], above(sorted, from, to, counted, limit[c]) - unknownHits[c]);
        }
    }

    /** The same for a feature that fires on one row of the sample. */
    private void testCluster(int bin, int f, int sample) {
        byte[] limit = threshold[f];
        double[] sums = cluster[f];
        int end = testStart[sample + 1];
        for (int t = testStart[sample]; t < end; t++) {
            int c = testConcept[t];
            test(sums, t, hits[c], ((limit[c] - bin - 1) >>> 31) - unknownHits[c]);
        }
    }

    private void test(double[] sums, int t, int inside, int all) {
        int at = 3 * testConcept[t];
        // An integer first: it tells exactly whether u is 0.
        long surplus = (long) inside * testKnown[t] - (long) all * testInside[t];
        double u = surplus * testInverse[t];
        sums[at] += u;
        sums[at + 1] += u * u;
        sums[at + 2] += (surplus | -surplus) >>> 63;
    }

    private void addPairs(SampleBatch batch, PairReplicates[] pairs, int sample, int from, int to, boolean counted) {
        for (int p = 0; p < pairs.length; p++) {
            PairReplicates pair = pairs[p];
            int c = pair.concept;
            if (pair.moments != null) {
                replicates.moments(batch, pair, sample, from, to);
            }
            if (hits[c] > 0 && withInstances[sample]) {
                replicates.instances(batch, pair, from, to);
            }
            if (pair.fired == null) {
                continue;
            }
            int all = above(batch.sorted, from, to, counted, pair.threshold) - unknownHits[c];
            if (all > 0) {
                replicates.add(batch, pair, p, sample, all, hits[c]);
            }
            if (pair.positiveBins != null) {
                replicates.area(batch, pair, sample, from, to);
            }
        }
    }
}
