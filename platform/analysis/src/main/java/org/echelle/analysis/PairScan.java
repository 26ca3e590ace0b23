package org.echelle.analysis;

/**
 * Reads one pair's histogram from the top: every threshold's counts are suffix sums, observations on which the feature does not
 * fire are what is left of the totals. One pass gives the best threshold and the area under the ROC curve.
 *
 * <p>The area counts ties half (Mann-Whitney). Two activations in one bin look tied, so the binned area differs from the exact one
 * by at most half the share of (positive, negative) pairs that meet in a bin above zero: {@link #aurocError}.
 */
final class PairScan {
    double bestF1;
    int bestThreshold;
    double auroc;
    double aurocError;
    long truePositives;
    long fired;

    /**
     * @param positive counts with the concept, {@code bins} of them from {@code positiveAt}
     * @param total counts of all, from {@code totalAt}
     * @param unknown counts with unknown label from {@code positiveAt}, or null when there are none
     * @param positives observations with the concept, also those on which the feature is silent
     * @param known observations with known label
     * @param threshold whose counts go to {@link #truePositives} and {@link #fired}
     */
    void scan(
            int[] positive,
            int positiveAt,
            int[] total,
            int totalAt,
            int[] unknown,
            int bins,
            long positives,
            long known,
            int threshold) {
        double negatives = (double) known - positives;
        int highest = 0;
        int lowest = 0;
        long tp = 0;
        long all = 0;
        // F1 = 2 tp / (all + positives); fractions are compared by products, so equal ones are found equal.
        long bestHits = 0;
        long bestOf = 1;
        double area = 0;
        double ties = 0;
        truePositives = 0;
        fired = 0;
        for (int bin = bins - 1; bin >= 0; bin--) {
            int p = positive == null ? 0 : positive[positiveAt + bin];
            int a = total[totalAt + bin] - (unknown == null ? 0 : unknown[positiveAt + bin]);
            if (a != 0) {
                double n = a - p;
                double above = (double) all - tp;
                area += p * (negatives - above - 0.5 * n);
                ties += p * n;
                tp += p;
                all += a;
            }
            long here = tp * bestOf;
            long best = bestHits * (all + positives);
            if (here > best) {
                bestHits = tp;
                bestOf = all + positives;
                highest = bin;
                lowest = bin;
            } else if (here == best && lowest == bin + 1) {
                lowest = bin;
            }
            if (bin == threshold) {
                truePositives = tp;
                fired = all;
            }
        }
        bestF1 = 2.0 * bestHits / bestOf;
        // Silent observations tie with one another at zero.
        area += 0.5 * (positives - tp) * (negatives - (all - tp));
        double pairs = positives * negatives;
        auroc = pairs > 0 ? area / pairs : 0.5;
        aurocError = pairs > 0 ? 0.5 * ties / pairs : 0;
        // Thresholds between the same two observed activations do equally well; the middle one is furthest from both.
        bestThreshold = bestF1 > 0 ? (highest + lowest) / 2 : 0;
    }
}
