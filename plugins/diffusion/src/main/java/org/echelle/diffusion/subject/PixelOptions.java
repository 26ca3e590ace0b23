package org.echelle.diffusion.subject;

import java.nio.file.Path;
import java.util.List;
import org.echelle.api.Option;

/** The {@code subject} section of models that are one weight file. */
public record PixelOptions(
        @Option("weight file: safetensors, or a PyTorch state dict")
        Path weights,

        @Option(value = "names of the classes, in order; empty for their numbers", fallback = "[]")
        List<String> classes,

        @Option(value = Halves.HELP, fallback = Halves.USUAL)
        String precision,

        @Option("How pictures are sampled") SamplingOptions sampling) {}
