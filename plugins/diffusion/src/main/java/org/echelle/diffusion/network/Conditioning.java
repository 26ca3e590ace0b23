package org.echelle.diffusion.network;

/**
 * What a denoiser wants to be told beside the time.
 *
 * @param classes number of classes; 0 where it knows none
 * @param unconditional label that stands for no class; -1 where it was trained without one, so that it cannot be guided
 * @param textWidth width of the text's hidden states, {@code [batch, tokens, textWidth]}; 0 where it reads none
 * @param pooledWidth width of a pooled text vector beside them (SDXL); 0 where it reads none
 * @param sizes how many sizes of a sample, as {@link Condition#sizes} says: 6 (SDXL), 3 (PixArt at 1024 pixels) or 0
 */
public record Conditioning(int classes, int unconditional, int textWidth, int pooledWidth, int sizes) {
    /** Nothing but the time. */
    public static final Conditioning NONE = new Conditioning(0, -1, 0, 0, 0);

    /** Classes from 0 on. */
    public static Conditioning classes(int classes, int unconditional) {
        return new Conditioning(classes, unconditional, 0, 0, 0);
    }

    /** Hidden states of a text encoder, and sizes where their number is not 0. */
    public static Conditioning text(int width, int sizes) {
        return new Conditioning(0, -1, width, 0, sizes);
    }
}
