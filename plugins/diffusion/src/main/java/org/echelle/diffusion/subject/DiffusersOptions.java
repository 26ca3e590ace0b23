package org.echelle.diffusion.subject;

import java.nio.file.Path;
import java.util.List;
import org.echelle.api.Option;

/** The {@code subject} section of models in diffusers' layout. */
public record DiffusersOptions(
        @Option(
                "folder with unet/ or transformer/, scheduler/ and, where there is text, text_encoder/, tokenizer/ and vae/")
        Path weights,

        @Option(
                value = "names of the classes, in order; empty for those of model_index.json, or their numbers",
                fallback = "[]")
        List<String> classes,

        @Option(value = Halves.HELP, fallback = Halves.USUAL)
        String precision,

        @Option("How pictures are sampled") SamplingOptions sampling) {}
