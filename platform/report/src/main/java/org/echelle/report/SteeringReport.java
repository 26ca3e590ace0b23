package org.echelle.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.echelle.analysis.Interval;
import org.echelle.runs.FoldedEdit;
import org.echelle.runs.LetterFindings;
import org.echelle.runs.SteerOutcome;
import org.echelle.steering.choice.Ranked;
import org.echelle.steering.experiment.ClassEffect;
import org.echelle.steering.experiment.ControlSummary;
import org.echelle.steering.experiment.Effect;
import org.echelle.steering.experiment.Estimate;
import org.echelle.steering.experiment.Findings;
import org.echelle.torch.AtomicFiles;

/** A steering experiment's page, table and charts, in files that need no other. */
public final class SteeringReport {
    private SteeringReport() {}

    /**
     * Writes {@code index.html}, {@code effects.csv}, {@code dose-response.svg} and {@code controls.svg}.
     *
     * @param dir folder of the experiment
     * @return the page
     */
    public static Path write(Path dir, SteerOutcome outcome) {
        String doses = SteeringCharts.doses(outcome.findings());
        String controls = SteeringCharts.controls(outcome.findings());
        text(dir.resolve("dose-response.svg"), Plot.file(doses));
        text(dir.resolve("controls.svg"), Plot.file(controls));
        text(dir.resolve("effects.csv"), csv(outcome));
        Path page = dir.resolve("index.html");
        text(
                page,
                Page.alone(
                        "Edit of " + outcome.findings().target(),
                        resource("report.css"),
                        resource("report.js"),
                        html -> body(html, outcome, doses, controls)));
        return page;
    }

    private static void body(Html html, SteerOutcome outcome, String doses, String controls) {
        Findings found = outcome.findings();
        Effect asked = found.asAsked();
        html.open("header", "class", "title");
        html.element("p", "Echelle: intervention", "class", "kicker");
        html.element("h1", "Edit of " + found.target() + " at " + outcome.hook())
                .end();
        html.element("p", headline(outcome), "class", "lead").raw("\n");
        html.element("p", "Features: " + outcome.strategy() + " Edit: " + outcome.edit() + ".");
        html.element(
                "p",
                "Measured on " + count(outcome, outcome.split()[1]) + " ("
                        + asked.target().n() + " with the target, "
                        + asked.others().n()
                        + " without) in " + Numbers.count(found.groups(), "group", "groups")
                        + (outcome.given() ? "; scores of the given features are of " : "; features were chosen on ")
                        + Numbers.count(outcome.split()[0], "sample", "samples")
                        + " of the selection side. Brackets hold 95 % intervals, bootstrapped over groups. Right"
                        + " answers: " + outcome.truth() + ".",
                "class",
                "note");
        for (String warning : found.warnings()) {
            html.element("p", warning, "class", "note").raw("\n");
        }
        outcome.letters().ifPresent(l -> l.notes()
                .forEach(note -> html.element("p", note, "class", "note").raw("\n")));
        figure(
                html,
                doses,
                "Dose and response. Solid: the target's probability on its own "
                        + count(outcome, asked.target().n())
                        + "; dashed: the right answer's on the "
                        + Numbers.count(asked.others().n())
                        + " others, along the strength of the edit. Bars are 95 % intervals over groups.");
        Words.below(html, java.util.List.of(Term.EDIT_STRENGTH, Term.CHANGE));
        figure(
                html,
                controls,
                "Every control at strength 1 is a dot; the edit is above them, with its 95 % interval. On the same "
                        + count(outcome, asked.target().n())
                        + " with the target; its interval is over groups.");
        Words.below(html, java.util.List.of(Term.CHANGE, Term.MATCHED, Term.RANDOM_DIRECTIONS));
        outcome.letters().flatMap(LetterFindings::sampled).ifPresent(s -> SampledSection.write(html, s));
        summaries(html, found);
        dosesTable(html, found);
        classes(html, found);
        twin(html, outcome);
        features(html, outcome);
        Words.section(
                html,
                java.util.List.of(
                        Term.EDIT_STRENGTH,
                        Term.CHANGE,
                        Term.SELECTIVITY,
                        Term.ACCURACY,
                        Term.STRATEGY_SCORE,
                        Term.MATCHED,
                        Term.RANDOM_DIRECTIONS,
                        Term.AS_STRONG));
        html.open("p", "class", "note").text("The same for other programs: ");
        for (String file : new String[] {"effects.csv", "steering.json", "dose-response.svg", "controls.svg"}) {
            html.element("a", file, "href", file).text(" ");
        }
        html.end();
    }

    private static String held(long n) {
        return Numbers.count(n, "held-out sample", "held-out samples");
    }

    private static String count(SteerOutcome outcome, long n) {
        return outcome.letters().isPresent()
                ? Numbers.count(n, "place of held-out sequences", "places of held-out sequences")
                : held(n);
    }

    private static void figure(Html html, String chart, String caption) {
        html.open("figure").raw(chart);
        html.element("figcaption", caption).end();
    }

    /** The result in a sentence or two, for the page and the terminal. */
    public static String headline(SteerOutcome outcome) {
        if (outcome.letters().isPresent()) {
            return letters(outcome);
        }
        Findings found = outcome.findings();
        Effect asked = found.asAsked();
        StringBuilder text = new StringBuilder(String.format(
                java.util.Locale.ROOT,
                "The edit of %s changes the probability of %s on its samples by %s and that of the right answer on other"
                        + " samples by %s; on those the target's changes by %s.",
                Numbers.count(outcome.features().size(), "feature", "features"),
                found.target(),
                shown(asked.target()),
                shown(asked.others()),
                shown(asked.towards())));
        if (found.changesNothing()) {
            return text.toString();
        }
        for (ControlSummary s : found.summaries()) {
            text.append(String.format(
                    java.util.Locale.ROOT,
                    " %s: %s on average, their mean size %s.",
                    upper(s.words()),
                    signed(s.mean()),
                    times(s.ratio())));
        }
        found.largestSideEffect()
                .ifPresent(c -> text.append(String.format(
                        java.util.Locale.ROOT,
                        " Of the other %d classes %s changes most on its own samples: by %s.",
                        found.classes().size() - 1,
                        c.name(),
                        shown(c.change()))));
        outcome.folded().ifPresent(f -> text.append(' ').append(folded(f)));
        return text.toString();
    }

    private static String letters(SteerOutcome outcome) {
        Effect asked = outcome.findings().asAsked();
        StringBuilder text = new StringBuilder(outcome.letters().orElseThrow().verdict());
        text.append(String.format(
                java.util.Locale.ROOT,
                " At %s elsewhere the own letter’s probability changes by %s.",
                Numbers.count(asked.others().n(), "place", "places"),
                shown(asked.others())));
        outcome.letters().get().sampled().ifPresent(s -> text.append(' ').append(SampledSection.sentence(s)));
        return text.toString();
    }

    private static String times(double ratio) {
        if (!Double.isFinite(ratio)) {
            return "0";
        }
        if (Math.abs(ratio - 1) < 0.005) {
            return "the same";
        }
        return ratio >= 1
                ? Numbers.figure(ratio) + " times smaller"
                : ratio == 0 ? "larger without bound" : Numbers.figure(1 / ratio) + " times larger";
    }

    /** The edited checkpoint in a sentence. */
    private static String folded(FoldedEdit f) {
        return String.format(
                java.util.Locale.ROOT,
                "The edit is folded into %s, which %s: over %s the outputs of %s differ from those of the tapped edit by at"
                        + " most %.2g, where the edit changes them by up to %.2g.",
                f.layer(),
                f.side(),
                Numbers.count(f.samples(), "held-out sample", "held-out samples"),
                f.file(),
                f.largestDifference(),
                f.largestEffect());
    }

    private static String upper(String words) {
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }

    private static void summaries(Html html, Findings found) {
        html.element("h2", "Beside its controls").raw("\n");
        Table table = new Table(html, "")
                .text("kind", "control")
                .counts("draws", "draws")
                .number("mean", "mean change of target", Term.CHANGE)
                .number("strongest", "strongest", Term.CHANGE)
                .number("ratio", "edit / control", Term.CHANGE)
                .number("difference", "edit − control", Term.CHANGE)
                .number("selectivity", "selectivity gained", Term.SELECTIVITY)
                .number("share", "share at least as strong", Term.AS_STRONG)
                .text("match", "match")
                .begin(
                        "controls",
                        "The edit beside each kind of control, on "
                                + held(found.asAsked().target().n()) + " with the target; 95 % intervals over groups",
                        "",
                        false);
        for (ControlSummary s : found.summaries()) {
            table.row().cell(s.words()).count(s.draws());
            table.cell(signed(s.mean()), s.mean()).cell(signed(s.strongest()), s.strongest());
            table.cell(Double.isInfinite(s.ratio()) ? "control does nothing" : Numbers.figure(s.ratio()), s.ratio());
            table.cell(shown(s.difference()), s.difference().mean());
            table.cell(
                    shown(s.selectivityDifference()), s.selectivityDifference().mean());
            table.cell(Numbers.figure(s.share()), s.share());
            table.cell(
                    Double.isNaN(s.rateMismatch())
                            ? ""
                            : "rate " + Numbers.figure(s.rateMismatch()) + ", activation "
                                    + Numbers.figure(s.meanMismatch()) + " doublings apart");
            table.endRow();
        }
        table.end();
        Words.below(html, table.terms());
    }

    private static void dosesTable(Html html, Findings found) {
        html.element("h2", "Dose and response").raw("\n");
        Table table = new Table(html, "")
                .number("strength", "strength", Term.EDIT_STRENGTH)
                .number("target", "target on its samples", Term.CHANGE)
                .number("others", "right answer on others", Term.CHANGE)
                .number("selectivity", "selectivity", Term.SELECTIVITY)
                .number("towards", "target on others", Term.CHANGE)
                .number("accuracy", "accuracy, target", Term.ACCURACY)
                .number("other-accuracy", "accuracy, others", Term.ACCURACY)
                .begin(
                        "doses",
                        "Changes of probability at each strength, on "
                                + held(found.asAsked().target().n()) + " with the target and "
                                + Numbers.count(found.asAsked().others().n()) + " others; 95 % intervals over groups",
                        "strength",
                        false);
        for (Effect e : found.doses()) {
            table.row().cell(Numbers.figure(e.strength()), e.strength());
            for (Estimate each : new Estimate[] {e.target(), e.others(), e.selectivity(), e.towards()}) {
                table.cell(shown(each), each.mean());
            }
            table.cell(
                    Numbers.percent(e.targetAccuracy().mean()),
                    e.targetAccuracy().mean());
            table.cell(
                    Numbers.percent(e.othersAccuracy().mean()),
                    e.othersAccuracy().mean());
            table.endRow();
        }
        table.end();
        Words.below(html, table.terms());
    }

    private static void classes(Html html, Findings found) {
        html.element("h2", "What it does to every class").raw("\n");
        Table table = new Table(html, "")
                .text("class", "class")
                .counts("n", "samples")
                .number("change", "change of its probability", Term.CHANGE)
                .number("before", "accuracy before", Term.ACCURACY)
                .number("after", "after", Term.ACCURACY)
                .begin(
                        "classes",
                        "Side effects at strength 1, each class on its own held-out samples; 95 % intervals over groups",
                        "",
                        false);
        for (ClassEffect c : found.classes()) {
            table.row()
                    .cell(c.name() + (c.target() ? " (target)" : ""))
                    .count(c.change().n());
            table.cell(shown(c.change()), c.change().mean());
            table.cell(Numbers.percent(c.accuracyBefore()), c.accuracyBefore());
            table.cell(Numbers.percent(c.accuracyAfter()), c.accuracyAfter());
            table.endRow();
        }
        table.end();
        Words.below(html, table.terms());
    }

    private static void twin(Html html, SteerOutcome outcome) {
        html.element("h2", "The same in an untrained subject").raw("\n");
        if (outcome.twin().isEmpty()) {
            html.element("p", "Not measured: " + outcome.twinNote() + ".", "class", "note");
            return;
        }
        Effect ours = outcome.findings().asAsked();
        Effect theirs = outcome.twin().get().asAsked();
        html.element(
                "p",
                "Untrained: " + outcome.twinNote() + ". There the target's probability changes by "
                        + shown(theirs.target()) + " (trained: " + shown(ours.target()) + "), selectivity is "
                        + shown(theirs.selectivity()) + " (trained: " + shown(ours.selectivity()) + "): lower by "
                        + Numbers.mean(
                                ours.selectivity().mean() - theirs.selectivity().mean())
                        + ".");
    }

    private static void features(Html html, SteerOutcome outcome) {
        html.element("h2", "The edited features").raw("\n");
        Table table = new Table(html, "")
                .counts("feature", "feature")
                .text("name", "called on its card")
                .number("score", "score of the strategy", Term.STRATEGY_SCORE)
                .begin("features", "Edited features, best first", "score", true);
        for (Ranked r : outcome.features()) {
            table.row().count(r.feature()).cell(outcome.names().getOrDefault(r.feature(), "–"));
            table.cell(Numbers.figure(r.score()), r.score());
            table.endRow();
        }
        table.end();
        Words.below(html, table.terms());
    }

    private static String shown(Estimate e) {
        Interval i = e.interval();
        return signed(e.mean()) + (i.known() ? " [" + signed(i.low()) + ", " + signed(i.high()) + "]" : "");
    }

    private static String signed(double value) {
        String text = Numbers.mean(Math.abs(value));
        return text.equals("0.000") || text.equals("–") ? text : (value < 0 ? "−" : "+") + text;
    }

    private static String csv(SteerOutcome outcome) {
        StringBuilder out = new StringBuilder("subject,kind,name,strength");
        for (String each :
                new String[] {"target", "others", "selectivity", "towards", "target_accuracy", "others_accuracy"}) {
            out.append(',')
                    .append(each)
                    .append(',')
                    .append(each)
                    .append("_low,")
                    .append(each)
                    .append("_high");
        }
        out.append(",n_target,n_others\r\n");
        rows(out, "subject", outcome.findings());
        outcome.twin().ifPresent(t -> rows(out, "random weights", t));
        return out.toString();
    }

    private static void rows(StringBuilder out, String subject, Findings findings) {
        findings.doses().forEach(e -> row(out, subject, e));
        findings.controls().forEach(e -> row(out, subject, e));
    }

    private static void row(StringBuilder out, String subject, Effect e) {
        out.append(subject)
                .append(',')
                .append(e.kind())
                .append(',')
                .append(quoted(e.name()))
                .append(',');
        out.append(Numbers.plain(e.strength()));
        for (Estimate each : new Estimate[] {
            e.target(), e.others(), e.selectivity(), e.towards(), e.targetAccuracy(), e.othersAccuracy()
        }) {
            boolean known = each.interval().known();
            out.append(',').append(Numbers.plain(each.mean()));
            out.append(',').append(known ? Numbers.plain(each.interval().low()) : "");
            out.append(',').append(known ? Numbers.plain(each.interval().high()) : "");
        }
        out.append(',')
                .append(e.target().n())
                .append(',')
                .append(e.others().n())
                .append("\r\n");
    }

    static String quoted(String text) {
        return '"' + text.replace("\"", "\"\"") + '"';
    }

    static String resource(String name) {
        try {
            return Report.resource(name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void text(Path file, String content) {
        AtomicFiles.write(file, content.getBytes(StandardCharsets.UTF_8));
    }
}
