package org.echelle.diffusion.training;

import org.echelle.api.Option;

/**
 * A small text encoder in CLIP's layout and its vocabulary.
 *
 * @param width see the options' sentences
 */
public record TextOptions(
        @Option(value = "Width of the hidden states, which the U-Net reads", fallback = "64")
        int width,

        @Option(value = "Layers", fallback = "2") int layers,

        @Option(value = "Heads of each attention; divides the width", fallback = "4")
        int heads,

        @Option(value = "Tokens of every prompt, start and end among them; longer prompts are cut", fallback = "16")
        int length,

        @Option(value = "Most merges of the byte-pair vocabulary that is learned from the captions", fallback = "1000")
        int merges) {}
