package org.echelle.recommender.subject;

import java.nio.file.Path;
import org.echelle.api.Option;

/** What a run config says about a GRU4Rec. */
public record Gru4RecOptions(
        @Option("Weight file (.safetensors, .pt, .pth, .npz) or folder")
        Path weights,

        @Option(
                value =
                        "Actions that are shown, the latest ones; 0 for the published default of the layout (RecBole 50, ReChorus 20, else all)",
                fallback = "0")
        int length) {}
