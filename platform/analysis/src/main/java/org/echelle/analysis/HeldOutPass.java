package org.echelle.analysis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * The held-out half of one level: counts at its own threshold for every pair, with the cluster test; histograms and the bootstrap
 * for the reported pairs only.
 *
 * <p>What depends on a sample as a whole is counted once for each (sample, feature that fires in it): hits by concept from the
 * labels of the firing rows, firings above a threshold from their bins. The test then costs a step for each concept in the sample,
 * the bootstrap one for each reported pair, whatever the number of rows and non-zeros.
 */
final class HeldOutPass {
    /** Features that a worker takes at a time. */
    private static final int CHUNK = 16;

    /** Below so many entries a second thread costs more than it gives. */
    private static final int WORTH_SHARING = 1 << 16;

    final PairCounts counts;
    final byte[][] threshold;
    final PairReplicates[][] selectedOf;
    final InstancePairs instancePairs;
    final boolean sites;
    final ReplicateSums replicates;

    /** Cluster test by feature: [3 * concept] = sum u, sum u^2, samples. Sites only. */
    final double[][] cluster;

    /** By feature: hits by concept, and firings above its threshold with unknown label. Samples only. */
    final int[][] hitTotal;

    final int[][] unknownTotal;

    final long[] instances;

    // By row and by sample of the batch.
    int[] sampleOf = new int[0];
    boolean[] withInstances = new boolean[0];

    // Concepts of each sample that have known rows inside and outside.
    int[] testStart = new int[1];
    int[] testConcept = new int[0];
    int[] testInside = new int[0];
    int[] testKnown = new int[0];
    double[] testInverse = new double[0];

    boolean anyUnknown;

    private final List<HeldOutWorker> workers = new ArrayList<>();

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
        this.threshold = threshold;
        this.selectedOf = selectedOf;
        this.instancePairs = instancePairs;
        this.sites = sites;
        this.replicates = new ReplicateSums(graded, counts.bins, replicates);
        this.cluster = new double[sites ? counts.features : 0][];
        this.hitTotal = new int[sites ? 0 : counts.features][];
        this.unknownTotal = new int[sites ? 0 : counts.features][];
        this.instances = new long[counts.concepts];
        for (int w = 0; w < Runtime.getRuntime().availableProcessors(); w++) {
            workers.add(new HeldOutWorker(this));
        }
    }

    /** Takes a sorted batch. */
    void visit(SampleBatch batch) {
        prepare(batch);
        anyUnknown = batch.unknownStart[batch.rows] > 0;
        replicates.totals(batch);
        instancePairs.totals(batch);
        int shares = batch.entries < WORTH_SHARING ? 1 : workers.size();
        AtomicInteger next = new AtomicInteger();
        IntConsumer work = w -> {
            for (int f = next.getAndAdd(CHUNK); f < counts.features; f = next.getAndAdd(CHUNK)) {
                workers.get(w).visit(batch, f, Math.min(counts.features, f + CHUNK));
            }
        };
        if (shares == 1) {
            work.accept(0);
        } else {
            IntStream.range(0, shares).parallel().forEach(work);
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
}
