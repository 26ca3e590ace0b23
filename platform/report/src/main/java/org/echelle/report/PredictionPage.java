package org.echelle.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.echelle.analysis.Interval;
import org.echelle.analysis.prediction.FewLabels;
import org.echelle.runs.LabelFreeScore;
import org.echelle.runs.Prediction;

/** What a prediction from few labels says, for the page and the terminal. */
public final class PredictionPage {
    private static final double OFTEN = 0.5;

    private PredictionPage() {}

    /** Sheets are {@code curves}, {@code paired}, {@code weights} and {@code suggested}. */
    public static FindingPage of(Prediction p) {
        List<FindingPage.Sheet> sheets = new ArrayList<>(List.of(curves(p), paired(p), weights(p)));
        if (!p.suggestions().isEmpty()) {
            sheets.add(suggested(p));
        }
        return new FindingPage(
                "Prediction",
                "Predicting " + p.target() + " from few labels",
                lead(p),
                notes(p),
                List.of(
                        new FindingPage.Figure(
                                LearningCurves.svg(p.curves().curves().stream()
                                        .filter(c -> !c.name().equals(FewLabels.MEAN))
                                        .toList()),
                                "Median and middle 95 % of " + p.request().repeats() + " repeats, " + tested(p)
                                        + " held-out samples each; all inputs see the same samples. At 0 lies what the mean of the labels knows.")),
                sheets,
                List.of(),
                json(p));
    }

    /** The answer at the largest number of labels. */
    static String lead(Prediction p) {
        List<FewLabels.Curve> curves = p.curves().curves();
        FewLabels.Curve features = curves.get(0);
        int last = features.points().size() - 1;
        FewLabels.Curve rival = curves.stream()
                .skip(1)
                .filter(c -> c.columns() > 0)
                .max(Comparator.comparingDouble(c -> order(c, last)))
                .orElse(curves.get(curves.size() - 1));
        Difference d = Difference.of(features, rival, last);
        FewLabels.Point point = features.points().get(last);
        return String.format(
                        Locale.ROOT,
                        "From %,d labels the dictionary’s features order held-out samples by %s with a Spearman of %s; the best of the"
                                + " others, %s, has %s. Repeat by repeat features are %s by %s%s, ahead in %d of %d.",
                        point.labels(),
                        p.target(),
                        with(point),
                        rival.name(),
                        with(rival.points().get(last)),
                        d.median() >= 0 ? "ahead" : "behind",
                        Numbers.figure(Math.abs(d.median())),
                        d.interval().known()
                                ? " (difference " + Numbers.figure(d.interval().low()) + " to "
                                        + Numbers.figure(d.interval().high()) + ")"
                                : "",
                        d.ahead(),
                        d.of())
                + curves.stream()
                        .filter(c -> c.columns() == 0
                                && !c.name().equals(FewLabels.MEAN)
                                && !Double.isNaN(c.points().get(last).median()))
                        .map(c -> (c.name().equals(FewLabels.SCORE)
                                        ? " The score that needs no labels has "
                                        : " The subject’s own " + c.name().split(",", -1)[0] + " (no labels) " + has(c)
                                                + " ")
                                + with(c.points().get(last)) + ".")
                        .collect(Collectors.joining());
    }

    private static String has(FewLabels.Curve curve) {
        return curve.name().equals(LabelFreeScore.MASKED) ? "have" : "has";
    }

    private static double order(FewLabels.Curve curve, int at) {
        double median = curve.points().get(at).median();
        return Double.isNaN(median) ? -2 : median;
    }

    private static String with(FewLabels.Point point) {
        return Numbers.figure(point.median()) + " ["
                + Numbers.figure(point.middle().low()) + ", "
                + Numbers.figure(point.middle().high()) + "]";
    }

    private static String tested(Prediction p) {
        FewLabels.Outcome c = p.curves();
        return c.leastTested() == c.mostTested()
                ? Numbers.count(c.leastTested())
                : Numbers.count(c.leastTested()) + " to " + Numbers.count(c.mostTested());
    }

    private static List<String> notes(Prediction p) {
        FewLabels.Outcome c = p.curves();
        List<String> notes = new ArrayList<>();
        notes.add(
                p.run() + ", " + p.hook() + ". " + Numbers.count(c.labelled(), "sample has", "samples have")
                        + " a target, in "
                        + (p.kind().isEmpty()
                                ? "as many groups (each sample its own)"
                                : Numbers.count(c.groups(), "group", "groups") + " (" + p.kind() + ")")
                        + "; each of " + p.request().repeats() + " repeats holds out " + tested(p)
                        + " of them in whole groups and trains on the first labels of the rest. Inputs are means over a sample’s sites.");
        notes.add((p.request().mix() > 0
                        ? "Fitted by elastic net with an L1 share of "
                                + Numbers.figure(p.request().mix())
                                + ", its penalty by five folds of the training samples; nothing"
                        : "Fitted by ridge, α from " + penalties(p)
                                + " by leave-one-out on the training samples; nothing")
                + " of the test side is looked at. “"
                + FewLabels.MEAN + "” knows nothing but the labels’ mean, which orders nothing.");
        notes.add(
                p.seen() == 0
                        ? "The dictionary was trained on none of these samples."
                        : "The dictionary was trained on " + Numbers.count(p.seen()) + " of the "
                                + Numbers.count(c.labelled())
                                + " samples, without the target; --unseen leaves these out.");
        if (!c.tooLarge().isEmpty()) {
            notes.add("Left out: "
                    + String.join(
                            ", ", c.tooLarge().stream().map(Numbers::count).toList())
                    + " labels, since some repeats have only " + Numbers.count(c.pool()) + " to train on.");
        }
        int repeats = p.request().repeats();
        long undefined = Arrays.stream(end(c.curves().get(0)).spearman())
                .filter(Double::isNaN)
                .count();
        if (undefined > 0) {
            notes.add(
                    "In " + undefined + " of " + repeats + " repeats all held-out samples have one value: these have no"
                            + " Spearman, and medians and intervals are over the other " + (repeats - undefined) + ".");
        }
        notes.addAll(edges(p));
        return notes;
    }

    private static String penalties(Prediction p) {
        return String.join(
                ", ",
                Arrays.stream(p.request().alphas())
                        .sorted()
                        .mapToObj(Numbers::figure)
                        .toList());
    }

    /** Where the grid of penalties looks too narrow. */
    private static List<String> edges(Prediction p) {
        double greatest = Arrays.stream(p.request().alphas()).max().orElseThrow();
        String found = p.curves().curves().stream()
                .filter(c -> c.columns() > 0 && end(c).most() > OFTEN)
                .map(c -> c.name() + " (" + Numbers.percent(end(c).most()) + " of fits)")
                .collect(Collectors.joining(", "));
        return found.isEmpty() || p.request().alphas().length == 1
                ? List.of()
                : List.of("At the largest number of labels leave-one-out mostly chose the greatest penalty, "
                        + Numbers.figure(greatest) + ", for " + found
                        + "; whether greater ones help is seen by adding them to --alpha.");
    }

    private static FewLabels.Point end(FewLabels.Curve curve) {
        return curve.points().get(curve.points().size() - 1);
    }

    private static FindingPage.Sheet curves(Prediction p) {
        List<List<Object>> rows = new ArrayList<>();
        for (FewLabels.Curve curve : p.curves().curves()) {
            for (FewLabels.Point point : curve.points()) {
                rows.add(List.of(
                        curve.name(),
                        curve.columns(),
                        point.labels(),
                        ranged(point.median(), point.middle()),
                        point.medianExplained(),
                        curve.columns() > 0 ? Numbers.percent(point.most()) : ""));
            }
        }
        return new FindingPage.Sheet(
                "curves",
                "Inputs side by side",
                "Medians over " + p.request().repeats() + " repeats, in brackets the middle 95 % of repeats.",
                List.of("input", "columns", "labels", "Spearman", "R2", "at greatest penalty"),
                Map.of("Spearman", "held-out-spearman", "R2", "held-out-r2"),
                rows);
    }

    /** With a mark on an axis from -1 to 1 where there is something to mark. */
    private static FindingPage.Ranged ranged(double value, Interval interval) {
        return new FindingPage.Ranged(value, interval, Double.isNaN(value) ? 0 : 1);
    }

    /**
     * Features less another input, repeat by repeat.
     *
     * @param median over repeats in which both are defined
     * @param ahead repeats in which features do better
     * @param of such repeats
     */
    record Difference(double median, Interval interval, int ahead, int of) {
        static Difference of(FewLabels.Curve features, FewLabels.Curve other, int at) {
            double[] all = Arrays.stream(features.less(other, at))
                    .filter(Double::isFinite)
                    .sorted()
                    .toArray();
            if (all.length == 0) {
                return new Difference(Double.NaN, Interval.none(Double.NaN), 0, 0);
            }
            double median = (all[(all.length - 1) / 2] + all[all.length / 2]) / 2;
            return new Difference(
                    median,
                    Interval.percentile(median, all, 0.95),
                    (int) Arrays.stream(all).filter(d -> d > 0).count(),
                    all.length);
        }
    }

    private static FindingPage.Sheet paired(Prediction p) {
        List<FewLabels.Curve> all = p.curves().curves();
        List<List<Object>> rows = new ArrayList<>();
        for (FewLabels.Curve other : all.subList(1, all.size())) {
            for (int s = 0; s < other.points().size(); s++) {
                Difference d = Difference.of(all.get(0), other, s);
                rows.add(List.of(
                        other.name(),
                        other.points().get(s).labels(),
                        ranged(d.median(), d.interval()),
                        d.ahead() + " of " + d.of()));
            }
        }
        return new FindingPage.Sheet(
                "paired",
                "Features less each other input",
                "Differences of held-out Spearman on the same samples; above 0 the dictionary’s features do better.",
                List.of("other input", "labels", "difference", "repeats ahead"),
                Map.of("difference", "held-out-spearman"),
                rows);
    }

    private static FindingPage.Sheet weights(Prediction p) {
        List<List<Object>> rows = new ArrayList<>();
        double end =
                p.weights().stream().mapToDouble(w -> Math.abs(w.mean())).max().orElse(1);
        for (Prediction.Weight w : p.weights()) {
            rows.add(List.of(
                    w.feature(),
                    w.name(),
                    new FindingPage.Ranged(w.mean(), w.middle(), 1.5 * end),
                    Numbers.percent(w.agree()),
                    Numbers.percent(w.active())));
        }
        return new FindingPage.Sheet(
                "weights",
                "Features with the largest weights",
                "Of lines fitted to " + Numbers.count(p.labels()) + " labels each (held-out Spearman "
                        + Numbers.figure(p.held()) + "); " + p.target() + " by standard deviation of the feature. "
                        + (p.weights().isEmpty()
                                ? ""
                                : "To see whether one causes what it predicts: " + steering(p) + "."),
                List.of("feature", "name", "weight", "agree", "active on"),
                Map.of("weight", "prediction-weight"),
                rows);
    }

    /** How the strongest features that raise the target would be steered. */
    public static String steering(Prediction p) {
        List<String> up = p.weights().stream()
                .filter(w -> w.mean() > 0)
                .limit(3)
                .map(w -> Integer.toString(w.feature()))
                .toList();
        return up.isEmpty()
                ? "echelle steer RUN --hook " + p.hook() + " --target OUTPUT --feature "
                        + p.weights().get(0).feature() + " --scale 0"
                : "echelle steer RUN --hook " + p.hook() + " --target OUTPUT --feature " + String.join(",", up)
                        + " --scale 2";
    }

    private static FindingPage.Sheet suggested(Prediction p) {
        List<List<Object>> rows = new ArrayList<>();
        for (Prediction.Suggestion s : p.suggestions()) {
            rows.add(List.of(
                    rows.size() + 1,
                    s.sample(),
                    s.number(),
                    new FindingPage.Ranged(s.mean(), s.middle(), 0),
                    s.spread()));
        }
        return new FindingPage.Sheet(
                "suggested",
                "Samples without a target, highest predictions first",
                p.suggestions().size() + " of " + Numbers.count(p.unlabelled())
                        + ", by features; in brackets the middle 95 % of "
                        + p.request().repeats()
                        + " lines fitted to different samples. The highest of many predictions tend to be too high.",
                List.of("place", "sample", "number", "prediction", "spread"),
                Map.of("spread", "spread-of-predictions"),
                rows);
    }

    private static Map<String, Object> json(Prediction p) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("run", p.run());
        json.put("hook", p.hook());
        json.put("target", p.target());
        json.put("labelled", p.curves().labelled());
        json.put("groups", p.curves().groups());
        json.put("tested", List.of(p.curves().leastTested(), p.curves().mostTested()));
        json.put("seen", p.seen());
        json.put("repeats", p.request().repeats());
        if (p.request().mix() > 0) {
            json.put("elastic-net", p.request().mix());
        } else {
            json.put("alphas", p.request().alphas());
        }
        json.put("left-out", p.curves().tooLarge());
        List<Object> curves = new ArrayList<>();
        for (FewLabels.Curve curve : p.curves().curves()) {
            for (FewLabels.Point point : curve.points()) {
                Map<String, Object> one = new LinkedHashMap<>();
                one.put("input", curve.name());
                one.put("columns", curve.columns());
                one.put("labels", point.labels());
                put(one, "spearman", point.median());
                put(one, "low", point.middle().low());
                put(one, "high", point.middle().high());
                put(one, "r2", point.medianExplained());
                // a repeat whose test side is constant has no figure
                one.put(
                        "repeats",
                        Arrays.stream(point.spearman()).filter(Double::isFinite).toArray());
                one.put("at-least-penalty", point.least());
                one.put("at-greatest-penalty", point.most());
                curves.add(one);
            }
        }
        json.put("curves", curves);
        json.put("labels-behind-weights", p.labels());
        json.put("weights", p.weights());
        json.put("unlabelled", p.unlabelled());
        json.put("suggestions", p.suggestions());
        return json;
    }

    private static void put(Map<String, Object> json, String key, double value) {
        if (Double.isFinite(value)) {
            json.put(key, value);
        }
    }

    /** The kinds of input and their figures, a line each, for the terminal. */
    public static List<String> lines(Prediction p) {
        List<String> lines = new ArrayList<>();
        StringBuilder head = new StringBuilder(String.format(Locale.ROOT, "  %-28s", "labels"));
        for (FewLabels.Point point : p.curves().curves().get(0).points()) {
            head.append(String.format(Locale.ROOT, "%22s", Numbers.count(point.labels())));
        }
        lines.add(head.toString());
        for (FewLabels.Curve curve : p.curves().curves()) {
            StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "  %-28s", curve.name()));
            for (FewLabels.Point point : curve.points()) {
                line.append(
                        Double.isNaN(point.median())
                                ? String.format(Locale.ROOT, "%22s", "not defined")
                                : String.format(
                                        Locale.ROOT,
                                        "%+7.2f [%+.2f, %+.2f]",
                                        point.median(),
                                        point.middle().low(),
                                        point.middle().high()));
            }
            lines.add(line.toString());
        }
        return lines;
    }
}
