package org.echelle.steering.experiment;

/**
 * What one variant did; all changes are edited less unedited.
 *
 * @param kind name of {@link Variant.Kind}
 * @param name of the variant
 * @param strength of the edit
 * @param target change of the probability of the target on samples that have it
 * @param others change of the probability of the right answer on the other samples: the side effect
 * @param selectivity {@code others - target}: above 0 where the target falls more than the rest
 * @param towards change of the probability of the target on samples that do not have it
 * @param targetAccuracy share of the target's samples that are still decided rightly
 * @param othersAccuracy the same of the other samples
 */
public record Effect(
        String kind,
        String name,
        double strength,
        Estimate target,
        Estimate others,
        Estimate selectivity,
        Estimate towards,
        Estimate targetAccuracy,
        Estimate othersAccuracy) {}
