package org.echelle.report;

import java.util.List;
import java.util.Optional;
import org.echelle.analysis.ScoreComparison;

/** What the network tells as well with random weights: such concepts say nothing of what it learnt. */
final class Untrained {
    /** The baseline's name in a run. */
    private static final String METHOD = "untrained subject";

    /** More concepts than this are counted. */
    private static final int NAMED = 3;

    private Untrained() {}

    /**
     * Names the concepts on which the untrained network is at least as good as the dictionary.
     *
     * @param least both tell a concept only above this F1
     * @return empty where there are none, or where the untrained network was not scored
     */
    static Optional<String> sentence(ConceptFindings findings, double least) {
        if (findings.comparison().isEmpty()) {
            return Optional.empty();
        }
        ScoreComparison comparison = findings.comparison().get();
        int ours = comparison.methods().indexOf(findings.method());
        int untrained = comparison.methods().indexOf(METHOD);
        if (ours < 0 || untrained < 0) {
            return Optional.empty();
        }
        List<String> names = comparison.concepts().stream()
                .filter(row -> {
                    double f1 = row.cells().get(ours).f1();
                    return f1 > least && row.cells().get(untrained).f1() >= f1;
                })
                .map(row -> row.concept().name())
                .toList();
        return names.isEmpty()
                ? Optional.empty()
                : Optional.of("With random weights the network tells " + some(names) + " at least as well: what can be"
                        + " read off the input alone, such as a class that it is given as condition, passes through random"
                        + " weights, too, so that the dictionary’s F1 there shows that the information reaches this hook"
                        + " point, and not that the network learnt it.");
    }

    private static String some(List<String> names) {
        int more = names.size() - NAMED;
        String first = String.join(", ", names.subList(0, Math.min(NAMED, names.size())));
        return more > 0 ? first + " and " + Numbers.count(more) + " more" : first;
    }
}
