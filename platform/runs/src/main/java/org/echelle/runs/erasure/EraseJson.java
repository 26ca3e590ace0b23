package org.echelle.runs.erasure;

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
        json.put("distance-hook", outcome.distanceHook());
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
            r.score().ifPresent(score -> put(score, one));
            results.add(one);
        }
        json.put("results", results);
        Map<String, Object> means = new LinkedHashMap<>();
        outcome.means().forEach((method, m) -> {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("classes", m.targets());
            put(m.score(), one);
            means.put(method, one);
        });
        json.put("means", means);
        return json;
    }

    private static Map<String, Object> against(FeatureDistances.Against distance) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("edited", Evaluated.measure(distance.edited()));
        json.put("floor", Evaluated.measure(distance.floor()));
        json.put("above-floor", Evaluated.measure(distance.above()));
        return json;
    }

    private static void put(EraseScore score, Map<String, Object> json) {
        json.put("unlearning", Evaluated.measure(score.unlearning()));
        json.put("retention", Evaluated.measure(score.retention()));
        json.put("retention-loss", Evaluated.measure(score.loss()));
        for (Kept kept : score.kept()) {
            json.put(kept.group() + "-retention", Evaluated.measure(kept.retention()));
            json.put(kept.group() + "-retention-loss", Evaluated.measure(kept.loss()));
        }
        score.distances().ifPresent(d -> {
            json.put("kept-frechet-distance", against(d.frechet()));
            json.put("kept-kernel-distance", against(d.kernel()));
            json.put("kept-moved", Evaluated.measure(d.moved()));
        });
    }
}
