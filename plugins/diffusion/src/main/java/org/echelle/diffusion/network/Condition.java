package org.echelle.diffusion.network;

import ai.djl.ndarray.NDArray;
import java.util.Optional;

/**
 * What a denoiser is told beside the time, one row a sample.
 *
 * @param labels class of each sample, int64 {@code [batch]}
 * @param text hidden states of a text encoder, {@code [batch, tokens, width]}
 * @param mask which of those tokens count, {@code [batch, tokens]} of 1 and 0; empty where all do
 * @param pooled a pooled text vector, {@code [batch, width]} (SDXL)
 * @param sizes original height and width, top and left of the crop, target height and width, {@code [batch, 6]} (SDXL's time ids), or
 *     height, width and aspect ratio, {@code [batch, 3]} (PixArt at 1024 pixels)
 */
public record Condition(
        Optional<NDArray> labels,
        Optional<NDArray> text,
        Optional<NDArray> mask,
        Optional<NDArray> pooled,
        Optional<NDArray> sizes) {
    /** Nothing is told. */
    public static final Condition NONE =
            new Condition(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** Classes only. */
    public static Condition labels(NDArray labels) {
        return new Condition(
                Optional.of(labels), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Hidden states only. */
    public static Condition text(NDArray text) {
        return new Condition(Optional.empty(), Optional.of(text), Optional.empty(), Optional.empty(), Optional.empty());
    }
}
