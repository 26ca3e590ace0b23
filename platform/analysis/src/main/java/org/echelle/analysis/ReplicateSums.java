package org.echelle.analysis;

import java.util.Arrays;

/**
 * Bootstrap sums of one level as a whole: every replicate's weighted counts of observations and labels. Those of the reported pairs
 * are in {@link PairSums}.
 */
final class ReplicateSums {
    final int replicates;
    final int bins;
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
    final int lanes;

    int[] packed = new int[0];

    double[] weights = new double[0];

    ReplicateSums(boolean[] graded, int bins, int replicates) {
        this.graded = graded.clone();
        this.replicates = replicates;
        this.bins = bins;
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
}
