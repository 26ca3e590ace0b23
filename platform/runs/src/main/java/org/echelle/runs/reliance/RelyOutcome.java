package org.echelle.runs.reliance;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.echelle.api.HookPoint;
import org.echelle.runs.MeasureJson;

/**
 * What a classifier was found to rely on.
 *
 * @param facts config, versions, fingerprints
 * @param hook where it was looked at
 * @param target the output that was asked about
 * @param finding id of the concept that is its truth; empty where there was none
 * @param sides how many samples chose and how many told, in words
 * @param notes what a reader must know
 * @param intervened the subject on some features; empty without a finding
 * @param subgroups the same in parts of the samples; empty without concepts that make parts
 * @param top features of the classes; empty without a finding
 * @param located maps against annotations
 * @param ahead the best feature's lead
 * @param confounded features against confounders; empty without them
 * @param drawn samples for the page
 */
public record RelyOutcome(
        Map<String, Object> facts,
        HookPoint hook,
        String target,
        String finding,
        String sides,
        List<String> notes,
        List<Findings.Intervened> intervened,
        List<Findings.Subgroup> subgroups,
        List<Findings.TopFeature> top,
        List<Findings.Located> located,
        List<Findings.Ahead> ahead,
        List<Findings.Confounded> confounded,
        List<Findings.Drawn> drawn) {
    /** For other programs; drawn samples are left out. */
    public Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>(facts);
        json.put("hook", hook.name());
        json.put("target", target);
        json.put("finding", finding);
        json.put("sides", sides);
        json.put("notes", notes);
        List<Map<String, Object>> list = new ArrayList<>();
        for (Findings.Intervened i : intervened) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("what", i.what());
            one.put("units", i.units());
            one.put("k", i.count());
            one.put("units-in-set", i.kept());
            one.put("auroc", MeasureJson.of(i.auroc()));
            one.put("average-precision", MeasureJson.of(i.precision()));
            list.add(one);
        }
        json.put("interventions", list);
        json.put("subgroups", subgroups.stream().map(RelyOutcome::told).toList());
        json.put("top-features", top);
        json.put("localisation", located.stream().map(RelyOutcome::told).toList());
        json.put(
                "best-feature-ahead",
                ahead.stream()
                        .map(a ->
                                Map.of("concept", a.concept(), "of", a.method(), "iou", MeasureJson.of(a.difference())))
                        .toList());
        json.put("confounders", confounded.stream().map(RelyOutcome::told).toList());
        return json;
    }

    private static Map<String, Object> told(Findings.Located l) {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("concept", l.concept());
        one.put("method", l.method());
        one.put("unit", l.unit());
        one.put("threshold", l.threshold());
        one.put("samples", l.samples());
        one.put("iou", MeasureJson.of(l.iou()));
        one.put("pointing", MeasureJson.of(l.pointing()));
        one.put("energy", MeasureJson.of(l.energy()));
        return one;
    }

    private static Map<String, Object> told(Findings.Subgroup s) {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("subgroup", s.name());
        one.put("samples", s.samples());
        one.put("positives", s.positives());
        one.put("auroc-base", MeasureJson.of(s.base()));
        one.put("auroc-reconstruction", MeasureJson.of(s.reconstruction()));
        one.put("k", s.count());
        s.on().ifPresent(m -> one.put("auroc-on", MeasureJson.of(m)));
        s.off().ifPresent(m -> one.put("auroc-off", MeasureJson.of(m)));
        return one;
    }

    private static Map<String, Object> told(Findings.Confounded c) {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("feature", c.feature());
        one.put("name", c.name());
        one.put("confounder", c.confounder());
        one.put("auroc-of-confounder", MeasureJson.of(c.ofConfounder()));
        one.put("auroc-of-finding", MeasureJson.of(c.ofFinding()));
        one.put("difference", MeasureJson.of(c.difference()));
        one.put("confounded", c.confounded());
        return one;
    }
}
