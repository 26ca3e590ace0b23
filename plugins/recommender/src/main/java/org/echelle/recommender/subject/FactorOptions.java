package org.echelle.recommender.subject;

import java.nio.file.Path;
import org.echelle.api.Option;

/** What a run config says about a matrix factorisation. */
public record FactorOptions(
        @Option("Weight file (.safetensors, .pt, .pth, .npz) or folder")
        Path weights) {}
