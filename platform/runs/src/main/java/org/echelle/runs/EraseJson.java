package org.echelle.runs;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.echelle.runs.evaluation.Evaluated;

/** An erasure for other programs. */
final class EraseJson {
    private EraseJson() {}

    static Map<String, Object> of(EraseOutcome outcome) {
        Map<String, Object> json = new LinkedHashMap<>(outcome.facts());
        json.put("hook", outcome.hook());
        json.put("asked", outcome.asked());
        json.put("classes", outcome.classes());
        json.put("samples", outcome.n());
        json.put("tuning-samples", outcome.tuning());
        json.put("unedited-accuracy", Evaluated.measure(outcome.unedited()));
        List<Map<String, Object>> results = new ArrayList<>();
        for (EraseResult r : outcome.results()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("target", r.target());
            one.put("method", r.method());
            one.put("setting", r.setting());
            one.put("features", r.features());
            r.score().ifPresent(score -> {
                one.put("unlearning", Evaluated.measure(score.unlearning()));
                one.put("retention", Evaluated.measure(score.retention()));
                one.put("retention-loss", Evaluated.measure(score.loss()));
            });
            results.add(one);
        }
        json.put("results", results);
        Map<String, Object> means = new LinkedHashMap<>();
        outcome.means()
                .forEach((method, m) -> means.put(
                        method,
                        Map.of(
                                "classes", m.targets(),
                                "unlearning", Evaluated.measure(m.unlearning()),
                                "retention", Evaluated.measure(m.retention()),
                                "retention-loss", Evaluated.measure(m.loss()))));
        json.put("means", means);
        return json;
    }
}
