package org.echelle.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.echelle.runs.Designs;

/** What designs are proposed and what speaks for them, for the page and the terminal. */
public final class DesignPage {
    private DesignPage() {}

    /** Sheets are {@code designs}, {@code origins} and {@code features}. */
    public static FindingPage of(Designs d) {
        return new FindingPage(
                "Design",
                "Designs from " + d.original() + " towards " + d.target(),
                lead(d),
                notes(d),
                List.of(),
                List.of(designs(d), origins(d), features(d)),
                List.of(),
                json(d));
    }

    /** Whether steering the predictive features finds better variants than steering others does. */
    static String lead(Designs d) {
        Designs.Origin ours = d.origin(Designs.STEERED);
        String first = d.designs().isEmpty()
                ? "No design is new."
                : String.format(
                        Locale.ROOT,
                        "Best of %,d proposals by prediction: %s.",
                        Math.round(ours.proposals()),
                        d.designs().get(0).name());
        if (Double.isNaN(ours.percentile())) {
            return first
                    + " None of the proposals has been measured, so that nothing but the prediction speaks for them.";
        }
        String measured = String.format(
                Locale.ROOT,
                " The %,.0f proposals of steered features that were measured and not learnt from lie at the mean percentile %.0f",
                ours.known(),
                ours.percentile());
        return d.origins().stream()
                .filter(o -> o.name().equals(Designs.MATCHED) && !Double.isNaN(o.percentile()))
                .findFirst()
                .map(m -> first
                        + measured
                        + String.format(
                                Locale.ROOT,
                                "; those of matched random features at %.0f%s. %s",
                                m.percentile(),
                                m.spread().known()
                                        ? String.format(
                                                Locale.ROOT,
                                                " (%.0f to %.0f)",
                                                m.spread().low(),
                                                m.spread().high())
                                        : "",
                                !m.spread().known()
                                        ? ""
                                        : ours.percentile() > m.spread().high()
                                                ? "Steering the predictive features finds better variants than steering others."
                                                : "Steering the predictive features finds no better variants than steering"
                                                        + " others."))
                .orElse(first + measured + ".");
    }

    private static List<String> notes(Designs d) {
        List<String> notes =
                new ArrayList<>(List.of(d.run() + ", " + d.hook() + ". Lines on feature means were fitted to "
                        + Numbers.count(d.labels(), "label", "labels")
                        + (Double.isNaN(d.held())
                                ? "."
                                : "; on the " + Numbers.count(d.measured()) + " others their Spearman is "
                                        + Numbers.figure(d.held()) + ".")));
        notes.addAll(d.notes());
        return notes;
    }

    private static Object known(double value) {
        return Double.isNaN(value) ? "" : value;
    }

    private static FindingPage.Sheet designs(Designs d) {
        List<List<Object>> rows = new ArrayList<>();
        for (Designs.Design each : d.designs()) {
            rows.add(List.of(
                    rows.size() + 1,
                    each.name(),
                    each.distance(),
                    new FindingPage.Ranged(each.predicted(), each.middle(), 0),
                    each.score(),
                    String.join(
                            " ", each.features().stream().map(String::valueOf).toList()),
                    known(each.known())));
        }
        return new FindingPage.Sheet(
                "designs",
                "Designs, highest prediction first",
                "In brackets the middle 95 % of the lines. Sequences that were learnt from are left out; “measured” was not"
                        + " learnt from.",
                List.of("place", "changes", "distance", "predicted", "label-free score", "features", "measured"),
                Map.of(),
                rows);
    }

    private static FindingPage.Sheet origins(Designs d) {
        List<List<Object>> rows = new ArrayList<>();
        for (Designs.Origin o : d.origins()) {
            rows.add(List.of(
                    o.name(),
                    o.proposals(),
                    known(o.predicted()),
                    o.known(),
                    known(o.mean()),
                    Double.isNaN(o.percentile()) ? "" : new FindingPage.Ranged(o.percentile(), o.spread(), 0)));
        }
        return new FindingPage.Sheet(
                "origins",
                "Single changes by where they come from",
                "What was measured of them and not learnt from; percentile 50 is chance. Brackets: middle 95 % of draws of"
                        + " random features.",
                List.of("proposed by", "changes", "predicted", "measured", "mean of these", "percentile"),
                Map.of(),
                rows);
    }

    private static FindingPage.Sheet features(Designs d) {
        List<List<Object>> rows = new ArrayList<>();
        for (Designs.Feature f : d.features()) {
            rows.add(List.of(
                    f.feature(),
                    f.name(),
                    f.weight(),
                    Numbers.percent(f.agree()),
                    String.join(", ", f.values().stream().map(Numbers::figure).toList())));
        }
        return new FindingPage.Sheet(
                "features",
                "Steered features",
                "Weights in " + d.target() + " by standard deviation of the feature’s mean.",
                List.of("feature", "name", "weight", "agree", "set to"),
                Map.of(),
                rows);
    }

    private static Map<String, Object> json(Designs d) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("run", d.run());
        json.put("hook", d.hook());
        json.put("target", d.target());
        json.put("original", d.original());
        json.put("labels", d.labels());
        json.put("measured-not-learnt", d.measured());
        put(json, "held-out-spearman", d.held());
        json.put("features", d.features());
        List<Object> designs = new ArrayList<>();
        for (Designs.Design each : d.designs()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("changes", each.name());
            one.put("sequence", each.letters());
            one.put("distance", each.distance());
            put(one, "predicted", each.predicted());
            put(one, "low", each.middle().low());
            put(one, "high", each.middle().high());
            put(one, "label-free-score", each.score());
            one.put("features", each.features());
            put(one, "measured", each.known());
            designs.add(one);
        }
        json.put("designs", designs);
        List<Object> origins = new ArrayList<>();
        for (Designs.Origin o : d.origins()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("proposed-by", o.name());
            put(one, "changes", o.proposals());
            put(one, "predicted", o.predicted());
            put(one, "measured", o.known());
            put(one, "mean", o.mean());
            put(one, "percentile", o.percentile());
            if (o.spread().known()) {
                put(one, "low", o.spread().low());
                put(one, "high", o.spread().high());
            }
            origins.add(one);
        }
        json.put("origins", origins);
        json.put("notes", d.notes());
        return json;
    }

    private static void put(Map<String, Object> json, String key, double value) {
        if (Double.isFinite(value)) {
            json.put(key, value);
        }
    }

    /** Designs and origins, a line each, for the terminal. */
    public static List<String> lines(Designs d) {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "  %-24s %10s %18s %12s %10s",
                "changes",
                "predicted",
                "[lines]",
                "label-free",
                "measured"));
        for (Designs.Design each : d.designs()) {
            lines.add(String.format(
                    Locale.ROOT,
                    "  %-24s %10.4g %18s %12.3f %10s",
                    each.name(),
                    each.predicted(),
                    String.format(
                            Locale.ROOT,
                            "[%.3g, %.3g]",
                            each.middle().low(),
                            each.middle().high()),
                    each.score(),
                    Double.isNaN(each.known()) ? "" : String.format(Locale.ROOT, "%.4g", each.known())));
        }
        lines.add("Single changes that were measured and not learnt from (percentile 50 is chance):");
        for (Designs.Origin o : d.origins()) {
            lines.add(String.format(
                    Locale.ROOT,
                    "  %-58s %s",
                    o.name(),
                    Double.isNaN(o.percentile())
                            ? "none measured"
                            : String.format(
                                    Locale.ROOT,
                                    "percentile %.1f%s of %.0f",
                                    o.percentile(),
                                    o.spread().known()
                                            ? String.format(
                                                    Locale.ROOT,
                                                    " [%.1f, %.1f]",
                                                    o.spread().low(),
                                                    o.spread().high())
                                            : "",
                                    o.known())));
        }
        return lines;
    }
}
