package org.echelle.diffusion.subject;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.echelle.api.Option;

/** The {@code subject} section of diffusion transformers in one file. */
public record TransformerOptions(
        @Option("DiT or PixArt-alpha in one file, in its authors' names (DiT-XL-2-256x256.pt) or diffusers'")
        Path weights,

        @Option("autoencoder, where samples are latents: a folder in diffusers' layout, or a file")
        Optional<Path> vae,

        @Option(value = "names of the classes, in order; empty for their numbers", fallback = "[]")
        List<String> classes,

        @Option(
                value =
                        "channels that guidance acts on: three (as facebook's code, which leaves the fourth latent conditional) or all (as"
                                + " the paper, and diffusers); empty for three in facebook's layout, else all",
                fallback = "")
        String guidedChannels,

        @Option(
                "shift of the time's frequencies: 0 (the authors') or 1 (diffusers' DiT); none for that of the layout's own program")
        Optional<Double> timeShift,

        @Option(value = "heads of each attention; 0 for those of the published widths", fallback = "0")
        int heads,

        @Option(
                value = "height and width of the pictures in pixels; 0 for those of the stored positions",
                fallback = "0")
        int size,

        @Option(value = Halves.HELP, fallback = Halves.USUAL)
        String precision,

        @Option("How pictures are sampled") SamplingOptions sampling) {}
