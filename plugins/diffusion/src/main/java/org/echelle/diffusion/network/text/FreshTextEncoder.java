package org.echelle.diffusion.network.text;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.echelle.nn.Activation;
import org.echelle.nn.Parameters;

/**
 * A text encoder to be made anew, and its published settings.
 *
 * @param vocabulary what it reads
 * @param length tokens of every text, start and end among them
 * @param width of the hidden states
 * @param layers transformer layers
 * @param heads of attention; divides the width
 */
public record FreshTextEncoder(LearnedVocabulary vocabulary, int length, int width, int layers, int heads) {
    private static final int MLP_RATIO = 4;
    private static final double NORM_EPS = 1e-5;

    /** Deviation that embeddings begin with, and that of what {@link Parameters#random} draws. */
    private static final double EMBEDDED = 0.1;

    private static final double DRAWN = 0.02;

    /** What it is made of. */
    public ClipTextConfig config() {
        return new ClipTextConfig(
                vocabulary.size(),
                length,
                width,
                MLP_RATIO * width,
                layers,
                heads,
                Activation.QUICK_GELU,
                NORM_EPS,
                vocabulary.end(),
                0);
    }

    /**
     * The encoder with fresh weights: those of linear layers with a deviation of {@code (3 fanIn)^-0.5}, as PyTorch's own, embeddings with
     * 0.1.
     *
     * @param seed decides the values
     * @param manager owns the parameters, which want gradients once the caller says so
     */
    public ClipTextEncoder draw(long seed, NDManager manager) {
        Parameters parameters = Parameters.random(seed, manager);
        ClipTextEncoder encoder = new ClipTextEncoder(config(), parameters);
        parameters.taken().forEach((name, weight) -> {
            Shape shape = weight.getShape();
            if (shape.dimension() == 2) {
                double wanted = name.contains("embedding") ? EMBEDDED : 1 / Math.sqrt(3.0 * shape.get(1));
                weight.muli(wanted / DRAWN);
            }
        });
        return encoder;
    }

    /** What Hugging Face's {@code config.json} says of it, in order. */
    public Map<String, Object> published() {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("architectures", List.of("CLIPTextModel"));
        config.put("model_type", "clip_text_model");
        config.put("vocab_size", vocabulary.size());
        config.put("max_position_embeddings", length);
        config.put("hidden_size", width);
        config.put("intermediate_size", MLP_RATIO * width);
        config.put("num_hidden_layers", layers);
        config.put("num_attention_heads", heads);
        config.put("hidden_act", "quick_gelu");
        config.put("layer_norm_eps", NORM_EPS);
        config.put("projection_dim", width);
        config.put("bos_token_id", vocabulary.start());
        config.put("eos_token_id", vocabulary.end());
        config.put("pad_token_id", vocabulary.end());
        return config;
    }
}
