package org.echelle.recommender.subject;

import java.nio.file.Path;
import org.echelle.api.OpenContext;
import org.echelle.api.SubjectKind;
import org.echelle.recommender.RecommenderException;
import org.echelle.torch.Weights;
import org.echelle.torch.hub.HubCache;

/**
 * GRU4Rec under the names of RecBole ({@code item_embedding}, {@code gru_layers}, {@code dense}), ReChorus ({@code i_embeddings}, {@code
 * rnn}, {@code out}) and GRU4REC-pytorch with embeddings ({@code look_up}, {@code gru}, {@code h2o}).
 *
 * <p>Hook points, {@code [batch, action, width]}: the recurrent layers' output after each action, and, where the linear layer after them
 * makes a state, that state.
 */
public final class Gru4RecSubjectKind implements SubjectKind<Gru4RecOptions> {
    @Override
    public String name() {
        return "gru4rec";
    }

    @Override
    public String description() {
        return "GRU4Rec: recurrent layers over consumed items (RecBole's, ReChorus' and GRU4REC-pytorch's names).";
    }

    @Override
    public Class<Gru4RecOptions> options() {
        return Gru4RecOptions.class;
    }

    @Override
    public boolean recognises(Path weights) {
        return Recognition.matches(weights, names -> GruLayout.find(names).isPresent());
    }

    @Override
    public RecommenderSubject open(Gru4RecOptions options, OpenContext context) {
        Weights weights =
                Weights.read(HubCache.local().resolve(options.weights())).strip("module.");
        GruConfig config = config(weights, options);
        return RecommenderSubject.open(
                weights, options.weights(), config.toString(), p -> new GruNetwork(config, p), "a GRU4Rec", context);
    }

    private static GruConfig config(Weights weights, Gru4RecOptions options) {
        GruLayout layout = GruLayout.find(weights.names())
                .orElseThrow(() -> new RecommenderException("The weights " + options.weights()
                        + " are no GRU4Rec under known names (item_embedding, gru_layers, dense; i_embeddings, rnn, out;"
                        + " look_up, gru, h2o)."));
        if (options.length() < 0) {
            throw new RecommenderException("subject.length is 0 or more; it is " + options.length() + ".");
        }
        long[] items = weights.tensor(layout.items() + ".weight").shape();
        int width = (int) weights.tensor(layout.gru() + ".weight_hh_l0").shape()[1];
        int layers = Recognition.layers(weights, i -> layout.gru() + ".weight_hh_l" + i);
        int length = options.length() > 0 ? options.length() : layout.length();
        return new GruConfig(
                layout,
                (int) items[0],
                (int) items[1],
                width,
                layers,
                weights.names().contains(layout.gru() + ".bias_ih_l0"),
                weights.names().contains(layout.out() + ".bias"),
                length == 0 ? Integer.MAX_VALUE : length);
    }
}
