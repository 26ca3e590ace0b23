package org.echelle.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.echelle.analysis.ConceptScores;
import org.echelle.analysis.ScoreComparison;

/**
 * Features beside concepts.
 *
 * @param method name of the dictionary in {@code comparison}, such as {@code SAE}
 * @param scores of the dictionary's features
 * @param comparison the same concepts scored with the dictionary and with baselines (neurons, PCA, a random dictionary, a
 *     subject with random weights)
 * @param methods what each method of the comparison is, in a sentence
 * @param split how samples were divided, such as {@code "half of the samples, grouped by patient, seed 1"}
 * @param labels which samples have a concept; counter-examples need it
 */
public record ConceptFindings(
        String method,
        ConceptScores scores,
        Optional<ScoreComparison> comparison,
        Map<String, String> methods,
        String split,
        Optional<ConceptLabels> labels) {
    public ConceptFindings {
        methods = Collections.unmodifiableMap(new LinkedHashMap<>(methods));
    }
}
