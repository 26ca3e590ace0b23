package org.echelle.diffusion.subject;

import java.nio.file.Path;
import java.util.Optional;
import org.echelle.api.Option;

/** The {@code subject} section of the embedded default. */
public record ShapesPromptsOptions(
        @Option("folder that train-subject wrote (trainer prompt-unet); the embedded model when absent")
        Optional<Path> weights,

        @Option(value = Halves.HELP, fallback = Halves.USUAL)
        String precision,

        @Option("How pictures are sampled") SamplingOptions sampling) {}
