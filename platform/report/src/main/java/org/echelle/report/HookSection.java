package org.echelle.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleFunction;
import org.echelle.analysis.FactorRecovery;
import org.echelle.analysis.Interval;
import org.echelle.api.Axis;
import org.echelle.api.Concept;

/** One hook point on the index page: health, concepts, recovered factors, features. */
final class HookSection {
    private final Site.Section section;
    private final HookPointReport report;

    HookSection(Site.Section section) {
        this.section = section;
        this.report = section.report();
    }

    void write(Html html) {
        html.open("section", "class", "hook", "id", section.anchor("health"));
        html.open("h2").text("Health of the dictionary").end();
        html.open("p").element("code", report.hook().name());
        html.text(" " + report.hook().description()).end();
        html.open("p", "class", "note")
                .text("Rows of width " + Numbers.count(report.hook().width()) + ", axes " + axes() + ".")
                .end();
        figures(html);
        readings(html);
        curves(html);
        reconstructions(html);
        if (report.chapters().isPresent()) {
            html.open("p").text("More of it, from probing and absorption to geometry: ");
            html.element("a", "the evaluation", "href", EvaluationPage.file(section))
                    .text(".")
                    .end();
        }
        if (report.time().isPresent()) {
            html.open("p").text("Which timesteps it serves, and when its features are born, peak and die: ");
            html.element("a", "across timesteps", "href", TimePage.file(section))
                    .text(".")
                    .end();
        }
        html.end();
        if (report.concepts().isPresent()) {
            new ConceptSection(section).write(html);
        }
        recovery(html);
        if (report.activations().isPresent()) {
            new FeatureTable(section).write(html);
        }
    }

    private String axes() {
        StringBuilder text = new StringBuilder();
        for (Axis axis : report.hook().axes()) {
            text.append(text.isEmpty() ? "" : " × ").append(axis.name());
            if (axis.size() > 0) {
                text.append(" (").append(axis.size()).append(')');
            }
        }
        return text.isEmpty() ? "none" : text.toString();
    }

    private void figures(Html html) {
        Figures strip = new Figures(html, "");
        report.evaluation().ifPresent(e -> {
            String basis = e.split() + ", n = " + Numbers.count(e.rows()) + " rows";
            Evaluation.Intervals lies = e.intervals();
            strip.add(Term.FVU, Numbers.fraction(e.fvu()), interval(lies.fvu(), Numbers::fraction) + basis);
            strip.add(
                    Term.L0,
                    Numbers.figure(e.l0()),
                    interval(lies.l0(), Numbers::figure) + "active features a row, of "
                            + Numbers.count(e.counts().length) + "; " + basis);
            strip.add(
                    Term.DEAD,
                    Numbers.percent(e.deadShare()),
                    interval(lies.dead(), Numbers::percent) + Numbers.count(e.dead()) + " of "
                            + Numbers.count(e.counts().length) + " features over "
                            + Numbers.count(e.densityRows()) + " rows");
            long dense = Health.dense(e);
            strip.add(
                    "dense",
                    Numbers.percent(dense / (double) Math.max(1, e.counts().length)),
                    interval(lies.dense(), Numbers::percent) + Numbers.count(dense, "feature", "features")
                            + " active on more than a tenth of " + Numbers.count(e.densityRows()) + " rows");
        });
        strip.end();
    }

    private static String interval(Interval interval, DoubleFunction<String> shown) {
        return interval.known()
                ? "95 % interval " + shown.apply(interval.low()) + " to " + shown.apply(interval.high()) + "; "
                : "";
    }

    private void readings(Html html) {
        List<String> readings = Health.readings(report);
        if (!readings.isEmpty()) {
            html.open("ul", "class", "readings");
            readings.forEach(reading -> html.element("li", reading));
            html.end();
        }
    }

    private void curves(Html html) {
        List<TrainingPoint> history = report.history();
        html.open("div", "class", "charts");
        if (!history.isEmpty()) {
            TrainingPoint last = history.get(history.size() - 1);
            String basis = " on training batches; " + Numbers.count(last.step()) + " steps, "
                    + Numbers.count(last.rows()) + " rows.";
            figure(
                    html,
                    Charts.training(section.anchor("chart-loss"), "loss", history, TrainingPoint::loss, false),
                    "Loss" + basis + " It ends at " + Numbers.figure(last.loss()) + ".");
            figure(
                    html,
                    Charts.training(section.anchor("chart-fvu"), "FVU", history, TrainingPoint::fvu, false),
                    "Fraction of variance unexplained" + basis + " It ends at " + Numbers.figure(last.fvu())
                            + evaluated()
                            + ".");
            figure(
                    html,
                    Charts.training(section.anchor("chart-l0"), "L0", history, TrainingPoint::l0, false),
                    "Active features a row" + basis);
            figure(
                    html,
                    Charts.training(
                            section.anchor("chart-dead"), "dead features", history, TrainingPoint::deadShare, true),
                    "Share of features that training counts as dead" + basis);
        }
        report.evaluation()
                .ifPresent(e -> figure(
                        html,
                        Charts.density(section.anchor("chart-density"), e.counts(), e.densityRows()),
                        "Densities of "
                                + Numbers.count(e.counts().length - e.dead(), "active feature", "active features")
                                + ", n = "
                                + Numbers.count(e.densityRows()) + " rows (" + e.split() + "); "
                                + Numbers.count(e.dead(), "dead one is", "dead ones are")
                                + " not shown. The rarest density that n rows can tell is "
                                + Numbers.percent(1.0 / Math.max(1, e.densityRows())) + "."));
        html.end();
    }

    private String evaluated() {
        return report.evaluation()
                .map(e -> "; on " + e.split() + " it is " + Numbers.figure(e.fvu()))
                .orElse("");
    }

    private static void figure(Html html, String svg, String caption) {
        if (!svg.isEmpty()) {
            html.open("figure", "class", "chart")
                    .raw(svg)
                    .element("figcaption", caption)
                    .end();
        }
    }

    private void reconstructions(Html html) {
        if (report.evaluation().isEmpty() || report.evaluation().get().others().isEmpty()) {
            return;
        }
        Evaluation evaluation = report.evaluation().get();
        html.element("h3", "Reconstruction beside other codes");
        Table table = new Table(html, "");
        table.text("code", "Code").number("fvu", "FVU", Term.FVU).number("l0", "L0", Term.L0);
        table.text("note", "What it is");
        table.begin(
                section.anchor("reconstruction"),
                evaluation.split() + ", n = " + Numbers.count(evaluation.rows()) + " rows",
                "",
                false);
        table.row("class", "ours")
                .cell(report.concepts().map(ConceptFindings::method).orElse("this dictionary"));
        figure(html, table, evaluation.fvu(), evaluation.intervals().fvu(), Numbers::fraction);
        figure(html, table, evaluation.l0(), evaluation.intervals().l0(), Numbers::figure);
        table.cell("this dictionary").endRow();
        for (Evaluation.Reconstruction other : evaluation.others()) {
            table.row().cell(other.name());
            figure(html, table, other.fvu(), other.fvuInterval(), Numbers::fraction);
            figure(html, table, other.l0(), other.l0Interval(), Numbers::figure);
            table.cell(other.note()).endRow();
        }
        table.end();
        html.open("p", "class", "note")
                .text("Read FVU beside L0. A code with as many active units as the rows are wide ("
                        + Numbers.count(report.hook().width())
                        + ") loses nothing by construction, and the rows of another subject are other rows.")
                .end();
    }

    private static void figure(Html html, Table table, double value, Interval interval, DoubleFunction<String> shown) {
        table.open(value).text(shown.apply(value));
        if (interval.known()) {
            String ends = " [" + shown.apply(interval.low()) + ", " + shown.apply(interval.high()) + "]";
            html.element("span", ends, "class", "interval");
        }
        html.close();
    }

    private void recovery(Html html) {
        if (report.recovery().isEmpty() || report.recovery().get().methods().isEmpty()) {
            return;
        }
        FactorRecovery recovery = report.recovery().get();
        html.open("section", "id", section.anchor("recovery")).element("h2", "Planted factors found");
        html.open("p", "class", "note")
                .text(
                        "This world was made with known factors. A factor value counts as found when a single unit tells it with a"
                                + " held-out F1 of at least " + Numbers.figure(recovery.minF1()) + ".")
                .end();
        Table table = new Table(html, "");
        table.text("method", "Method").number("found", "Found", Term.RECOVERY);
        table.counts("of", "Factor values").text("which", "Which");
        table.begin(section.anchor("recovered"), "Factor values found by each method", "", true);
        for (FactorRecovery.Row row : recovery.methods()) {
            table.row().cell(row.method());
            table.open(row.recovered()).text(Numbers.count(row.recovered()));
            html.element("span", Numbers.countInterval(row.interval()), "class", "interval")
                    .close();
            table.count(row.factors());
            table.cell(row.recoveredIds().isEmpty() ? "none" : grouped(row.recoveredIds()));
            table.endRow();
        }
        table.end();
        FactorRecovery.Row first = recovery.methods().get(0);
        if (!first.missedIds().isEmpty()) {
            html.open("p", "class", "note")
                    .text("Missed by " + first.method() + ": " + grouped(first.missedIds()) + ".")
                    .end();
        }
        html.end();
    }

    /** Names by group: {@code colour: red, blue; texture: checks}. */
    private String grouped(List<String> ids) {
        Map<String, List<String>> groups = new LinkedHashMap<>();
        Map<String, Concept> known = new HashMap<>();
        report.concepts()
                .ifPresent(f ->
                        f.scores().concepts().forEach(c -> known.put(c.concept().id(), c.concept())));
        for (String id : ids) {
            Concept concept = known.get(id);
            groups.computeIfAbsent(concept == null ? "" : concept.group(), g -> new ArrayList<>())
                    .add(concept == null ? id : concept.name());
        }
        List<String> parts = new ArrayList<>();
        groups.forEach((group, names) -> parts.add((group.isEmpty() ? "" : group + ": ") + String.join(", ", names)));
        return String.join("; ", parts);
    }
}
