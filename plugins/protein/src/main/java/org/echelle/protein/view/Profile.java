package org.echelle.protein.view;

import java.util.Arrays;
import org.echelle.api.SampleSites;
import org.echelle.api.SiteActivations;
import org.echelle.protein.Protein;

/**
 * A feature's activations residue by residue. Rows tell residues of the whole protein; here they are counted from the sample's first,
 * and rows without a residue (special tokens, a pooled row) are kept apart.
 */
final class Profile {
    private static final String AXIS = "residue";

    private final float[] values; // [residue], NaN where the run has no row
    private final float full;
    private float beside;
    private int peak = -1;

    private Profile(int length, float full) {
        values = new float[length];
        Arrays.fill(values, Float.NaN);
        this.full = full > 0 ? full : 1;
    }

    static Profile of(Protein protein, SiteActivations activations) {
        Profile profile = new Profile(protein.sequence().length(), activations.full());
        SampleSites sites = activations.sites();
        int[] residue = sites.hook().axis(AXIS) < 0 ? null : sites.along(AXIS);
        for (int row = 0; row < activations.values().length; row++) {
            float value = activations.values()[row];
            int at = residue == null || residue[row] < 0 ? -1 : residue[row] - protein.offset();
            if (at >= 0 && at < profile.values.length) {
                profile.add(at, value);
            } else {
                profile.beside = Math.max(profile.beside, value);
            }
        }
        return profile;
    }

    private void add(int at, float value) {
        values[at] = Float.isNaN(values[at]) ? value : Math.max(values[at], value);
        if (values[at] > 0 && (peak < 0 || values[at] > values[peak])) {
            peak = at;
        }
    }

    /** Residues of the sample. */
    int length() {
        return values.length;
    }

    /** Whether the run has an activation of a residue. */
    boolean measured(int residue) {
        return !Float.isNaN(values[residue]);
    }

    /** The activations, {@code [residue]}; NaN where the run has none. */
    float[] values() {
        return values.clone();
    }

    /** The activation of a residue; 0 where the run has none. */
    float value(int residue) {
        return measured(residue) ? values[residue] : 0;
    }

    /** The activation over the feature's maximum, 0 to 1. */
    float share(int residue) {
        return Math.max(0, Math.min(1, value(residue) / full));
    }

    boolean active(int residue) {
        return value(residue) > 0;
    }

    /** The feature's maximum over all samples: red. */
    float full() {
        return full;
    }

    /** The strongest residue of the sample, the first of equals; -1 where all are silent. */
    int peak() {
        return peak;
    }

    /** The largest activation of a row that is no residue; 0 where there is none. */
    float beside() {
        return beside;
    }

    /** Number of residues on which the feature is active. */
    int count() {
        int count = 0;
        for (float value : values) {
            count += value > 0 ? 1 : 0;
        }
        return count;
    }

    /** The active residues, strongest first. */
    int[] strongest(int most) {
        return java.util.stream.IntStream.range(0, values.length)
                .filter(this::active)
                .boxed()
                .sorted((a, b) -> Float.compare(values[b], values[a]))
                .limit(most)
                .mapToInt(Integer::intValue)
                .toArray();
    }
}
