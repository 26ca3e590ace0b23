package org.echelle.runs;

import org.echelle.api.SiteActivations;

/**
 * A feature that fires on a sample.
 *
 * @param feature its number
 * @param name as its card says; empty without one
 * @param peak its largest activation on the sample
 * @param share that activation as a share of the feature's maximum over the run's samples; above 1 where it is stronger than on any
 * @param peakRow the row of the peak
 * @param sites rows of the sample on which it is active
 * @param reached of the run's samples, how many reach that activation
 * @param activations on every row of the sample
 */
public record Firing(
        int feature,
        String name,
        float peak,
        double share,
        int peakRow,
        int sites,
        int reached,
        SiteActivations activations) {}
