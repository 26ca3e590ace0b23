package org.echelle.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.echelle.runs.Comparison;

/** What a comparison of two runs says, for the page and the terminal. */
public final class ComparisonPage {
    private ComparisonPage() {}

    /** The page of a comparison; its sheets are {@code matched}, {@code only-first} and {@code only-second}. */
    public static FindingPage of(Comparison c) {
        boolean samples = c.kind().equals(Comparison.SAMPLES);
        List<String> notes =
                new ArrayList<>(List.of("First: " + side(c.first()), "Second: " + side(c.second()), c.measured()));
        if (!samples) {
            notes.add(
                    "Paired one to one by " + c.likeness() + "; matched: a likeness of at least "
                            + Numbers.figure(c.least()) + "."
                            + (c.exact()
                                    ? " No other pairing has a greater sum of likenesses."
                                    : " Too many features for the best pairing: mutual nearest ones first, the rest greedily."));
        }
        notes.addAll(c.notes());
        List<FindingPage.Figure> figures = new ArrayList<>();
        double[] values = samples
                ? c.pairs().stream().mapToDouble(p -> p.shift().delta()).toArray()
                : c.likenesses().stream().mapToDouble(Float::doubleValue).toArray();
        figures.add(new FindingPage.Figure(
                Charts.shares("likeness", values, samples ? "delta" : "likeness of paired features", "features"),
                (samples
                                ? "Delta of each feature: 0.5 unchanged, below 0.1 suppressed, above 0.9 exaggerated in the"
                                        + " second set; skewness " + Numbers.figure(c.skewness()) + "."
                                : "Likeness of all " + Numbers.count(values.length)
                                        + " pairs, those that do not match too; below 0 counts as 0. One figure a pair, so no"
                                        + " interval.")
                        + " " + c.measured()));
        return new FindingPage(
                "Comparison",
                samples ? "Two data sets through one dictionary" : "Two dictionaries on the same samples",
                headline(c),
                notes,
                figures,
                List.of(
                        pairs(c, samples),
                        alone("only-first", "Only in the first", c.onlyFirst(), samples),
                        alone("only-second", "Only in the second", c.onlySecond(), samples)),
                pictures(c),
                c);
    }

    /** The strongest samples of both features of the clearest pairs, one above the other. */
    private static List<FindingPage.Pictures> pictures(Comparison c) {
        List<FindingPage.Pictures> rows = new ArrayList<>();
        for (Comparison.Shown shown : c.shown()) {
            boolean first = shown.side() == 0;
            rows.add(new FindingPage.Pictures(
                    "Feature " + shown.feature()
                            + (shown.name().isEmpty() ? "" : " (" + shown.name() + ")")
                            + (first ? " in the first" : " in the second"),
                    shown.samples().isEmpty()
                            ? "It fires on none of the measured samples."
                            : "the " + (first ? "first" : "second")
                                    + " side’s strongest measured samples, strongest first; below"
                                    + " each its activation and its name",
                    shown.samples().stream().map(Comparison.Sample::number).toList(),
                    shown.samples().stream()
                            .map(x -> Numbers.activation(x.activation()) + " " + x.id())
                            .toList(),
                    shown.side()));
        }
        return rows;
    }

    private static String side(Comparison.Side s) {
        return s.title() + ", " + s.hook() + ", " + s.dictionary() + " (" + Numbers.count(s.living())
                + " living here), " + s.run() + ".";
    }

    /** The result in a sentence or two. */
    public static String headline(Comparison c) {
        if (c.kind().equals(Comparison.SAMPLES)) {
            long suppressed =
                    c.pairs().stream().filter(p -> p.shift().delta() < 0.1).count();
            long exaggerated =
                    c.pairs().stream().filter(p -> p.shift().delta() > 0.9).count();
            return String.format(
                    Locale.ROOT,
                    "%,d of %,d features are used differently in the second set (q ≤ 0.05); by delta %,d are suppressed and"
                            + " %,d exaggerated. %,d fire in the first set only, %,d in the second only.",
                    c.shifted(),
                    c.pairs().size(),
                    suppressed,
                    exaggerated,
                    c.onlyFirst().size(),
                    c.onlySecond().size());
        }
        return String.format(
                Locale.ROOT,
                "%s matched: %s of the first's %,d living ones and %s of the second's %,d; chance alone matches"
                        + " %,d. Of the matched ones %,d are used on a different share of samples (q ≤ 0.05).",
                Numbers.count(c.matched(), "feature is", "features are"),
                Numbers.percent(c.matched() / (double) Math.max(1, c.first().living())),
                c.first().living(),
                Numbers.percent(c.matched() / (double) Math.max(1, c.second().living())),
                c.second().living(),
                c.matchedByChance(),
                c.shifted());
    }

    private static FindingPage.Sheet pairs(Comparison c, boolean samples) {
        double end = c.pairs().stream()
                .mapToDouble(p -> Math.max(
                        Math.abs(p.shift().difference()),
                        Math.max(
                                Math.abs(p.shift().interval().low()),
                                Math.abs(p.shift().interval().high()))))
                .max()
                .orElse(1);
        List<List<Object>> rows = new ArrayList<>();
        for (Comparison.Pair p : c.pairs()) {
            List<Object> row = new ArrayList<>(List.of(p.shift().first(), p.firstName()));
            if (samples) {
                row.add(p.shift().delta());
            } else {
                row.addAll(List.of(p.shift().second(), p.secondName(), p.likeness(), p.heldOut()));
            }
            row.addAll(List.of(
                    p.shift().meanFirst(),
                    p.shift().meanSecond(),
                    new FindingPage.Ranged(p.shift().difference(), p.shift().interval(), end),
                    new FindingPage.Probability(p.shift().p()),
                    new FindingPage.Probability(p.shift().q())));
            rows.add(row);
        }
        return samples
                ? new FindingPage.Sheet(
                        "matched",
                        "Shifts in use",
                        "Energy of each feature in both sets; the clearest shift first.",
                        List.of("feature", "name", "delta", "first energy", "second energy", "difference", "p", "q"),
                        Map.of(
                                "delta", "delta",
                                "first energy", "energy-of-a-feature",
                                "second energy", "energy-of-a-feature",
                                "difference", "shift-in-use",
                                "p", "p-value",
                                "q", "q"),
                        rows)
                : new FindingPage.Sheet(
                        "matched",
                        "Matched features",
                        "Share of samples on which each fires, and how much it differs; the clearest shift first.",
                        List.of(
                                "first feature",
                                "first name",
                                "second feature",
                                "second name",
                                "likeness",
                                "held-out likeness",
                                "first use",
                                "second use",
                                "difference",
                                "p",
                                "q"),
                        Map.of(
                                "likeness", "likeness-of-features",
                                "held-out likeness", "likeness-of-features",
                                "first use", "use-of-a-feature",
                                "second use", "use-of-a-feature",
                                "difference", "shift-in-use",
                                "p", "p-value",
                                "q", "q"),
                        rows);
    }

    private static FindingPage.Sheet alone(String id, String title, List<Comparison.Alone> all, boolean samples) {
        List<List<Object>> rows = new ArrayList<>();
        for (Comparison.Alone a : all) {
            rows.add(
                    samples
                            ? List.of(a.feature(), a.name(), a.use())
                            : List.of(a.feature(), a.name(), a.use(), a.nearest()));
        }
        return new FindingPage.Sheet(
                id,
                title,
                samples
                        ? "Features that fire on none of the other set's samples, most used first."
                        : "Living features without a match, most used first; nearest: the greatest likeness with any feature"
                                + " of the other side.",
                samples ? List.of("feature", "name", "use") : List.of("feature", "name", "use", "nearest"),
                samples
                        ? Map.of("use", "use-of-a-feature")
                        : Map.of("use", "use-of-a-feature", "nearest", "likeness-of-features"),
                rows);
    }
}
