package org.echelle.recommender.subject;

import java.nio.file.Path;
import java.util.Set;
import org.echelle.api.OpenContext;
import org.echelle.api.SubjectKind;
import org.echelle.recommender.RecommenderException;
import org.echelle.torch.Weights;
import org.echelle.torch.hub.HubCache;

/**
 * BERT4Rec under the names of BERT4Rec-VAE-Pytorch ({@code bert.embedding.token}, {@code bert.transformer_blocks.N}, {@code out}).
 *
 * <p>Hook points, {@code [batch, action, width]}: {@code bert.transformer_blocks.N}, the state after a block. The last row is the mask
 * token's; it has no action and stands for the whole history.
 */
public final class Bert4RecSubjectKind implements SubjectKind<Bert4RecOptions> {
    private static final String TOKENS = "bert.embedding.token.weight";
    private static final String PLACES = "bert.embedding.position.pe.weight";
    private static final String INNER = "bert.transformer_blocks.0.feed_forward.w_1.weight";
    private static final Set<String> MARKERS = Set.of(TOKENS, PLACES, INNER, "out.weight");

    @Override
    public String name() {
        return "bert4rec";
    }

    @Override
    public String description() {
        return "BERT4Rec: a transformer with a mask token after the consumed items (BERT4Rec-VAE-Pytorch's names).";
    }

    @Override
    public Class<Bert4RecOptions> options() {
        return Bert4RecOptions.class;
    }

    @Override
    public boolean recognises(Path weights) {
        return Recognition.matches(weights, names -> names.containsAll(MARKERS));
    }

    @Override
    public RecommenderSubject open(Bert4RecOptions options, OpenContext context) {
        Weights weights =
                Weights.read(HubCache.local().resolve(options.weights())).strip("module.");
        BertConfig config = config(weights, options);
        return RecommenderSubject.open(
                weights, options.weights(), config.toString(), p -> new BertNetwork(config, p), "a BERT4Rec", context);
    }

    private static BertConfig config(Weights weights, Bert4RecOptions options) {
        Recognition.require(weights, MARKERS, options.weights(), "BERT4Rec of BERT4Rec-VAE-Pytorch");
        long[] tokens = weights.tensor(TOKENS).shape();
        int length = (int) weights.tensor(PLACES).shape()[0];
        int blocks = Recognition.layers(weights, i -> "bert.transformer_blocks." + i + ".feed_forward.w_1.weight");
        if (length < 2) {
            throw new RecommenderException("The table of positions has " + length
                    + " row, which leaves no place for an action before the mask token.");
        }
        Recognition.requireHeads(tokens[1], options.heads());
        return new BertConfig(
                (int) tokens[0] - 2,
                length,
                (int) tokens[1],
                (int) weights.tensor(INNER).shape()[0],
                blocks,
                options.heads());
    }
}
