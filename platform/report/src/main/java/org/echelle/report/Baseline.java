package org.echelle.report;

import java.util.List;
import java.util.Optional;
import org.echelle.analysis.Interval;
import org.echelle.analysis.ScoreComparison;

/**
 * The best that anything but the dictionary does on a concept.
 *
 * @param method its name
 * @param f1 held-out F1 of its best unit
 * @param interval of that
 */
record Baseline(String method, double f1, Interval interval) {
    /** Empty where the concept was not compared. */
    static Optional<Baseline> of(ConceptFindings findings, int concept) {
        if (findings.comparison().isEmpty()) {
            return Optional.empty();
        }
        ScoreComparison comparison = findings.comparison().get();
        String id = findings.scores().concepts().get(concept).concept().id();
        return comparison.concepts().stream()
                .filter(row -> row.concept().id().equals(id))
                .findFirst()
                .flatMap(row -> best(comparison.methods(), row.cells(), findings.method()));
    }

    private static Optional<Baseline> best(List<String> methods, List<ScoreComparison.Cell> cells, String ours) {
        Baseline best = null;
        for (int m = 0; m < cells.size(); m++) {
            ScoreComparison.Cell cell = cells.get(m);
            if (!methods.get(m).equals(ours) && (best == null || cell.f1() > best.f1())) {
                best = new Baseline(methods.get(m), cell.f1(), cell.f1Interval());
            }
        }
        return Optional.ofNullable(best);
    }
}
