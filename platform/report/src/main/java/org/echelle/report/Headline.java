package org.echelle.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.echelle.analysis.ConceptScores;
import org.echelle.analysis.FactorRecovery;
import org.echelle.analysis.FeatureConcept;
import org.echelle.analysis.Interval;
import org.echelle.analysis.ScoreComparison;

/** What was found at one hook point: the first thing on the index page. */
final class Headline {
    /** A highlight with its drawings; none where samples cannot be drawn. */
    record Shown(Highlight highlight, List<String> drawn) {}

    /** A concept is told above this F1; {@link ScoreComparison.MethodSummary#conceptsAboveHalf} counts alike. */
    private static final double GOOD_F1 = 0.5;

    private final Site.Section section;
    private final ConceptFindings findings;
    private final ConceptScores scores;
    private final Optional<FactorRecovery> recovery;
    private final List<Shown> highlights;

    Headline(Site.Section section, List<Shown> highlights) {
        this.section = section;
        this.findings = section.report().concepts().orElseThrow();
        this.scores = findings.scores();
        this.recovery = section.report().recovery().filter(r -> !r.methods().isEmpty());
        this.highlights = highlights;
    }

    void write(Html html) {
        html.open("section", "id", section.anchor("found")).open("h2").text("What was found");
        if (!section.slug().isEmpty()) {
            html.text(" at ").element("code", section.report().hook().name());
        }
        html.end();
        figures(html);
        if (!scores.warnings().isEmpty()) { // few groups, say, are why nothing here is significant
            html.element("p", String.join(" ", scores.warnings()), "class", "note");
        }
        findings.comparison().ifPresent(comparison -> methods(html, comparison));
        gallery(html);
        html.end();
    }

    private void figures(Html html) {
        Figures strip = new Figures(html, "");
        long scored = scores.concepts().stream()
                .filter(ConceptScores.ConceptResult::scored)
                .count();
        long told = scores.concepts().stream()
                .filter(c -> c.best()
                        .filter(f ->
                                f.f1() > GOOD_F1 && f.q() <= scores.options().alpha())
                        .isPresent())
                .count();
        strip.add(
                "concepts told",
                Numbers.count(told) + " of " + Numbers.count(scored),
                "by a single feature with held-out F1 > " + GOOD_F1 + " and q ≤ "
                        + scores.options().alpha());
        recovery.ifPresent(r -> {
            FactorRecovery.Row ours = row(findings.method()).orElse(r.methods().get(0));
            List<String> rest = new ArrayList<>();
            for (FactorRecovery.Row row : r.methods()) {
                if (!row.method().equals(ours.method())) {
                    rest.add(row.method() + " " + row.recovered() + Numbers.countInterval(row.interval()));
                }
            }
            strip.add(
                    Term.RECOVERY,
                    "planted factor values recovered",
                    ours.recovered() + " of " + ours.factors(),
                    ours.method() + Numbers.countInterval(ours.interval()) + ", held-out F1 ≥ "
                            + Numbers.figure(r.minF1()) + (rest.isEmpty() ? "" : "; " + String.join(", ", rest)));
        });
        findings.comparison()
                .ifPresent(c -> strip.add(
                        "mean F1 of best units",
                        c.concepts().isEmpty()
                                ? "–"
                                : c.summaries().stream()
                                        .filter(s -> s.method().equals(findings.method()))
                                        .map(s -> Numbers.mean(s.meanF1()))
                                        .findFirst()
                                        .orElse("–"),
                        verdict(c)
                                + (c.concepts().isEmpty()
                                        ? ""
                                        : ", over " + Numbers.count(c.concepts().size(), "concept", "concepts"))));
        strip.end();
    }

    static String verdict(ScoreComparison comparison) {
        if (comparison.concepts().isEmpty()) {
            return "no concept was scored: the config names none, or none has enough positives and negatives on both sides";
        }
        ScoreComparison.Verdict v = comparison.overall();
        if (v.runnerUp().isEmpty()) {
            return "no baseline to compare with";
        }
        String lead = Numbers.mean(v.lead());
        String level = Numbers.mean(0);
        return v.best()
                + (lead.equals(level)
                        ? " level with " + v.runnerUp() + ", lead "
                        : " ahead of " + v.runnerUp() + " by ")
                + lead
                + Numbers.meanInterval(v.interval());
    }

    private Optional<FactorRecovery.Row> row(String method) {
        return recovery.flatMap(
                r -> r.methods().stream().filter(m -> m.method().equals(method)).findFirst());
    }

    private void methods(Html html, ScoreComparison comparison) {
        if (comparison.concepts().isEmpty()) {
            return; // means over nothing would be figures of 0
        }
        leader(html, comparison);
        Table table = new Table(html, "");
        table.text("method", "Method").number("f1", "Mean F1", Term.F1).text("f1-mark", "0 to 1");
        if (recovery.isPresent()) {
            table.number("recovered", "Planted factors", Term.RECOVERY).text("recovered-mark", "0 to all");
        }
        table.number("half", "Concepts with F1 > " + GOOD_F1, Term.F1).number("wins", "Clear wins", Term.CLEAR_WIN);
        table.number("auroc", "Mean AUROC", Term.AUROC)
                .number("matched", "Units with a concept", Term.Q)
                .counts("units", "Units");
        table.begin(
                section.anchor("methods"),
                "For each concept the best unit of each method, chosen on the selection split and measured on the held-out one; "
                        + Numbers.percent(scores.options().confidence()) + " intervals",
                "",
                true);
        for (ScoreComparison.MethodSummary summary : comparison.summaries()) {
            boolean ours = summary.method().equals(findings.method());
            table.row("class", ours ? "ours" : null);
            table.open(summary.method()).text(summary.method());
            html.element("small", findings.methods().getOrDefault(summary.method(), ""))
                    .close();
            table.open(summary.meanF1()).text(Numbers.mean(summary.meanF1()));
            interval(html, Numbers.meanInterval(summary.meanF1Interval()));
            table.open("").raw(IntervalMark.of(summary.meanF1(), summary.meanF1Interval(), 1, ours));
            html.close();
            if (recovery.isPresent()) {
                recovered(html, table, summary.method(), ours);
            }
            table.count(summary.conceptsAboveHalf());
            table.count(summary.winsF1());
            table.cell(Numbers.score(summary.meanAuroc()), summary.meanAuroc());
            matched(table, summary);
            table.count(summary.features()).endRow();
        }
        table.end();
        if (comparison.summaries().stream().anyMatch(Headline::leavesSomeOut)) {
            html.element(
                    "p",
                    "Units with a concept: of those that were tested, which fired at least "
                            + Numbers.count(scores.options().minFirings(), "time", "times")
                            + " on the held-out side; rarer ones are too few observations to tell.",
                    "class",
                    "note");
        }
        Untrained.sentence(findings, GOOD_F1).ifPresent(note -> html.element("p", note, "class", "note"));
        if (!comparison.warnings().isEmpty()) {
            html.element("p", String.join(" ", comparison.warnings()), "class", "note");
        }
    }

    /** Who is ahead in mean F1; where no baseline was scored, that nobody can be. */
    static void leader(Html html, ScoreComparison comparison) {
        ScoreComparison.Verdict overall = comparison.overall();
        if (overall.runnerUp().isEmpty()) {
            html.element("h3", "How well concepts are told");
            html.element(
                    "p",
                    "No baseline was scored, so that nothing here says whether the dictionary tells concepts better than the raw"
                            + " activations, or than chance: name some with score.baselines.");
            return;
        }
        html.element("h3", "Who wins");
        html.open("p");
        html.element("strong", overall.winner().isEmpty() ? "No clear winner" : overall.winner() + " leads");
        html.text(" in mean held-out F1: " + verdict(comparison)
                + ". A win is clear when the paired bootstrap interval of the lead over the runner-up lies above 0.");
        html.end();
    }

    private static boolean leavesSomeOut(ScoreComparison.MethodSummary summary) {
        return summary.testedFeatures() > 0 && summary.testedFeatures() < summary.features();
    }

    /** Of the units that fire often enough to be tested, those found to go with some concept. */
    private static void matched(Table table, ScoreComparison.MethodSummary summary) {
        if (summary.testedFeatures() == 0) {
            table.cell("–", Double.NaN);
            return;
        }
        table.cell(
                Numbers.count(summary.matchedFeatures()) + " of " + Numbers.count(summary.testedFeatures())
                        + (leavesSomeOut(summary) ? " tested" : ""),
                (double) summary.matchedFeatures() / summary.testedFeatures());
    }

    private void recovered(Html html, Table table, String method, boolean ours) {
        Optional<FactorRecovery.Row> row = row(method);
        if (row.isEmpty()) {
            table.cell("–", Double.NaN).cell("");
            return;
        }
        table.open(row.get().recovered())
                .text(row.get().recovered() + " of " + row.get().factors());
        interval(html, Numbers.countInterval(row.get().interval()));
        Interval interval = row.get().interval();
        table.open("")
                .raw(IntervalMark.of(
                        row.get().recovered(), interval, Math.max(1, row.get().factors()), ours));
        html.close();
    }

    private static void interval(Html html, String text) {
        html.element("span", text, "class", "interval").close();
    }

    private void gallery(Html html) {
        if (highlights.isEmpty()) {
            return;
        }
        html.element("h3", "Best-told concepts");
        html.open("p", "class", "note")
                .text(
                        "The concepts with the highest held-out F1, each with its best feature and that feature’s strongest samples."
                                + " The strongest samples flatter a feature: its page shows draws from all of its range.")
                .end();
        html.open("div", "class", "told");
        for (Shown shown : highlights) {
            FeatureConcept score = shown.highlight().score();
            html.open("article").open("div", "class", "words");
            html.open("h4").text(section.label(score.concept())).close();
            html.open("p").text("F1 ").element("strong", Numbers.score(score.f1()));
            html.element("span", Numbers.interval(score.f1Interval()), "class", "interval");
            Baseline.of(findings, score.concept()).ifPresent(b -> html.single("br")
                    .text("best baseline " + Numbers.score(b.f1()))
                    .element("span", Numbers.interval(b.interval()), "class", "interval")
                    .text(", " + b.method()));
            html.single("br")
                    .text("n = " + Numbers.count(score.positives()) + " of " + Numbers.count(score.observations()))
                    .single("br");
            html.element("a", "Feature " + score.feature(), "href", section.page(score.feature()))
                    .close();
            html.close().open("div", "class", "shots");
            for (String fragment : shown.drawn()) {
                html.open("div", "class", "drawing").raw(fragment).close();
            }
            html.close().end();
        }
        html.end();
    }
}
