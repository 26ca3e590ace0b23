package org.echelle.analysis;

/** Held-out counters of one selected pair. */
final class PairReplicates {
    final int feature;
    final int concept;
    final int threshold;
    final float selectionF1;
    final float selectionAuroc;

    /** Held-out histograms: observations with the concept, and with unknown label. */
    final int[] positive;

    final int[] unknown;

    /** [replicate], null for pairs that get no intervals. */
    int[] truePositives;

    int[] fired;

    /** [bin * replicates + replicate], only where the area gets an interval. */
    int[] positiveBins;

    int[] knownBins;

    /** Sums over known observations of a, a^2, a * degree: [3][replicates + 1], the last with weight 1. Graded concepts only. */
    double[][] moments;

    long instancesHit;

    PairReplicates(int feature, int concept, int threshold, float selectionF1, float selectionAuroc, int bins) {
        this.feature = feature;
        this.concept = concept;
        this.threshold = threshold;
        this.selectionF1 = selectionF1;
        this.selectionAuroc = selectionAuroc;
        this.positive = new int[bins];
        this.unknown = new int[bins];
    }

    void wantIntervals(int replicates) {
        if (fired == null) {
            truePositives = new int[replicates];
            fired = new int[replicates];
        }
    }

    void wantArea(int bins, int replicates) {
        wantIntervals(replicates);
        if (positiveBins == null) {
            positiveBins = new int[bins * replicates];
            knownBins = new int[bins * replicates];
        }
    }

    void wantMoments(int replicates) {
        moments = new double[3][replicates + 1];
    }
}
