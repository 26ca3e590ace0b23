package org.echelle.medical.concepts;

/** Nothing to say. */
public record NoOptions() {}
