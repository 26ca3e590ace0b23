package org.echelle.recommender.concepts;

/** Nothing to choose. */
public record NoOptions() {}
