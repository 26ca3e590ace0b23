package org.echelle.steering;

/** One feature and what happens to it. */
public record FeatureEdit(int feature, Operation operation) {}
