package org.echelle.recommender.subject;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.echelle.api.OpenContext;
import org.echelle.api.SubjectKind;
import org.echelle.recommender.RecommenderException;
import org.echelle.torch.JsonFiles;
import org.echelle.torch.Weights;
import org.echelle.torch.hub.HubCache;

/**
 * SASRec under the names of pmixer's PyTorch port ({@code item_emb}, {@code attention_layers.0.in_proj_weight}, {@code
 * forward_layers.0.conv1}).
 *
 * <p>Hook points, {@code [batch, action, width]}: {@code blocks.N}, the state after a block, and {@code last_layernorm}, the final
 * state.
 */
public final class SasrecSubjectKind implements SubjectKind<SasrecOptions> {
    private static final Set<String> MARKERS =
            Set.of("item_emb.weight", "pos_emb.weight", "last_layernorm.weight", "attention_layers.0.in_proj_weight");

    @Override
    public String name() {
        return "sasrec";
    }

    @Override
    public String description() {
        return "SASRec: a causal transformer over consumed items (pmixer's layout; original, post-LN and pre-LN passes).";
    }

    @Override
    public Class<SasrecOptions> options() {
        return SasrecOptions.class;
    }

    @Override
    public boolean recognises(Path weights) {
        return Recognition.matches(weights, names -> names.containsAll(MARKERS));
    }

    @Override
    public RecommenderSubject open(SasrecOptions options, OpenContext context) {
        Weights weights =
                Weights.read(HubCache.local().resolve(options.weights())).strip("module.");
        SasrecConfig config = config(weights, options);
        return RecommenderSubject.open(
                weights, options.weights(), config.toString(), p -> new SasrecNetwork(config, p), "a SASRec", context);
    }

    private static SasrecConfig config(Weights weights, SasrecOptions options) {
        Recognition.require(weights, MARKERS, options.weights(), "SASRec");
        long[] items = weights.tensor("item_emb.weight").shape();
        int positions = (int) weights.tensor("pos_emb.weight").shape()[0];
        int blocks = Recognition.layers(weights, i -> "attention_layers." + i + ".in_proj_weight");
        Optional<JsonNode> known = beside(weights);
        int heads = options.heads() > 0
                ? options.heads()
                : known.map(k -> k.path("num_heads").asInt(1)).orElse(1);
        Recognition.requireHeads(items[1], heads);
        boolean zero = zero(positions, options, known);
        SasrecVariant variant = options.variant()
                .or(() -> known.map(k -> k.path("variant").asText(""))
                        .filter(v -> !v.isEmpty())
                        .map(SasrecSubjectKind::variant))
                .orElse(SasrecVariant.ORIGINAL);
        return new SasrecConfig(
                (int) items[0],
                positions,
                zero ? positions - 1 : positions,
                zero,
                (int) items[1],
                blocks,
                heads,
                variant);
    }

    /** Published lengths are round numbers, so that a table of 201 has a row for padding and one of 200 has none. */
    private static boolean zero(int positions, SasrecOptions options, Optional<JsonNode> known) {
        if (options.positionZero().isPresent()) {
            return options.positionZero().get();
        }
        if (known.isPresent() && known.get().has("position_zero")) {
            return known.get().get("position_zero").asBoolean();
        }
        if (positions % 10 == 1 || positions % 10 == 0) {
            return positions % 10 == 1;
        }
        throw new RecommenderException("The table of positions has " + positions
                + " rows, which does not tell whether padding has one of its own; say so with subject.position-zero.");
    }

    private static SasrecVariant variant(String text) {
        try {
            return SasrecVariant.valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_'));
        } catch (IllegalArgumentException e) {
            throw new RecommenderException(
                    "config.json beside the weights names the variant '" + text
                            + "'; there are original, post-ln and pre-ln.",
                    e);
        }
    }

    private static Optional<JsonNode> beside(Weights weights) {
        return weights.folderFile("config.json").flatMap(file -> {
            try {
                return Optional.of(JsonFiles.mapper().readTree(file.toFile()));
            } catch (IOException e) {
                throw new RecommenderException("The file " + file + " cannot be read: " + JsonFiles.fault(e) + ".", e);
            }
        });
    }
}
