package org.echelle.analysis;

import java.util.Arrays;

/**
 * Bootstrap sums of the reported pairs, feature by feature. Weights belong to samples, so a pair costs one addition of a weighted
 * vector (a number for each replicate) a sample in which its feature fires.
 *
 * <p>Most counts are small (one firing in a sample), so they are first summed as bytes, four replicates to an int, and unpacked
 * before a byte can overflow. One a thread.
 */
final class PairSums {
    private static final int LANE = 0xFF;

    private final ReplicateSums level;
    private final int replicates;
    private final int lanes;

    // By pair of the feature at hand: packed sums, and the largest that one of them can be.
    private int[] waiting = new int[0];
    private int[][] waitingFired = new int[0][];
    private int[][] waitingHits = new int[0][];

    private int[] stamp = new int[0];
    private int stamps;
    private final int[] known;
    private final int[] positive;

    PairSums(ReplicateSums level) {
        this.level = level;
        this.replicates = level.replicates;
        this.lanes = level.lanes;
        this.known = new int[level.bins];
        this.positive = new int[level.bins];
    }

    /** Adds firings above the threshold, and hits among them, of the p-th pair of the feature at hand in one sample. */
    void add(SampleBatch b, PairReplicates pair, int p, int sample, int all, int hits) {
        long most = (long) all * b.largestWeight[sample];
        if (most > LANE) {
            add(pair.fired, 0, all, b.weights, sample * replicates);
            add(pair.truePositives, 0, hits, b.weights, sample * replicates);
            return;
        }
        if (p >= waiting.length) {
            moreRoom(p);
        }
        if (waiting[p] + most > LANE) {
            unpack(pair, p);
        }
        waiting[p] += (int) most;
        addPacked(waitingFired[p], all, level.packed, sample * lanes);
        if (hits > 0) {
            addPacked(waitingHits[p], hits, level.packed, sample * lanes);
        }
    }

    private void moreRoom(int p) {
        int old = waiting.length;
        int size = Math.max(p + 1, 2 * old);
        waiting = Arrays.copyOf(waiting, size);
        waitingFired = Arrays.copyOf(waitingFired, size);
        waitingHits = Arrays.copyOf(waitingHits, size);
        for (int i = old; i < size; i++) {
            waitingFired[i] = new int[lanes];
            waitingHits[i] = new int[lanes];
        }
    }

    /** Call when all samples of a feature were seen. */
    void endFeature(PairReplicates[] pairs) {
        int n = Math.min(pairs.length, waiting.length);
        for (int p = 0; p < n; p++) {
            if (waiting[p] > 0) {
                unpack(pairs[p], p);
            }
        }
    }

    private void unpack(PairReplicates pair, int p) {
        unpack(waitingFired[p], pair.fired);
        unpack(waitingHits[p], pair.truePositives);
        waiting[p] = 0;
    }

    private void unpack(int[] from, int[] to) {
        for (int lane = 0; lane < 4; lane++) {
            int first = lane * lanes;
            int n = Math.min(lanes, replicates - first);
            int shift = 8 * lane;
            for (int i = 0; i < n; i++) {
                to[first + i] += (from[i] >>> shift) & LANE;
            }
        }
        Arrays.fill(from, 0);
    }

    private static void addPacked(int[] into, int count, int[] from, int at) {
        for (int i = 0; i < into.length; i++) {
            into[i] += count * from[at + i];
        }
    }

    private void add(int[] into, int intoAt, int count, int[] from, int at) {
        int n = replicates;
        for (int r = 0; r < n; r++) {
            into[intoAt + r] += count * from[at + r];
        }
    }

    private void addReal(double[] into, double amount, int sample) {
        int at = sample * replicates;
        for (int r = 0; r < replicates; r++) {
            into[r] += amount * level.weights[at + r];
        }
        into[replicates] += amount;
    }

    /** Counts the instances of one sample that a pair's feature finds. */
    void instances(SampleBatch b, PairReplicates pair, int from, int to) {
        if (stamp.length < b.mostInstances) {
            stamp = new int[2 * b.mostInstances];
            stamps = 0;
        }
        if (++stamps == Integer.MAX_VALUE) {
            Arrays.fill(stamp, 0);
            stamps = 1;
        }
        for (int i = from; i < to; i++) {
            if ((b.sorted[i] & SampleBatch.BIN_MASK) >= pair.threshold) {
                int row = b.sorted[i] >>> SampleBatch.BIN_BITS;
                for (int l = b.instanceStart[row]; l < b.instanceStart[row + 1]; l++) {
                    if (b.instanceConcept[l] == pair.concept && stamp[b.instanceId[l]] != stamps) {
                        stamp[b.instanceId[l]] = stamps;
                        pair.instancesHit++;
                    }
                }
            }
        }
    }

    /** Weighted histograms, for the area under the ROC curve. */
    void area(SampleBatch b, PairReplicates pair, int sample, int from, int to) {
        for (int i = from; i < to; i++) {
            int row = b.sorted[i] >>> SampleBatch.BIN_BITS;
            int bin = b.sorted[i] & SampleBatch.BIN_MASK;
            if (!b.unknown(row, pair.concept)) {
                known[bin]++;
                positive[bin] += b.positive(row, pair.concept) ? 1 : 0;
            }
        }
        int at = sample * replicates;
        for (int i = from; i < to; i++) {
            int bin = b.sorted[i] & SampleBatch.BIN_MASK;
            if (known[bin] > 0) {
                add(pair.knownBins, bin * replicates, known[bin], b.weights, at);
                if (positive[bin] > 0) {
                    add(pair.positiveBins, bin * replicates, positive[bin], b.weights, at);
                }
                known[bin] = 0;
                positive[bin] = 0;
            }
        }
    }

    /** Weighted moments, for the correlation with a graded concept. */
    void moments(SampleBatch b, PairReplicates pair, int sample, int from, int to) {
        double sum = 0;
        double squares = 0;
        double product = 0;
        for (int i = from; i < to; i++) {
            int row = b.sorted[i] >>> SampleBatch.BIN_BITS;
            if (!b.unknown(row, pair.concept)) {
                double a = b.sortedValue[i];
                sum += a;
                squares += a * a;
                product += a * b.degree(row, pair.concept);
            }
        }
        if (pair.fired == null) {
            pair.moments[0][replicates] += sum;
            pair.moments[1][replicates] += squares;
            pair.moments[2][replicates] += product;
            return;
        }
        addReal(pair.moments[0], sum, sample);
        addReal(pair.moments[1], squares, sample);
        addReal(pair.moments[2], product, sample);
    }
}
