package org.echelle.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.echelle.analysis.ConceptScores;
import org.echelle.analysis.FeatureConcept;

/**
 * A concept that a feature tells well, for the head of the index page.
 *
 * @param score of the concept's best feature
 * @param cards strongest samples of that feature
 */
record Highlight(FeatureConcept score, List<Gallery.Card> cards) {
    private static final int CONCEPTS = 6;
    private static final int SAMPLES = 4;

    /** The best-told concepts by held-out F1, each with another feature; only what the tests of all pairs support. */
    static List<FeatureConcept> choose(Site.Section section) {
        List<FeatureConcept> chosen = new ArrayList<>();
        if (section.report().concepts().isEmpty()) {
            return chosen;
        }
        ConceptScores scores = section.report().concepts().get().scores();
        Set<Integer> seen = new HashSet<>();
        scores.concepts().stream()
                .flatMap(concept -> concept.best().stream())
                .filter(best ->
                        best.q() <= scores.options().alpha() && section.pages().has(best.feature()))
                .sorted(Comparator.comparingDouble((FeatureConcept best) -> -best.f1())
                        .thenComparingInt(FeatureConcept::concept))
                .forEach(best -> {
                    if (chosen.size() < CONCEPTS && seen.add(best.feature())) {
                        chosen.add(best);
                    }
                });
        return chosen;
    }

    static Highlight of(FeatureConcept score, Gallery gallery) {
        List<Gallery.Card> strongest =
                gallery.groups().isEmpty() ? List.of() : gallery.groups().get(0).cards();
        return new Highlight(
                score,
                strongest.stream()
                        .filter(card -> card.value() > 0)
                        .limit(SAMPLES)
                        .toList());
    }

    /** The drawings for its cards. */
    List<String> drawn(int hook, Fragments fragments) throws IOException {
        List<String> drawn = new ArrayList<>();
        for (Gallery.Card card : cards) {
            drawn.add(fragments.get(Drawings.key(Drawings.onIndex(hook), score.feature(), card)));
        }
        return drawn;
    }
}
