package org.echelle.analysis.time;

import java.util.Arrays;

/**
 * When a feature lives. Steps are places in the list of steps, in the order in which a sample goes through them.
 *
 * <ul>
 *   <li>peak: the step of the largest mean activation, the first of equal ones
 *   <li>birth: the first step at which the mean activation is at least half of the peak's
 *   <li>death: the last such step
 * </ul>
 *
 * <p>Between birth and death a feature may rest: the three tell the outline of a curve, which is kept beside them.
 *
 * @param feature number
 * @param mean {@code [steps]} mean activation over all rows of a step, silent ones too
 * @param share {@code [steps]} share of a step's rows on which it is active
 */
public record FeatureLife(int feature, float[] mean, float[] share, Moment birth, Moment peak, Moment death) {
    /**
     * A step and where it lies in replicates of the groups.
     *
     * @param step place in the list of steps
     * @param low a step that at most a half of what the confidence leaves lies before
     * @param high likewise behind
     * @param known whether replicates were made; where not, both ends are the step
     */
    public record Moment(int step, int low, int high, boolean known) {}

    /** Whether it is at more than half of its peak from the first step to the last. */
    public boolean throughout() {
        return birth.step() == 0 && death.step() == mean.length - 1;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FeatureLife o
                && feature == o.feature
                && Arrays.equals(mean, o.mean)
                && Arrays.equals(share, o.share)
                && birth.equals(o.birth)
                && peak.equals(o.peak)
                && death.equals(o.death);
    }

    @Override
    public int hashCode() {
        return 31 * feature + Arrays.hashCode(mean);
    }
}
