package org.echelle.recommender.subject;

import java.nio.file.Path;
import org.echelle.api.Option;

/** What a run config says about a BERT4Rec. */
public record Bert4RecOptions(
        @Option("Weight file (.safetensors, .pt, .pth, .npz) or folder")
        Path weights,

        @Option(
                value = "Attention heads, which parameter names do not tell; 4 in the published settings",
                fallback = "4")
        int heads) {}
