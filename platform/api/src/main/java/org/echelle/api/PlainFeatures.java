package org.echelle.api;

import java.util.List;

/**
 * Simple measures of a sample's sites that need no network: the brightness of a patch, the hydrophobicity of a residue, the
 * popularity of an item. They are scored beside the features of a network, which should tell concepts better than these.
 */
public interface PlainFeatures {
    /** What is measured, a word or two each, in the order of the values. */
    List<String> names();

    /**
     * Measures the sites of a sample.
     *
     * @param sample as {@link SampleSource#load} gave it
     * @param sites the sample's stored rows
     * @return {@code [row * names + name]}, finite; where a row stands for no place, the sample as a whole is measured
     */
    float[] of(Sample sample, SampleSites sites);
}
