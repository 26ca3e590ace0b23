package org.echelle.runs.brush;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.echelle.runs.MeasureJson;
import org.echelle.runs.pictures.Course;
import org.echelle.runs.pictures.Picture;

/**
 * What a brush did.
 *
 * @param facts config, versions, fingerprints
 * @param hook where it was painted
 * @param features what was painted
 * @param means of those features' activations where they fire
 * @param where as it was said
 * @param painted cells of the grid that were painted at some step; the whole sample where rows have no place
 * @param samples names, one a picture
 * @param seeds how many different ones
 * @param before pictures, unedited
 * @param seen what the judge sees in them; empty without a judge
 * @param strokes strength by strength, then the control
 * @param course how the first sample came about, unedited and by the last strength
 */
public record BrushOutcome(
        Map<String, Object> facts,
        String hook,
        List<Integer> features,
        List<Double> means,
        String where,
        String painted,
        List<String> samples,
        int seeds,
        List<Picture> before,
        Optional<List<String>> seen,
        List<Stroke> strokes,
        List<Course> course) {
    /** For other programs; pictures are left out. */
    public Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>(facts);
        json.put("hook", hook);
        json.put("features", features);
        json.put("mean-activations", means);
        json.put("where", where);
        json.put("painted", painted);
        json.put("samples", samples);
        seen.ifPresent(classes -> json.put("seen-before", classes));
        List<Map<String, Object>> all = new ArrayList<>();
        for (Stroke stroke : strokes) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("name", stroke.name());
            one.put("strength", stroke.strength());
            one.put("change-inside", MeasureJson.of(stroke.inside()));
            one.put("change-outside", MeasureJson.of(stroke.outside()));
            one.put("class-changed", MeasureJson.of(stroke.changed()));
            stroke.seen().ifPresent(classes -> one.put("seen", classes));
            all.add(one);
        }
        json.put("strokes", all);
        return json;
    }
}
