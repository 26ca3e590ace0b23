package org.echelle.vision.concepts;

/** Options of kinds that need none. */
public record NoOptions() {}
