package org.echelle.runs;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.echelle.steering.FeatureGraph;

/**
 * What an attribution found: the content of {@code attribution.json}.
 *
 * @param facts options, versions, fingerprints, timings
 * @param hook the hook point
 * @param sample id of the sample
 * @param output name of the output
 * @param method in words
 * @param value the output's logit
 * @param baseline the same with all features off, error term kept
 * @param sum of all features' contributions
 * @param agreement correlation over the listed features of contribution and effect of ablation; NaN for fewer than three
 * @param features the strongest, strongest first
 * @param graph between two hook points, where asked for
 * @param graphFrom earlier hook point of the graph; empty without
 */
public record AttributeOutcome(
        Map<String, Object> facts,
        String hook,
        String sample,
        String output,
        String method,
        double value,
        double baseline,
        double sum,
        double agreement,
        List<Line> features,
        Optional<FeatureGraph> graph,
        String graphFrom) {
    /**
     * One feature.
     *
     * @param name what it is called on its card; empty without one
     * @param contribution to the output, in units of the logit
     * @param activation summed over the sample's rows
     * @param rows on which it fires
     * @param ablation by how much the logit falls when the feature alone is ablated, exactly
     */
    public record Line(int feature, String name, double contribution, double activation, int rows, double ablation) {}

    /** Names and values for {@code attribution.json}. */
    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>(facts);
        json.put("hook", hook);
        json.put("sample", sample);
        json.put("output", output);
        json.put("method", method);
        json.put("logit", value);
        json.put("logit-without-features", baseline);
        json.put("sum-of-contributions", sum);
        json.put("agreement-with-ablation", agreement);
        json.put("features", features);
        graph.ifPresent(g -> {
            json.put("graph-from", graphFrom);
            json.put("graph", g);
        });
        return json;
    }
}
