package org.echelle.api;

import java.util.BitSet;

/**
 * Where an annotation says that a concept is in one sample.
 *
 * @param concept its name, for a caption
 * @param rows of the sample's {@link SampleSites} that have it; at least one
 */
public record AnnotatedSites(String concept, BitSet rows) {}
