package org.echelle.runs.erasure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Gathers what came of each method on each target, for the means over targets. */
final class EraseMeans {
    private final Map<String, List<EraseFigures>> byMethod = new LinkedHashMap<>();

    void add(String method, EraseFigures figures) {
        byMethod.computeIfAbsent(method, m -> new ArrayList<>()).add(figures);
    }

    /**
     * By method, in the order in which methods were added.
     *
     * @param measuring that all figures are of
     */
    Map<String, EraseOutcome.Means> of(EraseMeasuring measuring) {
        Map<String, EraseOutcome.Means> means = new LinkedHashMap<>();
        byMethod.forEach((method, figures) -> means.put(
                method,
                new EraseOutcome.Means(figures.size(), measuring.mean(figures).score())));
        return means;
    }
}
