package org.echelle.recommender.subject;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.echelle.api.OpenContext;
import org.echelle.api.SubjectKind;
import org.echelle.recommender.RecommenderException;
import org.echelle.torch.Weights;
import org.echelle.torch.hub.HubCache;

/**
 * Matrix factorisation under the names of RecBole ({@code user_embedding}), ReChorus ({@code u_embeddings}) and common scripts, with or
 * without biases.
 *
 * <p>One hook point, the module of the table of users: a row a user.
 */
public final class FactorSubjectKind implements SubjectKind<FactorOptions> {
    @Override
    public String name() {
        return "mf";
    }

    @Override
    public String description() {
        return "Matrix factorisation (BPR and others): a vector a user and an item; RecBole's, ReChorus' and common names.";
    }

    @Override
    public Class<FactorOptions> options() {
        return FactorOptions.class;
    }

    @Override
    public boolean recognises(Path weights) {
        return Recognition.matches(weights, names -> FactorLayout.find(names).isPresent());
    }

    @Override
    public RecommenderSubject open(FactorOptions options, OpenContext context) {
        Weights weights =
                Weights.read(HubCache.local().resolve(options.weights())).strip("module.");
        List<String> names = new ArrayList<>(weights.names());
        FactorLayout layout = FactorLayout.find(weights.names())
                .map(n -> FactorLayout.of(n, weights))
                .orElseThrow(() -> new RecommenderException("The weights " + options.weights()
                        + " are no matrix factorisation under known names (a table of users and one of items, perhaps"
                        + " biases); they have " + String.join(", ", names.subList(0, Math.min(6, names.size())))
                        + "."));
        RecommenderSubject subject = RecommenderSubject.open(
                weights,
                options.weights(),
                layout.toString(),
                p -> new FactorNetwork(layout, p),
                "a matrix factorisation",
                context);
        if (layout.mayBePropagated()) {
            context.progress()
                    .note(
                            "A LightGCN's tables have these names, too. If these are one's, say subject.kind: lightgcn and name"
                                    + " its log with subject.log; as a matrix factorisation its neighbours are left out.");
        }
        return subject;
    }
}
