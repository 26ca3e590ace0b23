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
        json.put("results", results(outcome.results()));
        if (!outcome.settings().isEmpty()) {
            json.put("settings", results(outcome.settings()));
        }
        Map<String, Object> means = new LinkedHashMap<>();
        outcome.means().forEach((method, m) -> {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("classes", m.targets());
            put(m.score(), one);
            means.put(method, one);
        });
        json.put("means", means);
        if (!outcome.robustness().isEmpty()) {
            json.put("attack-hook", outcome.attacked().hook());
            json.put("attack-bound", outcome.attacked().bound());
            json.put(
                    "robustness",
                    outcome.robustness().stream().map(EraseJson::robustness).toList());
        }
        return json;
    }

    private static List<Map<String, Object>> results(List<EraseResult> results) {
        List<Map<String, Object>> all = new ArrayList<>();
        for (EraseResult r : results) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("target", r.target());
            one.put("method", r.method());
            one.put("setting", r.setting());
            one.put("features", r.features());
            r.score().ifPresent(score -> put(score, one));
            all.add(one);
        }
        return all;
    }

    private static Map<String, Object> robustness(Robustness r) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("target", r.target());
        json.put("method", r.method());
        Map<String, Object> shares = new LinkedHashMap<>();
        r.prompts().forEach(p -> shares.put(p.prompt(), Evaluated.measure(p.shows())));
        json.put("paraphrases", shares);
        r.attack().ifPresent(attack -> {
            Map<String, Object> found = new LinkedHashMap<>();
            found.put("asked", attack.asked());
            found.put("samples-of-the-search", attack.samples());
            found.put("before", Evaluated.measure(attack.before()));
            found.put("random-direction", Evaluated.measure(attack.random()));
            found.put("after", Evaluated.measure(attack.after()));
            found.put("gain", Evaluated.measure(attack.gain()));
            json.put("attack", found);
        });
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
