package org.echelle.vision.subject;

import java.util.Comparator;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Names under which people publish ViT weights. Hook points carry the same module paths, as a forward hook in PyTorch would
 * name them.
 */
public enum ViTLayout {
    /** timm, and Meta's DINOv2: {@code blocks.3.attn.qkv}. Hook points {@code blocks.3}, {@code blocks.3.attn}. */
    TIMM("blocks.0.attn.qkv.weight", """
            PATCH patch_embed.proj | CLASS cls_token | POSITIONS pos_embed | PRE_NORM norm_pre
            NORM1 blocks.%d.norm1 | QKV blocks.%d.attn.qkv | ATTENTION_OUT blocks.%d.attn.proj | SCALE1 blocks.%d.ls1.gamma
            NORM2 blocks.%d.norm2 | MLP_IN blocks.%d.mlp.fc1 | MLP_OUT blocks.%d.mlp.fc2 | SCALE2 blocks.%d.ls2.gamma
            GATED_IN blocks.%d.mlp.w12 | GATED_OUT blocks.%d.mlp.w3 | FINAL_NORM norm | POOLED_NORM fc_norm | HEAD head
            BLOCK blocks.%d | ATTENTION blocks.%d.attn | MLP blocks.%d.mlp
            """),
    /**
     * Hugging Face {@code ViTModel}: {@code encoder.layer.3.attention.attention.query}. Hook points {@code encoder.layer.3},
     * {@code encoder.layer.3.attention}, {@code encoder.layer.3.output.dense} (the MLP before the residual).
     */
    HUGGINGFACE_VIT("encoder.layer.0.layernorm_before.weight", """
            PATCH embeddings.patch_embeddings.projection | CLASS embeddings.cls_token
            POSITIONS embeddings.position_embeddings | NORM1 encoder.layer.%d.layernorm_before
            QUERY encoder.layer.%d.attention.attention.query | KEY encoder.layer.%d.attention.attention.key
            VALUE encoder.layer.%d.attention.attention.value | ATTENTION_OUT encoder.layer.%d.attention.output.dense
            NORM2 encoder.layer.%d.layernorm_after | MLP_IN encoder.layer.%d.intermediate.dense
            MLP_OUT encoder.layer.%d.output.dense | FINAL_NORM layernorm | HEAD classifier
            BLOCK encoder.layer.%d | ATTENTION encoder.layer.%d.attention | MLP encoder.layer.%d.output.dense
            """),
    /** Hugging Face {@code Dinov2Model}: as its ViT, with {@code norm1}, {@code layer_scale1.lambda1}, {@code mlp.fc1}. */
    HUGGINGFACE_DINOV2("encoder.layer.0.norm1.weight", """
            PATCH embeddings.patch_embeddings.projection | CLASS embeddings.cls_token
            POSITIONS embeddings.position_embeddings | NORM1 encoder.layer.%d.norm1
            QUERY encoder.layer.%d.attention.attention.query | KEY encoder.layer.%d.attention.attention.key
            VALUE encoder.layer.%d.attention.attention.value | ATTENTION_OUT encoder.layer.%d.attention.output.dense
            SCALE1 encoder.layer.%d.layer_scale1.lambda1 | NORM2 encoder.layer.%d.norm2
            MLP_IN encoder.layer.%d.mlp.fc1 | MLP_OUT encoder.layer.%d.mlp.fc2
            GATED_IN encoder.layer.%d.mlp.weights_in | GATED_OUT encoder.layer.%d.mlp.weights_out
            SCALE2 encoder.layer.%d.layer_scale2.lambda1 | FINAL_NORM layernorm | HEAD classifier
            BLOCK encoder.layer.%d | ATTENTION encoder.layer.%d.attention | MLP encoder.layer.%d.mlp
            """),
    /** Hugging Face {@code CLIPVisionModel}: {@code vision_model.encoder.layers.3.self_attn.q_proj}. */
    HUGGINGFACE_CLIP("pre_layrnorm.weight", """
            PATCH embeddings.patch_embedding | CLASS embeddings.class_embedding
            POSITIONS embeddings.position_embedding.weight | PRE_NORM pre_layrnorm | NORM1 encoder.layers.%d.layer_norm1
            QUERY encoder.layers.%d.self_attn.q_proj | KEY encoder.layers.%d.self_attn.k_proj
            VALUE encoder.layers.%d.self_attn.v_proj | ATTENTION_OUT encoder.layers.%d.self_attn.out_proj
            NORM2 encoder.layers.%d.layer_norm2 | MLP_IN encoder.layers.%d.mlp.fc1 | MLP_OUT encoder.layers.%d.mlp.fc2
            POOLED_NORM post_layernorm | PROJECTION visual_projection.weight
            BLOCK encoder.layers.%d | ATTENTION encoder.layers.%d.self_attn | MLP encoder.layers.%d.mlp
            """),
    /** OpenAI's CLIP and open_clip: {@code visual.transformer.resblocks.3.attn.in_proj_weight}. */
    OPENAI_CLIP("ln_pre.weight", """
            PATCH conv1 | CLASS class_embedding | POSITIONS positional_embedding | PRE_NORM ln_pre
            NORM1 transformer.resblocks.%d.ln_1 | PACKED transformer.resblocks.%d.attn.in_proj_
            ATTENTION_OUT transformer.resblocks.%d.attn.out_proj | NORM2 transformer.resblocks.%d.ln_2
            MLP_IN transformer.resblocks.%d.mlp.c_fc | MLP_OUT transformer.resblocks.%d.mlp.c_proj
            POOLED_NORM ln_post | MATRIX proj
            BLOCK transformer.resblocks.%d | ATTENTION transformer.resblocks.%d.attn | MLP transformer.resblocks.%d.mlp
            """),
    /**
     * The first generation of lucidrains' vit-pytorch: {@code transformer.layers.3.0.fn.fn.to_qkv}. Its block 3 is a list of two
     * residual modules that is never called itself, so the module whose output is the residual stream after block 3 is
     * {@code transformer.layers.3.1}: that is the hook point. The attention is {@code transformer.layers.3.0.fn.fn}, the MLP
     * {@code transformer.layers.3.1.fn.fn}.
     */
    LUCIDRAINS("transformer.layers.0.0.fn.fn.to_qkv.weight", """
            PATCH patch_to_embedding | CLASS cls_token | POSITIONS pos_embedding | NORM1 transformer.layers.%d.0.fn.norm
            QKV transformer.layers.%d.0.fn.fn.to_qkv | ATTENTION_OUT transformer.layers.%d.0.fn.fn.to_out
            NORM2 transformer.layers.%d.1.fn.norm | MLP_IN transformer.layers.%d.1.fn.fn.net.0
            MLP_OUT transformer.layers.%d.1.fn.fn.net.2 | HEAD_IN mlp_head.0 | HEAD mlp_head.2
            BLOCK transformer.layers.%d.1 | ATTENTION transformer.layers.%d.0.fn.fn | MLP transformer.layers.%d.1.fn.fn
            """);

    /** What a name stands for. */
    enum Part {
        PATCH,
        CLASS,
        POSITIONS,
        PRE_NORM,
        NORM1,
        QKV,
        PACKED,
        QUERY,
        KEY,
        VALUE,
        ATTENTION_OUT,
        SCALE1,
        NORM2,
        MLP_IN,
        MLP_OUT,
        GATED_IN,
        GATED_OUT,
        SCALE2,
        FINAL_NORM,
        POOLED_NORM,
        HEAD_IN,
        HEAD,
        PROJECTION,
        MATRIX,
        BLOCK,
        ATTENTION,
        MLP
    }

    private final String marker;

    @SuppressWarnings("ImmutableEnumChecker") // filled by the constructor, never changed later
    private final Map<Part, String> names = new EnumMap<>(Part.class);

    ViTLayout(String marker, String table) {
        this.marker = marker;
        for (String entry : table.split("[|\n]")) {
            if (!entry.isBlank()) {
                String[] pair = entry.trim().split(" ");
                names.put(Part.valueOf(pair[0]), pair[1]);
            }
        }
    }

    boolean has(Part part) {
        return names.containsKey(part);
    }

    /** The name of a part outside the blocks, below the layout's prefix. */
    String name(Part part) {
        return names.get(part);
    }

    /** The name of a part of a block. */
    String name(Part part, int block) {
        return names.get(part).replace("%d", Integer.toString(block));
    }

    /** What stands before this layout's names in these weights, such as {@code vit.}; empty when they are of another layout. */
    Optional<String> prefix(Set<String> parameters) {
        return parameters.stream()
                .filter(n -> n.equals(marker) || n.endsWith("." + marker))
                .map(n -> n.substring(0, n.length() - marker.length()))
                .min(Comparator.comparingInt(String::length));
    }

    /** For people. */
    String title() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
