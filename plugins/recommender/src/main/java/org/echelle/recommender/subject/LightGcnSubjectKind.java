package org.echelle.recommender.subject;

import java.util.Arrays;
import org.echelle.api.OpenContext;
import org.echelle.api.SubjectKind;
import org.echelle.recommender.RecommenderException;
import org.echelle.recommender.log.InteractionGraph;
import org.echelle.torch.Weights;
import org.echelle.torch.hub.HubCache;

/**
 * LightGCN (He et al. 2020) under the authors' names ({@code embedding_user}, {@code embedding_item}) and RecBole's ({@code
 * user_embedding}, {@code item_embedding}).
 *
 * <p>Both are also the names of a matrix factorisation, so that weights are never recognised: a config has to name the kind. One hook
 * point, {@code propagated_user}: the user's propagated embedding, a row a user.
 */
public final class LightGcnSubjectKind implements SubjectKind<LightGcnOptions> {
    @Override
    public String name() {
        return "lightgcn";
    }

    @Override
    public String description() {
        return "LightGCN over the graph of a log; its names are those of mf, so name this kind in the config.";
    }

    @Override
    public Class<LightGcnOptions> options() {
        return LightGcnOptions.class;
    }

    @Override
    public RecommenderSubject open(LightGcnOptions options, OpenContext context) {
        if (options.layers() < 1) {
            throw new RecommenderException("subject.layers is at least 1; it is " + options.layers() + ".");
        }
        Weights weights =
                Weights.read(HubCache.local().resolve(options.weights())).strip("module.");
        FactorLayout layout = FactorLayout.find(weights.names())
                .filter(names -> names[3].isEmpty())
                .map(names -> FactorLayout.of(names, weights))
                .orElseThrow(() -> new RecommenderException("The weights " + options.weights()
                        + " are no LightGCN under known names: exactly embedding_user.weight and embedding_item.weight,"
                        + " or user_embedding.weight and item_embedding.weight."));
        InteractionGraph graph = InteractionGraph.read(
                options.log(),
                options.itemIds(),
                options.userIds(),
                options.split(),
                options.timeShare(),
                context.progress());
        fits(graph.users(), layout.userRows(), "user", options);
        fits(graph.items(), layout.itemRows(), "item", options);
        String identity = layout + " " + options.layers() + " " + graph.fingerprint();
        return RecommenderSubject.open(
                weights,
                options.weights(),
                identity,
                p -> new LightGcnNetwork(layout, graph, options.layers(), p),
                "a LightGCN",
                context);
    }

    private static void fits(int[] rows, int table, String what, LightGcnOptions options) {
        int most = Arrays.stream(rows).max().orElse(0);
        if (most >= table) {
            throw new RecommenderException("The log " + options.log() + " has a" + (what.equals("item") ? "n " : " ")
                    + what + " of row " + most + ", but the weights' table of " + what + "s has rows 0 to "
                    + (table - 1) + ". Give subject." + what + "-ids the map of the training.");
        }
    }
}
