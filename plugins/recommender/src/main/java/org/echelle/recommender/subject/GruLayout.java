package org.echelle.recommender.subject;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Names of a GRU4Rec's modules.
 *
 * @param items table of items
 * @param gru recurrent layers
 * @param out linear layer after them
 * @param direct whether that layer has a row an item and so makes the scores; else it makes a state that is multiplied with the items
 * @param length actions that the published code shows; 0 for all
 */
record GruLayout(String items, String gru, String out, boolean direct, int length) {
    private static final List<GruLayout> PUBLISHED = List.of(
            new GruLayout("item_embedding", "gru_layers", "dense", false, 50), // RecBole
            new GruLayout("i_embeddings", "rnn", "out", false, 20), // ReChorus
            new GruLayout("look_up", "gru", "h2o", true, 0)); // hungpthanh's GRU4REC-pytorch with embeddings

    /** The layout with these names; empty for another network. */
    static Optional<GruLayout> find(Set<String> names) {
        return PUBLISHED.stream()
                .filter(l -> names.contains(l.items + ".weight")
                        && names.contains(l.gru + ".weight_ih_l0")
                        && names.contains(l.gru + ".weight_hh_l0")
                        && names.contains(l.out + ".weight"))
                .findFirst();
    }
}
