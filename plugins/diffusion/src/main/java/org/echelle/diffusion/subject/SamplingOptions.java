package org.echelle.diffusion.subject;

import org.echelle.api.Option;

/** How a subject samples. */
public record SamplingOptions(
        @Option(
                value = "ddpm, ddim, dpm-solver, euler or flow; empty for what the model's scheduler config names",
                fallback = "")
        String sampler,

        @Option(value = "questions to the network; 0 for the model's usual number", fallback = "0")
        int steps,

        @Option(value = "ddim: share of the ancestral noise, from 0 to 1", fallback = "0")
        double eta,

        @Option(value = "scale of classifier-free guidance; 1 for none, 0 for the model's usual one", fallback = "0")
        double guidance,

        @Option(value = "least noise at which guidance acts, as a share of all timesteps", fallback = "0")
        double guidanceFrom,

        @Option(value = "most noise at which guidance acts, as a share of all timesteps", fallback = "1")
        double guidanceTo,

        @Option(value = "share by which guided predictions are brought back to their spread", fallback = "0")
        double guidanceRescale,

        @Option(
                value = "which half of a doubled batch carries the condition: second (diffusers) or first (DiT)",
                fallback = "second")
        String conditionHalf) {}
