package org.echelle.analysis.counting;

import org.echelle.analysis.AnalysisException;

/**
 * The thresholds that are tried for a feature: shares of its maximum, rising. Bin {@code b} holds the activations above threshold
 * {@code b} (strictly) and at most threshold {@code b + 1}; the last one all that is above. So "above threshold {@code t}" is
 * exactly "in bin {@code t} or a higher one".
 */
public final class ThresholdGrid {
    /** Thresholds for instances at most: every pair of a feature and a concept with instances has a count for each. */
    public static final int COARSE = 8;

    private static final int MOST = 128;

    private final float[] max;
    private final float[] share;
    private final boolean quadratic;
    private final float[] scale;
    private final byte[] coarseOf;
    private final int[] fineOf;

    private ThresholdGrid(float[] share, float[] max, boolean quadratic) {
        this.share = share;
        this.max = max.clone();
        this.quadratic = quadratic;
        int bins = share.length;
        scale = new float[max.length];
        for (int f = 0; f < max.length; f++) {
            scale[f] = max[f] > 0 ? (float) bins * bins / max[f] : Float.MAX_VALUE;
        }
        int coarse = Math.min(bins, COARSE);
        coarseOf = new byte[bins];
        fineOf = new int[coarse];
        for (int b = bins - 1; b >= 0; b--) {
            coarseOf[b] = (byte) (b * coarse / bins);
            fineOf[coarseOf[b]] = b;
        }
    }

    /**
     * Thresholds {@code max * (t / bins)^2}: fine near zero, where most activations are.
     *
     * @param bins how many, 1 to 128
     * @param max each feature's maximum; 0 for a feature that never fires
     */
    public static ThresholdGrid quadratic(int bins, float[] max) {
        checkSize(bins);
        float[] share = new float[bins];
        for (int t = 0; t < bins; t++) {
            share[t] = (float) ((double) t * t / ((double) bins * bins));
        }
        return new ThresholdGrid(share, max, true);
    }

    /**
     * Thresholds as InterPLM has them, such as 0, 0.15, 0.5, 0.6 and 0.8 of each feature's maximum.
     *
     * @param shares rising, from 0 on, 1 to 128 of them
     * @param max each feature's maximum; 0 for a feature that never fires
     * @throws AnalysisException when they do not rise or one is negative
     */
    public static ThresholdGrid shares(double[] shares, float[] max) {
        checkSize(shares.length);
        float[] share = new float[shares.length];
        for (int t = 0; t < share.length; t++) {
            share[t] = (float) shares[t];
            if (!(share[t] >= 0 && share[t] < Float.POSITIVE_INFINITY && (t == 0 || share[t] > share[t - 1]))) {
                throw new AnalysisException("Thresholds must be shares of the maximum that rise from 0 on, but number "
                        + (t + 1) + " is " + shares[t] + ".");
            }
        }
        return new ThresholdGrid(share, max, false);
    }

    private static void checkSize(int bins) {
        if (bins < 1 || bins > MOST) {
            throw new AnalysisException("There can be 1 to " + MOST + " thresholds, not " + bins + ".");
        }
    }

    /** Number of features. */
    public int features() {
        return max.length;
    }

    /** Number of thresholds. */
    public int bins() {
        return share.length;
    }

    /** A threshold as a share of the maximum. */
    public float share(int threshold) {
        return share[threshold];
    }

    /** A feature's threshold: it fires above it, strictly. */
    public float edge(int feature, int threshold) {
        return max[feature] * share[threshold];
    }

    /** The bin of an activation, -1 when it is at or below the lowest threshold. */
    public int bin(int feature, float value) {
        return quadratic ? quadraticBin(feature, value) : listedBin(feature, value);
    }

    private int quadraticBin(int feature, float value) {
        int last = share.length - 1;
        int bin = Math.min((int) (float) Math.sqrt(value * scale[feature]), last);
        // The square root may land one off at an edge; the edges decide.
        if (value <= max[feature] * share[bin]) {
            return bin == 0 && value > 0 ? 0 : bin - 1;
        }
        return bin < last && value > max[feature] * share[bin + 1] ? bin + 1 : bin;
    }

    private int listedBin(int feature, float value) {
        float of = max[feature];
        int above = 0;
        // Without branches on the values, which cannot be guessed.
        for (float s : share) {
            above += value > of * s ? 1 : 0;
        }
        return above - 1;
    }

    /** Number of thresholds that instances are counted at. */
    public int coarseBins() {
        return fineOf.length;
    }

    int coarseOf(int bin) {
        return coarseOf[bin];
    }

    /** The threshold among all that a coarse one is. */
    public int fineOf(int coarse) {
        return fineOf[coarse];
    }
}
