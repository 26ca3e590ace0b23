package org.echelle.analysis;

/** Bootstrap counters of one selected pair. */
final class PairReplicates {
    final int feature;
    final int concept;
    final int threshold;
    final float selectionF1;
    final float selectionAuroc;

    // [replicate]
    final int[] truePositives;
    final int[] fired;
    /** [bin * replicates + replicate], only where the area gets an interval. */
    int[] positiveBins;

    int[] knownBins;

    /** Sums over known observations of a, a^2, a * degree: [3][replicates + 1], the last with weight 1. Graded concepts only. */
    double[][] moments;

    long instancesHit;

    PairReplicates(int feature, int concept, int threshold, float selectionF1, float selectionAuroc, int replicates) {
        this.feature = feature;
        this.concept = concept;
        this.threshold = threshold;
        this.selectionF1 = selectionF1;
        this.selectionAuroc = selectionAuroc;
        this.truePositives = new int[replicates];
        this.fired = new int[replicates];
    }

    void wantArea(int bins, int replicates) {
        if (positiveBins == null) {
            positiveBins = new int[bins * replicates];
            knownBins = new int[bins * replicates];
        }
    }

    void wantMoments(int replicates) {
        moments = new double[3][replicates + 1];
    }

    static void add(int[] into, int count, int[] weights) {
        for (int b = 0; b < weights.length; b++) {
            into[b] += count * weights[b];
        }
    }

    static void add(int[] into, int at, int count, int[] weights) {
        for (int b = 0; b < weights.length; b++) {
            into[at + b] += count * weights[b];
        }
    }

    static void add(double[] into, double amount, int[] weights) {
        for (int b = 0; b < weights.length; b++) {
            into[b] += amount * weights[b];
        }
        into[weights.length] += amount;
    }
}
