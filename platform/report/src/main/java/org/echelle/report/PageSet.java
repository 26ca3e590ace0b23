package org.echelle.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.echelle.analysis.ConceptScores;
import org.echelle.analysis.FeatureConcept;

/**
 * Which features of one hook point get a page, and what is known of each of them: first those that are some concept's best
 * feature (by held-out F1), then the others by density, as far as the limit goes.
 */
final class PageSet {
    private final TreeSet<Integer> pages;
    private final Map<Integer, List<FeatureConcept>> concepts = new HashMap<>();
    private final long alive;

    PageSet(HookPointReport report, int limit) {
        Set<Integer> chosen = new LinkedHashSet<>();
        Optional<ConceptScores> scores = report.concepts().map(ConceptFindings::scores);
        scores.ifPresent(s -> {
            s.byFeature().forEach(f -> concepts.put(f.feature(), f.concepts()));
            s.concepts().stream()
                    .flatMap(c -> c.best().stream())
                    .sorted(Comparator.comparingDouble((FeatureConcept f) -> -f.f1()))
                    .forEach(f -> {
                        chosen.add(f.feature());
                        if (concepts.getOrDefault(f.feature(), List.of()).stream()
                                .noneMatch(known -> known.concept() == f.concept())) {
                            List<FeatureConcept> all = new ArrayList<>(concepts.getOrDefault(f.feature(), List.of()));
                            all.add(f);
                            concepts.put(f.feature(), all);
                        }
                    });
        });
        long living = 0;
        if (report.activations().isPresent()) {
            FeatureActivations activations = report.activations().get();
            List<Integer> dense = new ArrayList<>();
            for (int j = 0; j < activations.features(); j++) {
                if (activations.count(j) > 0) {
                    dense.add(j);
                }
            }
            living = dense.size();
            dense.sort(Comparator.comparingLong((Integer j) -> -activations.count(j))
                    .thenComparingInt(j -> j));
            chosen.addAll(dense);
            chosen.removeIf(j -> activations.count(j) == 0);
        } else {
            chosen.clear();
        }
        alive = living;
        pages = new TreeSet<>(chosen.stream().limit(Math.max(0, limit)).toList());
    }

    /** Features with a page, rising. */
    NavigableSet<Integer> features() {
        return pages;
    }

    boolean has(int feature) {
        return pages.contains(feature);
    }

    /** Features that are active somewhere. */
    long alive() {
        return alive;
    }

    /** Best concepts of a feature by F1 on the selection split, best first; empty when there are none. */
    List<FeatureConcept> concepts(int feature) {
        return concepts.getOrDefault(feature, List.of());
    }

    /** What is left out, as a sentence; empty when nothing is. */
    String leftOut() {
        return pages.size() >= alive
                ? ""
                : Numbers.count(pages.size()) + " of " + Numbers.count(alive)
                        + " active features have a page: first the best feature of every concept, then the most often active"
                        + " ones. Every feature is in the table of values below.";
    }
}
