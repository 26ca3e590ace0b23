package org.echelle.protein.profile;

/**
 * Distances within one chain, between alpha carbons, in ångström. Residues are counted from 0 within the whole protein; those without
 * coordinates were not seen. Safe for use by several threads.
 */
public final class ChainDistances {
    private final float[][] places; // [residue][x, y, z]; empty where nothing was seen
    private double[] usual; // [separation], computed when first asked for

    /** @param places {@code [residue][x, y, z]}; an empty array where nothing was seen */
    public ChainDistances(float[][] places) {
        this.places = places;
    }

    /** Whether a residue has coordinates; false beyond the chain. */
    boolean seen(int residue) {
        return residue >= 0 && residue < places.length && places[residue].length > 0;
    }

    /** Between two residues that were seen. */
    double between(int first, int second) {
        double sum = 0;
        for (int axis = 0; axis < 3; axis++) {
            double step = (double) places[first][axis] - places[second][axis];
            sum += step * step;
        }
        return Math.sqrt(sum);
    }

    /** The mean distance of all pairs of seen residues so far apart in sequence; NaN where there is no such pair. */
    synchronized double usual(int separation) {
        if (usual == null) {
            usual = new double[places.length];
            for (int s = 0; s < usual.length; s++) {
                usual[s] = mean(s);
            }
        }
        return usual[separation];
    }

    private double mean(int separation) {
        double sum = 0;
        int pairs = 0;
        for (int i = 0; i + separation < places.length; i++) {
            if (seen(i) && seen(i + separation)) {
                sum += between(i, i + separation);
                pairs++;
            }
        }
        return sum / pairs;
    }
}
