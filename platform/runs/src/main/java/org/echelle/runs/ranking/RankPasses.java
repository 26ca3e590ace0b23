package org.echelle.runs.ranking;

import java.util.ArrayList;
import java.util.List;

/** Every measured user's figures under every variant. */
final class RankPasses {
    private final List<Integer> samples = new ArrayList<>();
    private final List<List<UserFigures>> figures = new ArrayList<>();

    RankPasses(int variants) {
        for (int v = 0; v < variants; v++) {
            figures.add(new ArrayList<>());
        }
    }

    void add(int sample) {
        samples.add(sample);
    }

    void add(int variant, UserFigures user) {
        figures.get(variant).add(user);
    }

    int users() {
        return samples.size();
    }

    int sample(int user) {
        return samples.get(user);
    }

    /** In the order of users. */
    List<UserFigures> of(int variant) {
        return figures.get(variant);
    }
}
