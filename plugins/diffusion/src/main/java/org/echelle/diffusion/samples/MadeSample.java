package org.echelle.diffusion.samples;

import org.echelle.api.Sample;

/**
 * A sample to be made.
 *
 * @param id stable name within its source
 * @param condition what is asked for, a class's name or a prompt; empty for nothing
 * @param unwanted what guidance leads away from; empty for the subject's own "nothing"
 * @param seed of the noise
 */
public record MadeSample(String id, String condition, String unwanted, long seed) implements Sample {}
