package org.echelle.api;

import java.util.List;

/**
 * What the host needs to know of a subject that makes pictures out of noise, such as a diffusion model: how it is asked for samples, and
 * where its pictures are.
 *
 * @since 1.5
 */
public interface PictureMaker {
    /** Which of {@link Subject#outputs} holds the pictures: {@code [batch, channels, height, width]}, 1 or 3 channels, values from 0 to 1. */
    int output();

    /** What can be asked for by name, such as classes, in order; empty where nothing can, or any text. */
    List<String> conditions();

    /** Whether any text can be asked for. */
    boolean takesText();

    /**
     * A sample to be made.
     *
     * @param id its name
     * @param condition one of {@link #conditions}, or a text; empty to ask for nothing
     * @param seed decides the noise; samples with the same seed start alike, whatever is asked for
     * @throws EchelleException when that cannot be asked for
     */
    Sample sample(String id, String condition, long seed);

    /** What a sample asks for; empty for nothing. */
    String condition(Sample sample);

    /**
     * The same sample guided away from something: what is unwanted stands in the place of no condition (a negative prompt).
     *
     * @throws EchelleException for a subject without guidance
     */
    Sample avoiding(Sample sample, String unwanted);
}
