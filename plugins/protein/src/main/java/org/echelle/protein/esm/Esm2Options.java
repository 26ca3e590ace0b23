package org.echelle.protein.esm;

import java.nio.file.Path;
import java.util.Optional;
import org.echelle.api.Option;

/** What a run config says about an ESM-2. Only {@code weights} is needed for published models. */
public record Esm2Options(
        @Option(
                "Weight file (.safetensors, .pt, .bin), Hugging Face folder, or an id of the Hugging Face hub that lies in its"
                        + " cache, such as facebook/esm2_t6_8M_UR50D")
        Path weights,

        @Option("Number of attention heads, where no config tells and the size is no published one")
        Optional<Integer> heads,

        @Option(
                "Whether embeddings are scaled by 0.88 / (1 - share of masks), as the published network does (true), or not, as some"
                        + " dictionaries were trained (false)")
        Optional<Boolean> tokenDropout,

        @Option(
                value = "Whether the contact head runs, which some weights have; its map is the second output",
                fallback = "false")
        boolean contacts) {
    /** Everything as published. */
    public static Esm2Options of(Path weights) {
        return new Esm2Options(weights, Optional.empty(), Optional.empty(), false);
    }
}
