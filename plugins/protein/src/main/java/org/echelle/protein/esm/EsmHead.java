package org.echelle.protein.esm;

import ai.djl.ndarray.NDArray;
import org.echelle.nn.Activation;
import org.echelle.nn.Init;
import org.echelle.nn.LayerNorm;
import org.echelle.nn.Linear;
import org.echelle.nn.Parameters;

/** The masked-language-model head: {@code norm(gelu(dense(x))) E^T + bias}, {@code E} being the embedding. */
final class EsmHead {
    private final Linear dense;
    private final LayerNorm norm;
    private final NDArray decoder; // [33, d]
    private final NDArray bias; // [33]

    /**
     * @param p the whole set of parameters
     * @param embedding {@code [33, width]}
     */
    EsmHead(EsmConfig config, Parameters p, NDArray embedding) {
        Parameters scope = p.at(config.headPrefix() + "lm_head");
        int tokens = EsmVocabulary.TOKENS.size();
        dense = new Linear(scope.at("dense"), config.width(), config.width(), true);
        norm = new LayerNorm(scope.at("layer_norm"), config.width(), config.normEps());
        decoder = config.tied()
                ? embedding
                : p.get(config.headPrefix() + config.layout().decoder(), Init.TRUNCATED_NORMAL, tokens, config.width());
        bias = scope.get("bias", Init.ZEROS, tokens);
    }

    /** {@code [batch, positions, width]} after the final norm to {@code [batch, positions, 33]}. */
    NDArray forward(NDArray x) {
        try (NDArray hidden = dense.forward(x);
                NDArray active = Activation.GELU.forward(hidden);
                NDArray normal = norm.forward(active)) {
            return normal.getNDArrayInternal().linear(normal, decoder, bias).singletonOrThrow();
        }
    }
}
