package org.echelle.diffusion.subject;

import java.nio.file.Path;
import java.util.Optional;
import org.echelle.api.Option;

/** The {@code subject} section of Stable Diffusion in one file. */
public record CheckpointOptions(
        @Option("Stable Diffusion 1.x, 2.x or XL in one file, .safetensors or .ckpt")
        Path weights,

        @Option(
                "folder with CLIP's vocab.json and merges.txt, which are not in the file; none for the file's own folder, or tokenizer/ in it")
        Optional<Path> tokenizer,

        @Option("autoencoder in place of the file's own: a folder in diffusers' layout, or a file")
        Optional<Path> vae,

        @Option(
                value =
                        "epsilon or v_prediction; 2.x has to be told (models of 512 pixels predict epsilon, those of 768 v), all others"
                                + " predict epsilon",
                fallback = "")
        String prediction,

        @Option(
                value =
                        "height and width of the pictures in pixels; 0 for the published 512, 768 (v_prediction) or 1024 (XL)",
                fallback = "0")
        int size,

        @Option(value = Halves.HELP, fallback = Halves.USUAL)
        String precision,

        @Option("How pictures are sampled") SamplingOptions sampling) {}
