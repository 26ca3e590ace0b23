package org.echelle.report;

import java.util.List;
import org.echelle.analysis.ConceptScores;
import org.echelle.analysis.FactorRecovery;
import org.echelle.api.Axis;
import org.echelle.api.Concept;

/** One hook point on the index page: health, concepts, recovered factors, features. */
final class HookSection {
    private static final double GOOD_F1 = 0.5;

    private final Site.Section section;
    private final HookPointReport report;

    HookSection(Site.Section section) {
        this.section = section;
        this.report = section.report();
    }

    void write(Html html) {
        html.open("section", "class", "hook", "id", section.anchor("health"));
        html.open("h2").element("code", report.hook().name());
        html.text(" " + report.hook().description()).end();
        html.open("p", "class", "note")
                .text("width " + Numbers.count(report.hook().width()) + ", axes " + axes())
                .end();
        figures(html);
        readings(html);
        curves(html);
        reconstructions(html);
        if (!report.facts().isEmpty()) {
            IndexPage.facts(html, report.facts());
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
            strip.add(Term.FVU, Numbers.figure(e.fvu()), basis);
            strip.add(
                    Term.L0, Numbers.figure(e.l0()), "of " + Numbers.count(e.counts().length) + " features; " + basis);
            strip.add(
                    Term.DEAD,
                    Numbers.percent(e.deadShare()),
                    Numbers.count(e.dead()) + " of " + Numbers.count(e.counts().length) + " features over "
                            + Numbers.count(e.densityRows()) + " rows");
        });
        report.concepts().ifPresent(findings -> {
            ConceptScores scores = findings.scores();
            long scored = scores.concepts().stream()
                    .filter(ConceptScores.ConceptResult::scored)
                    .count();
            long told = scores.concepts().stream()
                    .filter(c -> c.best()
                            .filter(f -> f.f1() >= GOOD_F1
                                    && f.q() <= scores.options().alpha())
                            .isPresent())
                    .count();
            strip.add(
                    "concepts told",
                    Numbers.count(told) + " of " + Numbers.count(scored),
                    "a feature with held-out F1 ≥ " + GOOD_F1 + " and q ≤ "
                            + scores.options().alpha());
        });
        report.recovery().filter(r -> !r.methods().isEmpty()).ifPresent(r -> {
            FactorRecovery.Row row = r.methods().get(0);
            strip.add(
                    Term.RECOVERY,
                    row.recovered() + " of " + row.factors(),
                    row.method() + ", held-out F1 ≥ " + Numbers.figure(r.minF1()));
        });
        strip.end();
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
                        "Densities of " + Numbers.count(e.counts().length - e.dead()) + " active features, n = "
                                + Numbers.count(e.densityRows()) + " rows (" + e.split() + "); "
                                + Numbers.count(e.dead())
                                + " dead ones are not shown. The rarest density that n rows can tell is "
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
        table.cell(Numbers.figure(evaluation.fvu()), evaluation.fvu());
        table.cell(Numbers.figure(evaluation.l0()), evaluation.l0())
                .cell("this dictionary")
                .endRow();
        for (Evaluation.Reconstruction other : evaluation.others()) {
            table.row().cell(other.name()).cell(Numbers.figure(other.fvu()), other.fvu());
            table.cell(Numbers.figure(other.l0()), other.l0())
                    .cell(other.note())
                    .endRow();
        }
        table.end();
    }

    private void recovery(Html html) {
        if (report.recovery().isEmpty()) {
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
        table.number("of", "Factor values", null).text("missed", "Missed");
        table.begin(section.anchor("recovered"), "Factor values found by each method", "", true);
        for (FactorRecovery.Row row : recovery.methods()) {
            table.row().cell(row.method());
            table.open(row.recovered()).text(Numbers.count(row.recovered()));
            if (row.interval().known()) {
                html.element(
                        "span",
                        " [" + Numbers.figure(row.interval().low()) + ", "
                                + Numbers.figure(row.interval().high()) + "]",
                        "class",
                        "interval");
            }
            html.close();
            table.count(row.factors());
            table.cell(row.missedIds().isEmpty() ? "none" : String.join(", ", names(row.missedIds())));
            table.endRow();
        }
        table.end();
        html.end();
    }

    private List<String> names(List<String> ids) {
        if (report.concepts().isEmpty()) {
            return ids;
        }
        return ids.stream()
                .map(id -> report.concepts().get().scores().concepts().stream()
                        .map(ConceptScores.ConceptResult::concept)
                        .filter(c -> c.id().equals(id))
                        .map(Concept::name)
                        .findFirst()
                        .orElse(id))
                .toList();
    }
}
