package org.echelle.protein.esm;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.echelle.api.Tap;
import org.echelle.nn.Parameters;

/** A fresh ESM-2 in Hugging Face's layout, for training. Its parameters want gradients once the caller says so. */
public final class EsmTrainee {
    private static final int MLP_RATIO = 4;
    private static final double DRAWN = 0.02;

    private final EsmTransformer network;

    /**
     * Draws the weights.
     *
     * @param heads divides the width into even parts
     * @param owner owns the parameters
     */
    public EsmTrainee(int layers, int width, int heads, long seed, NDManager owner) {
        EsmConfig config = new EsmConfig(
                EsmLayout.HUGGINGFACE,
                "esm.",
                "",
                layers,
                width,
                heads,
                MLP_RATIO * width,
                EsmConfig.NORM_EPS,
                true,
                true,
                true,
                false);
        network = new EsmTransformer(config, Parameters.random(seed, owner));
        network.parameters().values().forEach(w -> widen(w, width));
    }

    /**
     * Matrices are drawn with a deviation of {@value #DRAWN}, which suits a width of thousands. Narrow layers would start with queries
     * and keys so short that attention stays even for thousands of steps (measured: width 32, 600 steps, no better than the unigram);
     * so linear layers get PyTorch's usual {@code (3 fanIn)^-0.5}, the embedding {@code width^-0.5}.
     */
    private static void widen(NDArray w, int width) {
        if (w.getShape().dimension() == 2) {
            boolean embedding = w.getShape().get(0) == EsmVocabulary.TOKENS.size();
            double deviation = embedding
                    ? 1 / Math.sqrt(width)
                    : 1 / Math.sqrt(3.0 * w.getShape().get(1));
            w.muli(deviation / DRAWN);
        }
    }

    /** Logits {@code [batch, positions, 33]} of tokens {@code [batch, positions]}. */
    public NDArray forward(NDArray tokens, Tap tap) {
        return network.forward(tokens, tap).singletonOrThrow();
    }

    /** All parameters by their published names. */
    public Map<String, NDArray> parameters() {
        return network.parameters();
    }

    /** What Hugging Face's {@code config.json} says of it. */
    public Map<String, Object> config() {
        EsmConfig c = network.config();
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("architectures", List.of("EsmForMaskedLM"));
        config.put("model_type", "esm");
        config.put("vocab_size", EsmVocabulary.TOKENS.size());
        config.put("hidden_size", c.width());
        config.put("num_hidden_layers", c.layers());
        config.put("num_attention_heads", c.heads());
        config.put("intermediate_size", c.mlpWidth());
        config.put("hidden_act", "gelu");
        config.put("layer_norm_eps", c.normEps());
        config.put("position_embedding_type", "rotary");
        config.put("emb_layer_norm_before", false);
        config.put("token_dropout", c.tokenDropout());
        config.put("cls_token_id", EsmVocabulary.CLS);
        config.put("pad_token_id", EsmVocabulary.PAD);
        config.put("eos_token_id", EsmVocabulary.EOS);
        config.put("mask_token_id", EsmVocabulary.MASK);
        return config;
    }
}
