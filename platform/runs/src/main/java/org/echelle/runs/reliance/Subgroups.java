package org.echelle.runs.reliance;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.echelle.api.Concept;

/**
 * The verdict in parts of the samples, such as one scanner, view or band of age: as the subject is, through the dictionary, on the strongest
 * features only and without them.
 */
final class Subgroups {
    /** Samples with the finding, and without it, that a part must have for its figures to say anything. */
    private static final int FEWEST = 5;

    /** The most features of each class that count as few. */
    private static final int FEW = 10;

    private final List<Concept> concepts;
    private final Map<Integer, float[]> labels = new HashMap<>();
    private final List<String> left = new ArrayList<>();

    /** @param reads of the held-out samples, with their labels */
    Subgroups(List<Concept> concepts, List<Read> reads) {
        this.concepts = concepts;
        reads.forEach(r -> labels.put(r.sample(), r.labels()));
    }

    /**
     * Tells one part a concept, and one more without it where the concept stands alone in its group.
     *
     * @param by concepts that say how samples were taken
     */
    List<Findings.Subgroup> told(Verdicts verdicts, List<Integer> by) {
        int few = verdicts.seen().stream()
                .filter(s -> s.units().equals(Verdicts.FEATURES))
                .mapToInt(Verdicts.Seen::count)
                .filter(k -> k <= FEW)
                .max()
                .orElse(0);
        List<Findings.Subgroup> told = new ArrayList<>();
        for (int c : by) {
            Concept concept = concepts.get(c);
            part(verdicts, concept.id(), c, true, few).ifPresent(told::add);
            if (concepts.stream().filter(o -> o.group().equals(concept.group())).count() == 1) {
                part(verdicts, "not " + concept.id(), c, false, few).ifPresent(told::add);
            }
        }
        return told;
    }

    /** Parts that were too small to tell, by name. */
    List<String> left() {
        return left;
    }

    private Optional<Findings.Subgroup> part(Verdicts verdicts, String name, int concept, boolean with, int few) {
        IntPredicate among = i -> {
            float label = labels.get(verdicts.samples()[i])[concept];
            return !Float.isNaN(label) && label > 0 == with;
        };
        int[] members =
                IntStream.range(0, verdicts.samples().length).filter(among).toArray();
        int positives =
                (int) IntStream.of(members).filter(i -> verdicts.positive()[i]).count();
        if (positives < FEWEST || members.length - positives < FEWEST) {
            left.add(name);
            return Optional.empty();
        }
        return Optional.of(new Findings.Subgroup(
                name,
                members.length,
                positives,
                verdicts.auroc(find(verdicts, Verdicts.BASE, 0), among),
                verdicts.auroc(find(verdicts, Verdicts.RECONSTRUCTION, 0), among),
                few,
                few == 0 ? Optional.empty() : Optional.of(verdicts.auroc(find(verdicts, Verdicts.ON, few), among)),
                few == 0 ? Optional.empty() : Optional.of(verdicts.auroc(find(verdicts, Verdicts.OFF, few), among))));
    }

    private static Verdicts.Seen find(Verdicts verdicts, String what, int count) {
        return verdicts.seen().stream()
                .filter(s -> s.what().equals(what)
                        && s.count() == count
                        && (s.units().isEmpty() || s.units().equals(Verdicts.FEATURES)))
                .findFirst()
                .orElseThrow();
    }
}
