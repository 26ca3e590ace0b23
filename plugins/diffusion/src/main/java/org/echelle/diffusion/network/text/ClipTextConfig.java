package org.echelle.diffusion.network.text;

import org.echelle.diffusion.network.config.ConfigFile;
import org.echelle.nn.Activation;
import org.echelle.nn.NnException;

/**
 * What a text encoder is made of.
 *
 * @param tokens in its vocabulary
 * @param positions longest sequence
 * @param width of the hidden states
 * @param hidden width within the feed-forward parts
 * @param layers transformer layers
 * @param heads of attention
 * @param activation of the feed-forward parts
 * @param normEps of the layer norms
 * @param end token whose position holds the pooled vector; 2, as files of before 2023 have it, stands for the largest token of a
 *     sequence
 * @param projection width of the projected pooled vector ({@code CLIPTextModelWithProjection}); 0 without
 */
public record ClipTextConfig(
        int tokens,
        int positions,
        int width,
        int hidden,
        int layers,
        int heads,
        Activation activation,
        double normEps,
        long end,
        int projection) {
    /** In files of before 2023, where it was never true: the published vocabulary ends with the end token, which is 49407. */
    static final long OLD_END = 2;

    /** Reads what {@code config.json} says. */
    public static ClipTextConfig of(ConfigFile file) {
        file.only("model_type", "clip_text_model");
        boolean projected =
                file.has("architectures") && file.texts("architectures").contains("CLIPTextModelWithProjection");
        int width = file.integer("hidden_size", 512);
        int heads = file.integer("num_attention_heads", 8);
        if (heads < 1 || width % heads != 0) {
            throw file.refuse("num_attention_heads", "that does not divide the width " + width);
        }
        return new ClipTextConfig(
                file.integer("vocab_size", 49408),
                file.integer("max_position_embeddings", 77),
                width,
                file.integer("intermediate_size", 2048),
                file.integer("num_hidden_layers", 12),
                heads,
                activation(file),
                file.number("layer_norm_eps", 1e-5),
                file.integer("eos_token_id", 49407),
                projected ? file.integer("projection_dim", 512) : 0);
    }

    /** The same with another end token. */
    ClipTextConfig endingWith(long token) {
        return new ClipTextConfig(
                tokens, positions, width, hidden, layers, heads, activation, normEps, token, projection);
    }

    private static Activation activation(ConfigFile file) {
        try {
            return Activation.named(file.text("hidden_act", "quick_gelu"));
        } catch (NnException e) {
            throw file.refuse("hidden_act", "implemented are quick_gelu and gelu");
        }
    }
}
