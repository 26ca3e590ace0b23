package org.echelle.recommender.subject;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.echelle.torch.Weights;

/** Names and sizes of a matrix factorisation's tables. */
record FactorLayout(
        String users, String items, String userBias, String itemBias, int userRows, int itemRows, int width) {
    private static final List<String[]> PUBLISHED = List.of(
            new String[] {"user_embedding.weight", "item_embedding.weight"}, // RecBole's BPR
            new String[] {"u_embeddings.weight", "i_embeddings.weight"}, // ReChorus' BPRMF
            new String[] {"user_emb.weight", "item_emb.weight"},
            new String[] {"user_factors.weight", "item_factors.weight"},
            new String[] {"embedding_user.weight", "embedding_item.weight"}); // the LightGCN authors' PureMF

    private static final List<String[]> BIASES = List.of(
            new String[] {"user_bias.weight", "item_bias.weight"},
            new String[] {"user_biases.weight", "item_biases.weight"},
            new String[] {"", "item_bias.weight"});

    /** The layout that has exactly these names; empty for another network. */
    static Optional<String[]> find(Set<String> names) {
        for (String[] tables : PUBLISHED) {
            if (names.contains(tables[0]) && names.contains(tables[1])) {
                for (String[] biases : BIASES) {
                    boolean both = names.contains(biases[1]) && (biases[0].isEmpty() || names.contains(biases[0]));
                    if (both && names.size() == (biases[0].isEmpty() ? 3 : 4)) {
                        return Optional.of(new String[] {tables[0], tables[1], biases[0], biases[1]});
                    }
                }
                if (names.size() == 2) {
                    return Optional.of(new String[] {tables[0], tables[1], "", ""});
                }
            }
        }
        return Optional.empty();
    }

    static FactorLayout of(String[] names, Weights weights) {
        long[] users = weights.tensor(names[0]).shape();
        long[] items = weights.tensor(names[1]).shape();
        return new FactorLayout(names[0], names[1], names[2], names[3], (int) users[0], (int) items[0], (int) items[1]);
    }

    /** Whether a LightGCN has just these names (its authors' and RecBole's), so that the names do not tell which it is. */
    boolean mayBePropagated() {
        return itemBias.isEmpty() && (users.equals("embedding_user.weight") || users.equals("user_embedding.weight"));
    }

    /** The module of the table of users. */
    String hook() {
        return users.substring(0, users.length() - ".weight".length());
    }
}
