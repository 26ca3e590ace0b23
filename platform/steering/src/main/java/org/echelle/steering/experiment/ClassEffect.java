package org.echelle.steering.experiment;

/**
 * What the edit at strength 1 did to one class.
 *
 * @param name of the output
 * @param target whether it is the target
 * @param change of the probability of this class on samples that have it
 * @param accuracyBefore share of these decided rightly, unedited
 * @param accuracyAfter edited
 */
public record ClassEffect(String name, boolean target, Estimate change, double accuracyBefore, double accuracyAfter) {}
