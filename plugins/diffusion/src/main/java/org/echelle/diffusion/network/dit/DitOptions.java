package org.echelle.diffusion.network.dit;

import java.util.Optional;

/**
 * What shapes and config files leave open, or should not decide.
 *
 * @param heads of each attention; else config.json's, else those of the published width
 * @param size height and width of the samples; else config.json's, else that of the stored positions
 * @param frequencyShift of the time's sinusoid; else the layout's own (diffusers' DiT: 1, all others 0). 0 runs facebook's weights in
 *     diffusers' layout as facebook's program runs them
 */
public record DitOptions(Optional<Integer> heads, Optional<Integer> size, Optional<Double> frequencyShift) {
    /** All as published. */
    public static final DitOptions NONE = new DitOptions(Optional.empty(), Optional.empty(), Optional.empty());
}
