package org.echelle.protein.esm;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** How published weights name the parts of ESM-2. {@code %d} stands for the layer, counted from 0. */
enum EsmLayout {
    /** Hugging Face's {@code EsmModel}, {@code EsmForMaskedLM} and their kin. */
    HUGGINGFACE(
            "Hugging Face",
            "embeddings.word_embeddings.weight",
            "encoder.layer.%d.attention.LayerNorm.weight",
            Map.ofEntries(
                    Map.entry(Part.LAYER, "encoder.layer.%d"),
                    Map.entry(Part.ATTENTION_NORM, "encoder.layer.%d.attention.LayerNorm"),
                    Map.entry(Part.QUERY, "encoder.layer.%d.attention.self.query"),
                    Map.entry(Part.KEY, "encoder.layer.%d.attention.self.key"),
                    Map.entry(Part.VALUE, "encoder.layer.%d.attention.self.value"),
                    Map.entry(Part.ATTENTION_OUT, "encoder.layer.%d.attention.output.dense"),
                    Map.entry(Part.ATTENTION, "encoder.layer.%d.attention.output.dense"),
                    Map.entry(Part.MLP_NORM, "encoder.layer.%d.LayerNorm"),
                    Map.entry(Part.MLP_IN, "encoder.layer.%d.intermediate.dense"),
                    Map.entry(Part.MLP_OUT, "encoder.layer.%d.output.dense"),
                    Map.entry(Part.FINAL_NORM, "encoder.emb_layer_norm_after")),
            "lm_head.decoder.weight",
            List.of(
                    "embeddings.position_ids", // buffers and what stands in the files without a use in ESM-2
                    "embeddings.position_embeddings.weight",
                    "encoder.layer.*.attention.self.rotary_embeddings.inv_freq"),
            List.of("embeddings.layer_norm.weight")),

    /** The package {@code fair-esm}, prefixes {@code encoder.sentence_encoder.} and {@code encoder.} taken off. */
    FAIR(
            "fair-esm",
            "embed_tokens.weight",
            "layers.%d.self_attn_layer_norm.weight",
            Map.ofEntries(
                    Map.entry(Part.LAYER, "layers.%d"),
                    Map.entry(Part.ATTENTION_NORM, "layers.%d.self_attn_layer_norm"),
                    Map.entry(Part.QUERY, "layers.%d.self_attn.q_proj"),
                    Map.entry(Part.KEY, "layers.%d.self_attn.k_proj"),
                    Map.entry(Part.VALUE, "layers.%d.self_attn.v_proj"),
                    Map.entry(Part.ATTENTION_OUT, "layers.%d.self_attn.out_proj"),
                    Map.entry(Part.ATTENTION, "layers.%d.self_attn"),
                    Map.entry(Part.MLP_NORM, "layers.%d.final_layer_norm"),
                    Map.entry(Part.MLP_IN, "layers.%d.fc1"),
                    Map.entry(Part.MLP_OUT, "layers.%d.fc2"),
                    Map.entry(Part.FINAL_NORM, "emb_layer_norm_after")),
            "lm_head.weight",
            List.of("layers.*.self_attn.rot_emb.inv_freq"),
            List.of("embed_positions.weight", "emb_layer_norm_before.weight"));

    /** A part of the network. */
    enum Part {
        LAYER,
        ATTENTION_NORM,
        QUERY,
        KEY,
        VALUE,
        ATTENTION_OUT,
        /** The module whose output is the attention's, before it is added. */
        ATTENTION,
        MLP_NORM,
        MLP_IN,
        /** Also the module whose output is the MLP's, before it is added. */
        MLP_OUT,
        FINAL_NORM
    }

    private final String title;
    private final String embedding;
    private final String mark;

    @SuppressWarnings("ImmutableEnumChecker") // made by Map.ofEntries
    private final Map<Part, String> names;

    private final String decoder;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> buffers;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> older;

    EsmLayout(
            String title,
            String embedding,
            String mark,
            Map<Part, String> names,
            String decoder,
            List<String> buffers,
            List<String> older) {
        this.title = title;
        this.embedding = embedding;
        this.mark = mark;
        this.names = names;
        this.decoder = decoder;
        this.buffers = buffers;
        this.older = older;
    }

    String title() {
        return title;
    }

    /** Name of the token embedding, {@code [33, width]}. */
    String embedding() {
        return embedding;
    }

    /** The LM head's copy of the embedding, which files may have or leave out; not below the prefix. */
    String decoder() {
        return decoder;
    }

    /** Names without a use, which are left over in silence. */
    List<String> buffers() {
        return buffers;
    }

    /** Names that only ESM-1b and its kin have. */
    List<String> older() {
        return older;
    }

    /** Name of a part of a layer. */
    String name(Part part, int layer) {
        return names.get(part).replace("%d", Integer.toString(layer));
    }

    /** A name that every layer has and that no other published transformer uses. */
    String mark(int layer) {
        return mark.replace("%d", Integer.toString(layer));
    }

    /**
     * What stands before the names: {@code esm.} in models with a head, nothing in bare ones.
     *
     * @return empty when these are not this layout's names
     */
    Optional<String> prefix(Set<String> parameters) {
        return parameters.stream()
                .filter(n -> n.endsWith(embedding))
                .map(n -> n.substring(0, n.length() - embedding.length()))
                .filter(p -> parameters.contains(p + mark(0)))
                .findFirst();
    }
}
