package org.echelle.report;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.echelle.analysis.Measure;
import org.echelle.api.AnnotatedSites;
import org.echelle.api.SampleSites;
import org.echelle.api.SiteActivations;
import org.echelle.runs.reliance.Findings;
import org.echelle.runs.reliance.RelyOutcome;

/** What a classifier relies on, for the page and the terminal. */
public final class RelyPage {
    private static final String NOTHING = "Nothing could be asked: see the notes.";

    private RelyPage() {}

    /** The page; its sheets are {@code interventions}, {@code subgroups}, {@code top-features}, {@code localisation}, {@code ahead} and {@code confounders}. */
    public static FindingPage of(RelyOutcome o) {
        List<FindingPage.Sheet> sheets = new ArrayList<>();
        if (!o.intervened().isEmpty()) {
            sheets.add(interventions(o));
            if (!o.subgroups().isEmpty()) {
                sheets.add(subgroups(o));
            }
            sheets.add(top(o));
        }
        if (!o.located().isEmpty()) {
            sheets.add(located(o));
            sheets.add(ahead(o));
        }
        if (!o.confounded().isEmpty()) {
            sheets.add(confounded(o));
        }
        List<String> notes = new ArrayList<>();
        notes.add(
                o.sides() + ". Features are ranked and thresholds chosen on the first, figures told on the second; 95 %"
                        + " intervals by bootstrap over groups, those of localisation by Student's t over groups, of the pointing game by Wilson's.");
        notes.addAll(o.notes());
        return new FindingPage(
                "What a classifier relies on",
                "What " + o.target() + " rests on at " + o.hook().name(),
                headline(o),
                notes,
                o.intervened().isEmpty() ? List.of() : List.of(new FindingPage.Figure(curves(o), caption(o))),
                sheets,
                pictures(o),
                o.json());
    }

    /** What the terminal says: the result, and where there is none why. */
    public static List<String> told(RelyOutcome o) {
        List<String> lines = new ArrayList<>(List.of(headline(o)));
        if (lines.get(0).equals(NOTHING)) {
            lines.addAll(o.notes());
        }
        return lines;
    }

    /** The result in a sentence or three. */
    public static String headline(RelyOutcome o) {
        StringBuilder text = new StringBuilder();
        if (!o.intervened().isEmpty()) {
            text.append("AUROC of ")
                    .append(o.target())
                    .append(" is ")
                    .append(samples(find(o, "base", "", 0).auroc()))
                    .append(" as it is and ")
                    .append(samples(find(o, "reconstruction", "features", 0).auroc()))
                    .append(" through the dictionary");
            int k = o.intervened().stream()
                    .mapToInt(Findings.Intervened::count)
                    .filter(c -> c <= 10)
                    .max()
                    .orElse(0);
            if (k > 0) {
                text.append("; with the ")
                        .append(k)
                        .append(" strongest features of each class alone ")
                        .append(samples(find(o, "ON", "features", k).auroc()))
                        .append(", without them ")
                        .append(samples(find(o, "OFF", "features", k).auroc()));
            }
            text.append(". ");
        }
        for (Findings.Located l : o.located()) {
            if (l.method().equals("best feature")) {
                text.append("The best feature for ")
                        .append(l.concept())
                        .append(" (")
                        .append(l.unit())
                        .append(") has an IoU of ")
                        .append(groups(l.iou()))
                        .append(" and points inside in ")
                        .append(groups(l.pointing()))
                        .append(chance(o, l.concept()))
                        .append(". ");
            }
        }
        if (!o.confounded().isEmpty()) {
            long bad = o.confounded().stream()
                    .filter(c -> c.feature() >= 0 && c.confounded())
                    .count();
            long all = o.confounded().stream().filter(c -> c.feature() >= 0).count();
            text.append(bad)
                    .append(" of ")
                    .append(all)
                    .append(" features asked are better explained by how the sample was taken than by ")
                    .append(o.finding())
                    .append('.');
        }
        return text.length() == 0 ? NOTHING : text.toString().strip();
    }

    private static Findings.Intervened find(RelyOutcome o, String what, String units, int k) {
        return o.intervened().stream()
                .filter(i -> i.what().equals(what) && i.units().equals(units) && i.count() == k)
                .findFirst()
                .orElseThrow();
    }

    /** What a map that is the same everywhere gets; empty where it was not measured. */
    private static String chance(RelyOutcome o, String concept) {
        return o.located().stream()
                .filter(l -> l.concept().equals(concept) && l.method().equals("whole sample"))
                .findFirst()
                .map(l -> "; the whole sample as a map has " + shown(l.iou()) + " and " + shown(l.pointing()))
                .orElse("");
    }

    private static String shown(Measure m) {
        return m.defined() ? Numbers.mean(m.value()) : "(not defined, because " + m.because() + ")";
    }

    private static String samples(Measure m) {
        return shown(m, "sample", "samples");
    }

    private static String groups(Measure m) {
        return shown(m, "group", "groups");
    }

    /** A figure with what its n counts: samples and groups stand in one sentence. */
    private static String shown(Measure m, String one, String many) {
        return m.defined()
                ? String.format(Locale.ROOT, "%.3f", m.value()) + Numbers.meanInterval(m.interval()) + " (n = "
                        + Numbers.count(m.n(), one, many) + ")"
                : "(not defined, because " + m.because() + ")";
    }

    private static Object cell(Measure m) {
        return m.defined() ? new FindingPage.Ranged(m.value(), m.interval(), 0) : "not defined: " + m.because();
    }

    private static FindingPage.Sheet interventions(RelyOutcome o) {
        List<List<Object>> rows = new ArrayList<>();
        for (Findings.Intervened i : o.intervened()) {
            rows.add(List.of(
                    i.what(),
                    i.units().isEmpty() ? "–" : i.units(),
                    i.count() == 0 ? "all" : String.valueOf(i.count()),
                    i.kept(),
                    cell(i.auroc()),
                    cell(i.precision())));
        }
        return new FindingPage.Sheet(
                "interventions",
                "What is left of the verdict",
                "ON: the subject sees only the set, OFF: all but the set, without error term (Mammo-SAE). The set joins the k"
                        + " chosen units of each class; random features have its size, mean over draws. Compare with the"
                        + " reconstruction, not with the base: the reconstruction alone already changes the verdict.",
                List.of("seen", "units", "k", "units in the set", "AUROC", "average precision"),
                Map.of(),
                rows);
    }

    private static FindingPage.Sheet subgroups(RelyOutcome o) {
        List<List<Object>> rows = new ArrayList<>();
        for (Findings.Subgroup s : o.subgroups()) {
            rows.add(List.of(
                    s.name(),
                    s.samples(),
                    s.positives(),
                    cell(s.base()),
                    cell(s.reconstruction()),
                    s.count() == 0 ? "–" : String.valueOf(s.count()),
                    s.on().map(RelyPage::cell).orElse("–"),
                    s.off().map(RelyPage::cell).orElse("–")));
        }
        return new FindingPage.Sheet(
                "subgroups",
                "The same in parts of the held-out samples",
                "AUROC of " + o.target()
                        + " among the samples of a part: as the subject is, through the dictionary, on the k"
                        + " strongest features of each class alone (ON) and without them (OFF). Parts are small: read the intervals.",
                List.of("part", "samples", "with " + o.finding(), "base", "reconstruction", "k", "ON", "OFF"),
                Map.of(),
                rows);
    }

    private static FindingPage.Sheet top(RelyOutcome o) {
        List<List<Object>> rows = new ArrayList<>();
        for (Findings.TopFeature t : o.top()) {
            rows.add(List.of(
                    t.feature(),
                    t.name().isEmpty() ? "–" : t.name(),
                    t.with(),
                    t.without(),
                    t.apart(),
                    t.rankWith(),
                    t.rankWithout()));
        }
        return new FindingPage.Sheet(
                "top-features",
                "Features of the classes, on the selection side",
                "Mean activation over samples with " + o.finding()
                        + " and without, and their difference in standard errors."
                        + " Chosen and told on the same side: a ranking, no test.",
                List.of(
                        "feature",
                        "called on its card",
                        "mean with",
                        "mean without",
                        "standard errors apart",
                        "rank with",
                        "rank without"),
                Map.of(),
                rows);
    }

    private static FindingPage.Sheet located(RelyOutcome o) {
        List<List<Object>> rows = new ArrayList<>();
        for (Findings.Located l : o.located()) {
            rows.add(List.of(
                    l.concept(),
                    l.method(),
                    l.unit() < 0 ? "–" : String.valueOf(l.unit()),
                    l.threshold(),
                    cell(l.iou()),
                    cell(l.pointing()),
                    cell(l.energy()),
                    l.iou().n(),
                    l.samples()));
        }
        return new FindingPage.Sheet(
                "localisation",
                "Do maps lie where the annotation lies?",
                "At the resolution of the hook point. Cut: share of a map's own maximum above which it counts. The whole"
                        + " sample is what a map that is the same everywhere gets: chance for pointing and energy.",
                List.of(
                        "annotation",
                        "map",
                        "unit",
                        "cut",
                        "IoU",
                        "pointing game",
                        "energy inside",
                        "groups",
                        "samples"),
                Map.of(),
                rows);
    }

    private static FindingPage.Sheet ahead(RelyOutcome o) {
        List<List<Object>> rows = new ArrayList<>();
        for (Findings.Ahead a : o.ahead()) {
            rows.add(List.of(
                    a.concept(),
                    a.method(),
                    cell(a.difference()),
                    a.difference().n()));
        }
        return new FindingPage.Sheet(
                "ahead",
                "The best feature's lead in IoU",
                "Paired over the same samples; an interval that holds 0 shows no lead.",
                List.of("annotation", "ahead of", "difference of IoU", "groups"),
                Map.of(),
                rows);
    }

    private static FindingPage.Sheet confounded(RelyOutcome o) {
        List<List<Object>> rows = new ArrayList<>();
        for (Findings.Confounded c : o.confounded()) {
            rows.add(List.of(
                    c.feature() < 0 ? "–" : String.valueOf(c.feature()),
                    c.name().isEmpty() ? "–" : c.name(),
                    c.confounder(),
                    cell(c.ofConfounder()),
                    cell(c.ofFinding()),
                    cell(c.difference()),
                    c.confounded() ? "likely confounder" : "–"));
        }
        return new FindingPage.Sheet(
                "confounders",
                "Explained by the finding, or by how the sample was taken?",
                "AUROC of a feature's largest activation for the confounder among samples alike in " + o.finding()
                        + ", and for the finding among samples alike in the confounder; 0.5 is chance. Marked where the"
                        + " difference's whole interval lies above 0 and the confounder's above 0.5.",
                List.of(
                        "feature",
                        "called on its card",
                        "confounder",
                        "AUROC of the confounder",
                        "AUROC of the finding",
                        "difference",
                        "verdict"),
                Map.of(),
                rows);
    }

    private static String caption(RelyOutcome o) {
        return "AUROC on " + Numbers.count(find(o, "base", "", 0).auroc().n())
                + " held-out samples by the number of features of each class that stay (ON, solid) or go (OFF, dashed);"
                + " features, raw channels (grey) and random features (dotted, mean over draws). Intervals are in the table.";
    }

    private static String curves(RelyOutcome o) {
        List<Integer> counts = o.intervened().stream()
                .map(Findings.Intervened::count)
                .filter(k -> k > 0)
                .distinct()
                .sorted()
                .toList();
        if (counts.size() < 2) {
            return "";
        }
        Plot plot = new Plot(640, 300, -0.5, counts.size() - 0.5, 0.3, 1.02);
        for (double v = 0.4; v < 1.01; v += 0.2) {
            plot.add(
                    "<path d=\"M%.1f %.1fH%.1f\" style=\"stroke:var(--chart-grid)\"/>",
                    plot.x(-0.5), plot.y(v), plot.x(counts.size() - 0.5));
            plot.label(plot.x(-0.5) - 6, plot.y(v) + 4, "end", String.format(Locale.ROOT, "%.1f", v));
        }
        for (int i = 0; i < counts.size(); i++) {
            plot.label(plot.x(i), 300 - 26, "middle", String.valueOf(counts.get(i)));
        }
        plot.label(320, 300 - 8, "middle", "features of each class");
        for (String units : List.of("features", "raw channels", "random features")) {
            for (String what : List.of("ON", "OFF")) {
                line(plot, o, counts, what, units);
            }
        }
        return plot.svg("AUROC by the number of features of each class that stay or go");
    }

    private static void line(Plot plot, RelyOutcome o, List<Integer> counts, String what, String units) {
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < counts.size(); i++) {
            int k = counts.get(i);
            double value = o.intervened().stream()
                    .filter(n -> n.what().equals(what) && n.units().equals(units) && n.count() == k)
                    .mapToDouble(n -> n.auroc().or(0.5))
                    .findFirst()
                    .orElse(Double.NaN);
            if (Double.isNaN(value)) {
                return;
            }
            path.append(String.format(
                    Locale.ROOT, "%s%.1f %.1f", i == 0 ? "M" : "L", plot.x(i), plot.y(Math.max(0.3, value))));
        }
        boolean ours = units.equals("features");
        String dash = units.startsWith("random") ? "2 3" : what.equals("OFF") ? "7 4" : "none";
        plot.add(
                "<path d=\"%s\" style=\"fill:none;stroke:%s;stroke-width:%s;stroke-dasharray:%s\"><title>%s, %s</title></path>",
                path, ours ? "var(--chart-series)" : "var(--chart-ink)", ours ? "2.5" : "1.2", dash, units, what);
    }

    private static List<FindingPage.Pictures> pictures(RelyOutcome o) {
        List<FindingPage.Pictures> all = new ArrayList<>();
        for (Findings.Drawn d : o.drawn()) {
            List<Integer> samples = new ArrayList<>();
            List<String> captions = new ArrayList<>();
            List<SiteActivations> shown = new ArrayList<>();
            List<Optional<AnnotatedSites>> outlined = new ArrayList<>();
            for (Findings.DrawnSample s : d.samples()) {
                SampleSites sites = new SampleSites(o.hook(), s.coordinates());
                samples.add(s.sample());
                captions.add("feature " + d.feature() + "; outlined: " + d.concept());
                shown.add(new SiteActivations(sites, s.values(), d.full()));
                outlined.add(outline(d.concept(), s.truth()));
                samples.add(s.sample());
                captions.add("annotated: " + d.concept());
                shown.add(new SiteActivations(sites, s.truth(), 1));
                outlined.add(Optional.empty());
            }
            all.add(new FindingPage.Pictures(
                    "Feature " + d.feature() + " beside " + d.concept(),
                    "The first " + d.samples().size()
                            + " samples on which localisation is told, in no order of merit: the feature, then the annotation as it"
                            + " lies on the hook point's places.",
                    samples,
                    captions,
                    0,
                    shown,
                    outlined));
        }
        return all;
    }

    private static Optional<AnnotatedSites> outline(String concept, float[] truth) {
        BitSet rows = new BitSet();
        for (int r = 0; r < truth.length; r++) {
            rows.set(r, truth[r] > 0);
        }
        return rows.isEmpty() ? Optional.empty() : Optional.of(new AnnotatedSites(concept, rows));
    }
}
