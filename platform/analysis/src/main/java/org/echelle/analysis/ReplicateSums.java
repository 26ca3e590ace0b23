package org.echelle.analysis;

import java.util.Arrays;

/**
 * Bootstrap sums of one level: every replicate's weighted counts, for the level as a whole and for the reported pairs. Weights
 * belong to samples, so a pair costs one addition of a weighted vector (a number for each replicate) a sample in which its feature
 * fires.
 *
 * <p>Most counts are small (one firing in a sample), so they are first summed as bytes, four replicates to an int, and unpacked
 * before a byte can overflow.
 */
final class ReplicateSums {
    private static final int LANE = 0xFF;

    private final int replicates;
    private final boolean[] graded;
    private final boolean anyGraded;

    // Totals: [replicates], [concept][replicates].
    final long[] observations;
    final long[][] positives;
    final long[][] unknowns;
    /** Sums over known observations of degree and its square by graded concept: [2][replicates + 1]. */
    final double[][][] degreeMoments;

    private final int[][] batchPositives;

    /** Ints that hold a number of 8 bits for each replicate. */
    private final int lanes;

    private int[] packed = new int[0];

    // By pair of the feature at hand: packed sums, and the largest that one of them can be.
    private int[] waiting = new int[0];
    private int[][] waitingFired = new int[0][];
    private int[][] waitingHits = new int[0][];

    private double[] weights = new double[0];
    private int[] stamp = new int[0];
    private int stamps;
    private final int[] known;
    private final int[] positive;

    ReplicateSums(boolean[] graded, int bins, int replicates) {
        this.graded = graded.clone();
        this.replicates = replicates;
        int n = graded.length;
        boolean any = false;
        observations = new long[replicates];
        positives = new long[n][replicates];
        unknowns = new long[n][];
        degreeMoments = new double[n][][];
        for (int c = 0; c < n; c++) {
            any |= graded[c];
            if (graded[c]) {
                degreeMoments[c] = new double[2][replicates + 1];
            }
        }
        anyGraded = any;
        batchPositives = new int[n][];
        lanes = (replicates + 3) / 4;
        known = new int[bins];
        positive = new int[bins];
    }

    /** Sums that do not depend on features. */
    void totals(SampleBatch b) {
        packWeights(b);
        for (int s = 0; s < b.samples; s++) {
            int at = s * replicates;
            addLong(observations, b.sampleRow[s + 1] - b.sampleRow[s], b.weights, at);
            for (int slot = b.slotStart[s]; slot < b.slotStart[s + 1]; slot++) {
                int c = b.slotConcept[slot];
                if (b.slotPositives[slot] > 0) {
                    if (batchPositives[c] == null) {
                        batchPositives[c] = new int[replicates];
                    }
                    add(batchPositives[c], 0, b.slotPositives[slot], b.weights, at);
                }
                if (b.slotUnknowns[slot] > 0) {
                    if (unknowns[c] == null) {
                        unknowns[c] = new long[replicates];
                    }
                    addLong(unknowns[c], b.slotUnknowns[slot], b.weights, at);
                }
            }
        }
        for (int c = 0; c < batchPositives.length; c++) {
            if (batchPositives[c] != null) {
                for (int r = 0; r < replicates; r++) {
                    positives[c][r] += batchPositives[c][r];
                }
                Arrays.fill(batchPositives[c], 0);
            }
        }
        if (anyGraded) {
            widenWeights(b);
            degrees(b);
        }
    }

    /** Weights as doubles: sums of real numbers then need no conversion in their loops. */
    private void widenWeights(SampleBatch b) {
        int n = b.samples * replicates;
        if (weights.length < n) {
            weights = new double[Math.max(n, 2 * weights.length)];
        }
        for (int i = 0; i < n; i++) {
            weights[i] = b.weights[i];
        }
    }

    private void degrees(SampleBatch b) {
        double[] sum = new double[graded.length];
        double[] squares = new double[graded.length];
        for (int s = 0; s < b.samples; s++) {
            for (int l = b.degreeStart[b.sampleRow[s]]; l < b.degreeStart[b.sampleRow[s + 1]]; l++) {
                double degree = b.degree[l];
                sum[b.degreeConcept[l]] += degree;
                squares[b.degreeConcept[l]] += degree * degree;
            }
            for (int slot = b.slotStart[s]; slot < b.slotStart[s + 1]; slot++) {
                int c = b.slotConcept[slot];
                if (graded[c]) {
                    addReal(degreeMoments[c][0], sum[c], s);
                    addReal(degreeMoments[c][1], squares[c], s);
                    sum[c] = 0;
                    squares[c] = 0;
                }
            }
        }
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
        addPacked(waitingFired[p], all, packed, sample * lanes);
        if (hits > 0) {
            addPacked(waitingHits[p], hits, packed, sample * lanes);
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

    /** Weights four to an int: replicate {@code lane * lanes + i} is byte {@code lane} of the i-th int. */
    private void packWeights(SampleBatch b) {
        packed = SampleBatch.roomFor(packed, b.samples * lanes);
        for (int s = 0; s < b.samples; s++) {
            int to = s * lanes;
            int from = s * replicates;
            for (int i = 0; i < lanes; i++) {
                int four = 0;
                for (int r = i, shift = 0; r < replicates; r += lanes, shift += 8) {
                    four |= b.weights[from + r] << shift;
                }
                packed[to + i] = four;
            }
        }
    }

    private void add(int[] into, int intoAt, int count, int[] from, int at) {
        int n = replicates;
        for (int r = 0; r < n; r++) {
            into[intoAt + r] += count * from[at + r];
        }
    }

    private static void addLong(long[] into, int count, int[] weights, int at) {
        for (int r = 0; r < into.length; r++) {
            into[r] += (long) count * weights[at + r];
        }
    }

    private void addReal(double[] into, double amount, int sample) {
        int at = sample * replicates;
        for (int r = 0; r < replicates; r++) {
            into[r] += amount * weights[at + r];
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
