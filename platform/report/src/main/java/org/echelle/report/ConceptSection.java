package org.echelle.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.echelle.analysis.ConceptScores;
import org.echelle.analysis.FeatureConcept;
import org.echelle.analysis.InstanceMatch;
import org.echelle.analysis.ScoreComparison;
import org.echelle.api.Concept;

/** Concepts beside features, and the dictionary beside its baselines. */
final class ConceptSection {
    private final Site.Section section;
    private final ConceptFindings findings;
    private final ConceptScores scores;

    ConceptSection(Site.Section section) {
        this.section = section;
        this.findings = section.report().concepts().orElseThrow();
        this.scores = findings.scores();
    }

    void write(Html html) {
        html.open("section", "id", section.anchor("concepts")).element("h2", "Concepts");
        html.element("p", basis(), "class", "note");
        boolean scored = scored();
        if (scored) {
            table(html);
        }
        instances(html);
        leftOut(html);
        html.open("p", "class", "note").text((scored ? "The same table" : "All concepts") + " for other programs: ");
        html.element("a", "concepts (CSV)", "href", section.data("concepts"))
                .text(".")
                .end();
        html.end();
    }

    private boolean scored() {
        return scores.concepts().stream().anyMatch(ConceptScores.ConceptResult::scored);
    }

    private String basis() {
        String split = "Split: " + findings.split() + ". ";
        if (!scored()) {
            return split + "No concept was scored.";
        }
        String interval = scores.options().replicates() == 0
                ? "No intervals were computed."
                : "Intervals: " + Numbers.percent(scores.options().confidence()) + " bootstrap over groups, "
                        + Numbers.count(scores.options().replicates()) + " replicates.";
        return split + "Features and thresholds were chosen on "
                + Numbers.count(scores.selection().samples()) + " selection samples ("
                + Numbers.count(scores.selection().rows()) + " rows) and measured on "
                + measuredOn(scores.heldOut()) + ". " + interval + " "
                + Numbers.count(scores.discoveries())
                + " of " + Numbers.count(scores.family()) + " tested pairs of feature and concept have q ≤ "
                + scores.options().alpha() + ".";
    }

    /** A split in words. */
    static String measuredOn(ConceptScores.Split side) {
        return Numbers.count(side.samples(), "held-out sample", "held-out samples") + " ("
                + Numbers.count(side.rows(), "row", "rows") + ", " + Numbers.count(side.groups(), "group", "groups")
                + ")";
    }

    private void table(Html html) {
        Map<String, ScoreComparison.ConceptRow> compared = new HashMap<>();
        List<Integer> others = new ArrayList<>();
        List<String> names = findings.comparison().map(ScoreComparison::methods).orElse(List.of());
        findings.comparison().ifPresent(c -> c.concepts()
                .forEach(row -> compared.put(row.concept().id(), row)));
        for (int m = 0; m < names.size(); m++) {
            if (!names.get(m).equals(findings.method())) {
                others.add(m);
            }
        }
        Table table = new Table(html, "");
        table.text("concept", "Concept").text("group", "Group").counts("feature", "Best feature");
        table.number("f1", "F1", Term.F1).number("precision", "Precision", Term.PRECISION);
        table.number("recall", "Recall", Term.RECALL).number("auroc", "AUROC", Term.AUROC);
        table.number("positives", "Positives", Term.POSITIVES).number("q", "q", Term.Q);
        for (int m : others) {
            table.number("f1-" + m, "F1 " + names.get(m), Term.F1);
        }
        if (!others.isEmpty()) {
            table.text("winner", "Clear winner, lead");
        }
        table.begin(
                section.anchor("concept-table"),
                "Best feature of each concept beside the best unit of each baseline, held-out; intervals of baselines show on pointing at them",
                "f1",
                true);
        List<Integer> order = new ArrayList<>();
        for (int c = 0; c < scores.concepts().size(); c++) {
            if (scores.concepts().get(c).scored()) {
                order.add(c);
            }
        }
        order.sort(Comparator.comparingDouble((Integer c) ->
                        -scores.concepts().get(c).best().map(FeatureConcept::f1).orElse(-1.0))
                .thenComparingInt(c -> c));
        for (int c : order) {
            ConceptScores.ConceptResult result = scores.concepts().get(c);
            row(html, table, c, result);
            ScoreComparison.ConceptRow row = compared.get(result.concept().id());
            for (int m : others) {
                if (row == null) {
                    table.cell("–", Double.NaN);
                } else {
                    ScoreComparison.Cell cell = row.cells().get(m);
                    String unit = "unit " + cell.f1Feature() + Numbers.interval(cell.f1Interval());
                    table.open(cell.f1())
                            .element("span", Numbers.score(cell.f1()), "title", unit)
                            .close();
                }
            }
            if (!others.isEmpty()) {
                winner(html, table, row);
            }
            table.endRow();
        }
        table.end();
    }

    /** Who leads, and by how much over the runner-up. */
    private static void winner(Html html, Table table, ScoreComparison.ConceptRow row) {
        if (row == null) {
            table.cell("–");
            return;
        }
        ScoreComparison.Verdict verdict = row.byF1();
        boolean clear = !verdict.winner().isEmpty();
        table.open(clear ? verdict.winner() : "~").text(clear ? verdict.winner() : "none");
        html.open("small", "class", "lead-over", "title", "ahead of " + verdict.runnerUp());
        html.text((clear ? "" : verdict.best() + " ") + Numbers.signed(verdict.lead()) + " ");
        html.element("span", Numbers.interval(verdict.interval()).strip(), "class", "interval")
                .close()
                .close();
    }

    private void row(Html html, Table table, int number, ConceptScores.ConceptResult result) {
        Concept concept = result.concept();
        table.row("id", section.anchor("concept-" + number));
        String level = concept.level() == Concept.Level.SITE ? "annotated on sites" : "annotated on samples";
        table.open(concept.name())
                .element("span", concept.name(), "title", concept.id() + ", " + level + ", from " + concept.source())
                .close();
        table.cell(concept.group());
        if (result.best().isEmpty()) {
            table.cell("none", Double.NaN);
            for (int i = 0; i < 4; i++) {
                table.cell("–", Double.NaN);
            }
            table.count(result.heldOut().positives());
            table.cell("–", Double.NaN);
            return;
        }
        FeatureConcept best = result.best().get();
        table.open(best.feature());
        if (section.pages().has(best.feature())) {
            html.element("a", String.valueOf(best.feature()), "href", section.page(best.feature()))
                    .close();
        } else {
            html.text(String.valueOf(best.feature())).close();
        }
        table.open(best.f1()).element("strong", Numbers.score(best.f1()));
        html.element("span", Numbers.interval(best.f1Interval()), "class", "interval")
                .close();
        table.cell(Numbers.score(best.precision()), best.precision());
        table.cell(Numbers.score(best.recall()), best.recall());
        table.cell(Numbers.score(best.auroc()), best.auroc());
        table.open((double) best.positives()).text(Numbers.count(best.positives()));
        html.element("span", " of " + Numbers.count(best.observations()), "class", "interval")
                .close();
        table.cell(best.tested() ? Numbers.probability(best.q()) : "not tested", best.q());
    }

    /** Concepts with instances (boxes, domains): the feature that finds most of them without firing elsewhere. */
    private void instances(Html html) {
        if (scores.concepts().stream().allMatch(c -> c.byInstance().isEmpty())) {
            return;
        }
        html.element(
                "p",
                "Boxes, domains and other instances: one site above the threshold finds an instance. Precision counts sites, recall"
                        + " counts instances, F1 is their harmonic mean; feature and threshold chosen by it on the selection"
                        + " split.",
                "class",
                "note");
        Table table = new Table(html, "");
        table.text("concept", "Concept").counts("feature", "Best feature");
        table.number("f1", "F1 over instances", Term.INSTANCE_F1).number("precision", "Precision", Term.PRECISION);
        table.number("recall", "Instances found", Term.INSTANCE_F1).counts("instances", "Instances");
        table.begin(section.anchor("instance-table"), "Features that find instances, held-out", "f1", true);
        for (ConceptScores.ConceptResult result : scores.concepts()) {
            if (!result.byInstance().isEmpty()) {
                instance(html, table, result.concept(), result.byInstance().get(0));
            }
        }
        table.end();
    }

    private void instance(Html html, Table table, Concept concept, InstanceMatch match) {
        table.row();
        table.open(concept.name())
                .element("span", concept.name(), "title", concept.id())
                .close();
        table.open(match.feature());
        if (section.pages().has(match.feature())) {
            html.element("a", String.valueOf(match.feature()), "href", section.page(match.feature()))
                    .close();
        } else {
            html.text(String.valueOf(match.feature())).close();
        }
        table.open(match.f1()).element("strong", Numbers.score(match.f1()));
        html.element("span", Numbers.interval(match.interval()), "class", "interval")
                .close();
        table.cell(Numbers.score(match.precision()), match.precision());
        table.cell(Numbers.score(match.recall()), match.recall());
        table.open((double) match.found()).text(Numbers.count(match.found()));
        html.element("span", " of " + Numbers.count(match.instances()), "class", "interval")
                .close();
        table.endRow();
    }

    private void leftOut(Html html) {
        List<ConceptScores.ConceptResult> unscored =
                scores.concepts().stream().filter(c -> !c.scored()).toList();
        if (unscored.isEmpty()) {
            return;
        }
        html.open("details")
                .element("summary", Numbers.count(unscored.size(), "concept was", "concepts were") + " not scored")
                .open("ul");
        unscored.forEach(c -> html.element("li", c.concept().name() + ": " + c.reason()));
        html.close().end();
    }
}
