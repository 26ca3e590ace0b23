package org.echelle.diffusion.network.dit;

import org.echelle.diffusion.DiffusionException;
import org.echelle.nn.Activation;

/**
 * All that decides a diffusion transformer's computation but its parameters' values.
 *
 * @param layout names of parameters and hook points; tells DiT from PixArt-alpha
 * @param channels of the samples
 * @param outputChannels twice the channels where a variance is predicted, too
 * @param size height and width of the samples, in their own pixels
 * @param patch edge of a patch, in these pixels
 * @param width of a token
 * @param depth number of blocks
 * @param heads of each attention
 * @param mlpWidth width inside the MLP
 * @param activation of the MLP; published ones have {@link Activation#GELU_TANH}
 * @param classes without the one that stands for none; 0 for PixArt
 * @param hasNone whether there is a class that stands for none
 * @param attentionBias whether queries, keys and values have biases
 * @param frequencyShift of the time's sinusoid: 0, but 1 in diffusers' DiT, which differs there from the program that its weights
 *     come from
 * @param secondNormEps of the norm before the MLP: 1e-6, but 1e-5 in diffusers' DiT by default
 * @param textWidth of the captions' hidden states; 0 for DiT
 * @param sizes whether it is told height, width and aspect ratio (PixArt at 1024 pixels)
 * @param interpolation by what the grid's positions are divided (PixArt at 1024 pixels: 2)
 */
public record DitConfig(
        DitLayout layout,
        int channels,
        int outputChannels,
        int size,
        int patch,
        int width,
        int depth,
        int heads,
        int mlpWidth,
        Activation activation,
        int classes,
        boolean hasNone,
        boolean attentionBias,
        double frequencyShift,
        double secondNormEps,
        int textWidth,
        boolean sizes,
        double interpolation) {
    /** Width of the sinusoids. */
    static final int FREQUENCIES = 256;

    /** What every norm but the second of a block adds to the variance. */
    static final double NORM_EPS = 1e-6;

    public DitConfig {
        if (patch < 1 || size < patch || size % patch != 0) {
            throw new DiffusionException("Samples of " + size + " x " + size + " pixels do not divide into patches of "
                    + patch + " x " + patch + ".");
        }
        if (heads < 1 || width % heads != 0 || width % 4 != 0) {
            throw new DiffusionException("A width of " + width + " must divide into " + heads
                    + " heads, and by 4 for the positions' sines and cosines.");
        }
    }

    /** Rows and columns of patches. */
    int grid() {
        return size / patch;
    }
}
