package org.echelle.runs.ranking;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.echelle.analysis.Interval;
import org.echelle.analysis.Measure;
import org.echelle.runs.MeasureJson;

/**
 * What an experiment on rankings found.
 *
 * @param facts config, versions, fingerprints
 * @param options what was asked
 * @param hook the hook point
 * @param target the attribute
 * @param items items that have it
 * @param features the edited features
 * @param split users chosen on, users measured, users of these whose next item is known
 * @param doses the unedited ranking, the reconstruction, the ablation, then strength by strength
 * @param others the target's siblings, one row an attribute
 * @param confidence dictionaries side by side; empty where none was asked for
 * @param dictionary features of the run's dictionary with their concepts, surest first
 * @param users a few users' lists before and after
 */
public record RankOutcome(
        Map<String, Object> facts,
        RankOptions options,
        String hook,
        String target,
        int items,
        List<Feature> features,
        int[] split,
        List<Dose> doses,
        List<Other> others,
        List<Confident> confidence,
        List<Entry> dictionary,
        List<Lists> users) {
    /** Places of hits and gains. */
    public static final List<Integer> PLACES = List.of(5, 10, 20, 50);

    /**
     * An edited feature.
     *
     * @param number its number
     * @param name what its card calls it; may be empty
     * @param score correlation of its activation at the end of histories with the target's exposure, on the selection side; NaN where it
     *     was given by number
     * @param rate share of rows on which it fires
     * @param mean activation where it fires
     */
    public record Feature(int number, String name, double score, double rate, double mean) {}

    /**
     * One edit of all measured users.
     *
     * @param name for tables
     * @param strength of the amplification; NaN for the unedited ranking, the reconstruction and the ablation
     * @param exposure share of shown places with the target's items
     * @param exposureChange against the unedited ranking, user by user
     * @param band what matched features do to the same share, from the least to the most of the draws
     * @param rankChange change of the mean place of the target's items, negative is better
     * @param rankBand the same of matched features
     * @param othersChange mean over siblings of the absolute change of their exposure
     * @param othersBand the same of matched features
     * @param othersOutside siblings whose change lies outside what matched features do to the same sibling; -1 without a band
     * @param hitsWith share of users with a next item that has the target, who find it among the first {@code top}
     * @param hitsWithout the same of users whose next item lacks it
     * @param hits {@code [place]} HR over all users with a next item
     * @param gains {@code [place]} NDCG
     */
    public record Dose(
            String name,
            double strength,
            Measure exposure,
            Measure exposureChange,
            Interval band,
            Measure rankChange,
            Interval rankBand,
            double othersChange,
            Interval othersBand,
            int othersOutside,
            Measure hitsWith,
            Measure hitsWithout,
            List<Measure> hits,
            List<Measure> gains) {}

    /**
     * A sibling of the target at the largest strength.
     *
     * @param attribute its name
     * @param before share of shown places
     * @param change of it
     * @param band what matched features do to it, from the least to the most of the draws
     */
    public record Other(String attribute, double before, Measure change, Interval band) {
        /** Whether matched features change it as much. */
        public boolean inside() {
            return band.known() && band.holds(change.value());
        }
    }

    /**
     * How many features of a dictionary have a confident concept.
     *
     * @param method the dictionary
     * @param features of it
     * @param tested features with enough users to be tested
     * @param verified features with a verified concept
     * @param share of all tested features, with Wilson's interval
     */
    public record Confident(String method, int features, int tested, int verified, Measure share) {}

    /** A feature's concept. */
    public record Entry(int feature, String concept, double levelWith, double levelWithout, int right, int cases) {}

    /**
     * One user.
     *
     * @param id the user
     * @param history names of the last consumed items, latest last
     * @param next name of the item that came next; empty where nobody knows
     * @param before names of the shown items; those with the target are marked
     * @param after the same at the largest strength
     */
    public record Lists(String id, List<String> history, String next, List<String> before, List<String> after) {}

    /** The strongest amplification. */
    public Dose strongest() {
        return doses.stream()
                .filter(d -> Double.isFinite(d.strength()))
                .max(java.util.Comparator.comparingDouble(Dose::strength))
                .orElseThrow();
    }

    /** For other programs. */
    public Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>(facts);
        json.put("options", options.json());
        json.put("hook", hook);
        json.put("target", target);
        json.put("target-items", items);
        json.put("users-chosen-on", split[0]);
        json.put("users-measured", split[1]);
        json.put("users-with-next-item", split[2]);
        json.put("features", features.stream().map(RankOutcome::json).toList());
        json.put("doses", doses.stream().map(this::json).toList());
        json.put("others", others.stream().map(RankOutcome::json).toList());
        json.put("confidence", confidence.stream().map(RankOutcome::json).toList());
        json.put("dictionary", dictionary);
        json.put("users", users);
        return json;
    }

    private static Map<String, Object> json(Feature f) {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("feature", f.number());
        one.put("name", f.name());
        if (Double.isFinite(f.score())) {
            one.put("correlation", f.score());
        }
        one.put("rate", f.rate());
        one.put("mean", f.mean());
        return one;
    }

    private Map<String, Object> json(Dose d) {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("name", d.name());
        if (Double.isFinite(d.strength())) {
            one.put("strength", d.strength());
        }
        one.put("exposure", MeasureJson.of(d.exposure()));
        one.put("exposure-change", MeasureJson.of(d.exposureChange()));
        one.put("exposure-band", MeasureJson.of(d.band()));
        one.put("mean-rank-change", MeasureJson.of(d.rankChange()));
        one.put("mean-rank-band", MeasureJson.of(d.rankBand()));
        one.put("others-absolute-change", d.othersChange());
        one.put("others-band", MeasureJson.of(d.othersBand()));
        if (d.othersOutside() >= 0) {
            one.put("others-outside-their-band", d.othersOutside());
        }
        one.put("hit-rate-with-target", MeasureJson.of(d.hitsWith()));
        one.put("hit-rate-without-target", MeasureJson.of(d.hitsWithout()));
        for (int i = 0; i < PLACES.size(); i++) {
            one.put("hr-at-" + PLACES.get(i), MeasureJson.of(d.hits().get(i)));
            one.put("ndcg-at-" + PLACES.get(i), MeasureJson.of(d.gains().get(i)));
        }
        return one;
    }

    private static Map<String, Object> json(Other o) {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("attribute", o.attribute());
        one.put("before", o.before());
        one.put("change", MeasureJson.of(o.change()));
        one.put("band", MeasureJson.of(o.band()));
        return one;
    }

    private static Map<String, Object> json(Confident c) {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("method", c.method());
        one.put("features", c.features());
        one.put("tested", c.tested());
        one.put("verified", c.verified());
        one.put("share", MeasureJson.of(c.share()));
        return one;
    }
}
