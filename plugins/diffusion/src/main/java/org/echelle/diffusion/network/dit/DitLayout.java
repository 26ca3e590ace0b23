package org.echelle.diffusion.network.dit;

import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Names under which people publish diffusion transformers. Hook points have the module paths of diffusers in all of them, so that runs on
 * either file of a model speak of the same places.
 */
enum DitLayout {
    /** facebook's DiT: {@code blocks.3.attn.qkv}. */
    FACEBOOK_DIT("facebook", false, true, "blocks.0.adaLN_modulation.1.weight", """
            PATCH x_embedder.proj | POSITIONS pos_embed | TIME_IN t_embedder.mlp.0 | TIME_OUT t_embedder.mlp.2
            CLASSES y_embedder.embedding_table | MODULATION blocks.%d.adaLN_modulation.1
            QKV blocks.%d.attn.qkv | ATTENTION_OUT blocks.%d.attn.proj | MLP_IN blocks.%d.mlp.fc1 | MLP_OUT blocks.%d.mlp.fc2
            LAST_MODULATION final_layer.adaLN_modulation.1 | LAST final_layer.linear
            BLOCK transformer_blocks.%d | ATTENTION transformer_blocks.%d.attn1 | MLP transformer_blocks.%d.ff
            """),
    /** diffusers' {@code DiTTransformer2DModel}: {@code transformer_blocks.3.attn1.to_q}; every block has embedders of its own. */
    DIFFUSERS_DIT("diffusers", false, false, "transformer_blocks.0.norm1.linear.weight", """
            PATCH pos_embed.proj | TIME_IN transformer_blocks.%d.norm1.emb.timestep_embedder.linear_1
            TIME_OUT transformer_blocks.%d.norm1.emb.timestep_embedder.linear_2
            CLASSES transformer_blocks.%d.norm1.emb.class_embedder.embedding_table
            MODULATION transformer_blocks.%d.norm1.linear | QUERY transformer_blocks.%d.attn1.to_q
            KEY transformer_blocks.%d.attn1.to_k | VALUE transformer_blocks.%d.attn1.to_v
            ATTENTION_OUT transformer_blocks.%d.attn1.to_out.0 | MLP_IN transformer_blocks.%d.ff.net.0.proj
            MLP_OUT transformer_blocks.%d.ff.net.2 | LAST_MODULATION proj_out_1 | LAST proj_out_2
            BLOCK transformer_blocks.%d | ATTENTION transformer_blocks.%d.attn1 | MLP transformer_blocks.%d.ff
            """),
    /** PixArt-alpha's own: {@code blocks.3.cross_attn.kv_linear}. */
    ORIGINAL_PIXART("original", true, true, "blocks.0.cross_attn.kv_linear.weight", """
            PATCH x_embedder.proj | POSITIONS pos_embed | TIME_IN t_embedder.mlp.0 | TIME_OUT t_embedder.mlp.2
            SIZE_IN csize_embedder.mlp.0 | SIZE_OUT csize_embedder.mlp.2 | RATIO_IN ar_embedder.mlp.0 | RATIO_OUT ar_embedder.mlp.2
            MODULATION t_block.1 | TABLE blocks.%d.scale_shift_table
            TEXT_IN y_embedder.y_proj.fc1 | TEXT_OUT y_embedder.y_proj.fc2 | NO_TEXT y_embedder.y_embedding
            QKV blocks.%d.attn.qkv | ATTENTION_OUT blocks.%d.attn.proj | MLP_IN blocks.%d.mlp.fc1 | MLP_OUT blocks.%d.mlp.fc2
            CROSS_QUERY blocks.%d.cross_attn.q_linear | CROSS_KV blocks.%d.cross_attn.kv_linear
            CROSS_OUT blocks.%d.cross_attn.proj | LAST_TABLE final_layer.scale_shift_table | LAST final_layer.linear
            BLOCK transformer_blocks.%d | ATTENTION transformer_blocks.%d.attn1 | CROSS transformer_blocks.%d.attn2
            MLP transformer_blocks.%d.ff
            """),
    /** diffusers' {@code PixArtTransformer2DModel}, before 2024 {@code Transformer2DModel}: {@code adaln_single.linear}. */
    DIFFUSERS_PIXART("diffusers", true, false, "adaln_single.linear.weight", """
            PATCH pos_embed.proj | TIME_IN adaln_single.emb.timestep_embedder.linear_1
            TIME_OUT adaln_single.emb.timestep_embedder.linear_2 | SIZE_IN adaln_single.emb.resolution_embedder.linear_1
            SIZE_OUT adaln_single.emb.resolution_embedder.linear_2 | RATIO_IN adaln_single.emb.aspect_ratio_embedder.linear_1
            RATIO_OUT adaln_single.emb.aspect_ratio_embedder.linear_2 | MODULATION adaln_single.linear
            TABLE transformer_blocks.%d.scale_shift_table | TEXT_IN caption_projection.linear_1
            TEXT_OUT caption_projection.linear_2 | NO_TEXT caption_projection.y_embedding
            QUERY transformer_blocks.%d.attn1.to_q | KEY transformer_blocks.%d.attn1.to_k | VALUE transformer_blocks.%d.attn1.to_v
            ATTENTION_OUT transformer_blocks.%d.attn1.to_out.0 | CROSS_QUERY transformer_blocks.%d.attn2.to_q
            CROSS_KEY transformer_blocks.%d.attn2.to_k | CROSS_VALUE transformer_blocks.%d.attn2.to_v
            CROSS_OUT transformer_blocks.%d.attn2.to_out.0 | MLP_IN transformer_blocks.%d.ff.net.0.proj
            MLP_OUT transformer_blocks.%d.ff.net.2 | LAST_TABLE scale_shift_table | LAST proj_out
            BLOCK transformer_blocks.%d | ATTENTION transformer_blocks.%d.attn1 | CROSS transformer_blocks.%d.attn2
            MLP transformer_blocks.%d.ff
            """);

    /** What a name stands for. */
    enum Part {
        PATCH,
        POSITIONS,
        TIME_IN,
        TIME_OUT,
        SIZE_IN,
        SIZE_OUT,
        RATIO_IN,
        RATIO_OUT,
        CLASSES,
        MODULATION,
        TABLE,
        TEXT_IN,
        TEXT_OUT,
        NO_TEXT,
        QKV,
        QUERY,
        KEY,
        VALUE,
        ATTENTION_OUT,
        CROSS_QUERY,
        CROSS_KEY,
        CROSS_VALUE,
        CROSS_KV,
        CROSS_OUT,
        MLP_IN,
        MLP_OUT,
        LAST_MODULATION,
        LAST_TABLE,
        LAST,
        BLOCK,
        ATTENTION,
        CROSS,
        MLP
    }

    private final String title;
    private final boolean readsText;
    private final boolean authors;
    private final String marker;

    @SuppressWarnings("ImmutableEnumChecker") // filled by the constructor, never changed later
    private final Map<Part, String> names = new EnumMap<>(Part.class);

    DitLayout(String title, boolean readsText, boolean authors, String marker, String table) {
        this.title = title;
        this.readsText = readsText;
        this.authors = authors;
        this.marker = marker;
        for (String entry : table.split("[|\n]")) {
            if (!entry.isBlank()) {
                String[] pair = entry.trim().split(" ");
                names.put(Part.valueOf(pair[0]), pair[1]);
            }
        }
    }

    /** For people. */
    String title() {
        return title;
    }

    /** PixArt-alpha, else DiT. */
    boolean readsText() {
        return readsText;
    }

    /** The authors' own program, else diffusers. */
    boolean isAuthors() {
        return authors;
    }

    boolean has(Part part) {
        return names.containsKey(part);
    }

    /** The name of a part outside the blocks. */
    String name(Part part) {
        return names.get(part);
    }

    /** The name of a part of a block. */
    String name(Part part, int block) {
        return names.get(part).replace("%d", Integer.toString(block));
    }

    /** What stands before this layout's names, such as {@code ema.}, which is preferred; empty when they are of another layout. */
    Optional<String> prefix(Set<String> parameters) {
        return parameters.stream()
                .filter(n -> n.equals(marker) || n.endsWith("." + marker))
                .map(n -> n.substring(0, n.length() - marker.length()))
                .min(Comparator.comparing((String p) -> !p.contains("ema")).thenComparing(String::length));
    }
}
