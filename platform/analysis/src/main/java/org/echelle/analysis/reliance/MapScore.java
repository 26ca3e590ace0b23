package org.echelle.analysis.reliance;

/**
 * How well one map over a sample's places lies on an annotation: intersection over union where the map exceeds a share of its own maximum,
 * for several shares; the pointing game (does its strongest place lie inside); and the share of its energy inside. Places that nobody knows
 * about count for nothing.
 *
 * @param iou {@code [SHARES]}
 * @param pointing 1 inside, 0 outside, between where several places are strongest; 0 for a silent map
 * @param energy from 0 to 1; 0 for a silent map
 */
public record MapScore(float[] iou, float pointing, float energy) {
    /** Shares of a map's maximum that are tried as thresholds. Mammo-SAE (arXiv 2507.15227) uses 0.3. */
    private static final float[] SHARES = {0f, 0.1f, 0.2f, 0.3f, 0.4f, 0.5f, 0.6f, 0.7f, 0.8f, 0.9f};

    /** How many shares are tried. */
    public static int shares() {
        return SHARES.length;
    }

    /** A share that is tried. */
    public static float share(int i) {
        return SHARES[i];
    }

    /**
     * Scores a map.
     *
     * @param entries number of places where the map is above 0
     * @param place {@code [entries]} which
     * @param value {@code [entries]} its values there, above 0
     * @param truth {@code [places]}: 1 inside, 0 outside, -1 unknown
     */
    public static MapScore of(int entries, int[] place, float[] value, byte[] truth) {
        int inside = 0;
        for (byte t : truth) {
            inside += t == 1 ? 1 : 0;
        }
        float most = 0;
        for (int e = 0; e < entries; e++) {
            most = truth[place[e]] < 0 ? most : Math.max(most, value[e]);
        }
        float[] iou = new float[SHARES.length];
        if (most <= 0) {
            return new MapScore(iou, 0, 0);
        }
        int[] taken = new int[SHARES.length];
        int[] both = new int[SHARES.length];
        double sum = 0;
        double within = 0;
        int strongest = 0;
        int strongestInside = 0;
        for (int e = 0; e < entries; e++) {
            byte t = truth[place[e]];
            if (t < 0 || value[e] <= 0) {
                continue;
            }
            sum += value[e];
            within += t == 1 ? value[e] : 0;
            if (value[e] == most) {
                strongest++;
                strongestInside += t;
            }
            for (int s = 0; s < SHARES.length && value[e] > SHARES[s] * most; s++) {
                taken[s]++;
                both[s] += t;
            }
        }
        for (int s = 0; s < SHARES.length; s++) {
            int union = taken[s] + inside - both[s];
            iou[s] = union == 0 ? 0 : (float) both[s] / union;
        }
        return new MapScore(iou, (float) strongestInside / strongest, (float) (within / sum));
    }
}
