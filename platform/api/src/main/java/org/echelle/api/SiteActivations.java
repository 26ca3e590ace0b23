package org.echelle.api;

/**
 * One feature's activations on one sample.
 *
 * @param sites where they are
 * @param values {@code [row]}, the feature's activation on each row, 0 where it is silent
 * @param full the activation that is drawn at full strength (the feature's maximum over all samples)
 */
public record SiteActivations(SampleSites sites, float[] values, float full) {}
