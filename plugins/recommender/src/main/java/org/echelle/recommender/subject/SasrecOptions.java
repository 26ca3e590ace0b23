package org.echelle.recommender.subject;

import java.nio.file.Path;
import java.util.Optional;
import org.echelle.api.Option;

/** What a run config says about a SASRec. */
public record SasrecOptions(
        @Option("Weight file (.safetensors, .pt, .pth, .npz) or folder")
        Path weights,

        @Option(
                "Forward pass: original, post-ln or pre-ln, which parameter names do not tell; else as config.json beside the weights says,"
                        + " else original")
        Optional<SasrecVariant> variant,

        @Option(
                value =
                        "Attention heads, which parameter names do not tell; 0 for what config.json beside the weights says, else 1",
                fallback = "0")
        int heads,

        @Option(
                "Whether padding has position 0 and the first place 1, as newer code has it; needed where the table's size does not tell")
        Optional<Boolean> positionZero) {
    /** Only weights. */
    public static SasrecOptions of(Path weights) {
        return new SasrecOptions(weights, Optional.empty(), 0, Optional.empty());
    }
}
