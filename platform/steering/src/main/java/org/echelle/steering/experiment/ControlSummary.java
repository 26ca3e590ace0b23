package org.echelle.steering.experiment;

/**
 * The edit beside one kind of control.
 *
 * @param kind name of {@link Variant.Kind}
 * @param words the kind for people
 * @param draws how many controls
 * @param mean of the controls' changes of the target
 * @param strongest of these
 * @param ratio the edit's change of the target over the mean size of the controls'; infinite where only these do nothing, NaN
 *     where the edit does nothing either
 * @param difference the edit's change less the controls' mean, with a paired interval
 * @param selectivityDifference the edit's selectivity less the controls' mean
 * @param share {@code (1 + controls that change the target at least as much) / (1 + draws)}
 * @param rateMismatch doublings of firing rate between feature and control, mean; NaN where that means nothing
 * @param meanMismatch the same of mean activation
 */
public record ControlSummary(
        String kind,
        String words,
        int draws,
        double mean,
        double strongest,
        double ratio,
        Estimate difference,
        Estimate selectivityDifference,
        double share,
        double rateMismatch,
        double meanMismatch) {}
