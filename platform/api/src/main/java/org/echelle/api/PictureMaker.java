package org.echelle.api;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.List;
import java.util.Map;

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

    /**
     * Tensors that {@link #trajectory} takes, the first of which it needs; empty for a subject that samples from its own alone. Commonly
     * {@code noise} {@code [batch, channels, height, width]}, {@code labels} {@code [batch]} or {@code condition} {@code [batch, tokens,
     * width]}, {@code unconditional} of the same shape, {@code timesteps} {@code [steps]} and {@code guidance_scale} (one number).
     */
    default List<TensorSpec> given() {
        return List.of();
    }

    /**
     * Samples from given tensors and keeps every step, so that it can be held against another implementation.
     *
     * @param given some of {@link #given} by name, on the subject's device; they stay the caller's
     * @return {@code samples} {@code [steps + 1, batch, ...]} with the start first, {@code predictions} {@code [steps, batch, ...]}
     *     (guided), {@code timesteps} {@code [steps]} as the network was told them, {@code pictures} as {@link #output} has them; all
     *     owned by the manager of the first given tensor
     * @throws EchelleException when something is missing, not taken or of another shape, in a sentence
     */
    default Map<String, NDArray> trajectory(Map<String, NDArray> given) {
        throw new EchelleException("This subject does not sample from given tensors.");
    }

    /**
     * Runs the subject, and tells on the way what it expects each picture to become.
     *
     * @param inputs as {@link Subject#prepare} gives them
     * @param tap as {@link Subject#forward} takes it
     * @param most steps that are told, evenly spread, the last among them; at least 1
     * @return {@code [batch, channels, height, width]} from 0 to 1 by timestep, noisiest first, owned by the manager of the first input;
     *     empty for a subject that does not tell
     * @since 1.6
     */
    default Map<Integer, NDArray> course(NDList inputs, Tap tap, int most) {
        return Map.of();
    }
}
