package org.echelle.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.echelle.analysis.Stability;
import org.echelle.runs.SweepOutcome;
import org.echelle.torch.AtomicFiles;

/** A sweep's page: the table, the chart of FVU over L0, and how alike the seeds are, in one file that needs no other. */
public final class SweepReport {
    private static final String TITLE = "Sweep of dictionaries";
    /** The page's palette, for the chart as a file of its own. */
    private static final String PALETTE = "<style>svg{--chart-ink:#55585d;--chart-grid:#deded9;--chart-series:#17507d;"
            + "--chart-fill:#a9c6dc;background:#fdfdfb;font:11px sans-serif}text{fill:var(--chart-ink)}</style>";

    private SweepReport() {}

    /**
     * Writes {@code index.html} and {@code frontier.svg}.
     *
     * @param dir folder of the sweep
     * @return the page
     */
    public static Path write(Path dir, SweepOutcome outcome) {
        List<SweepOutcome.Member> finished =
                outcome.members().stream().filter(SweepOutcome.Member::finished).toList();
        boolean[] front = new boolean[finished.size()];
        for (int i = 0; i < front.length; i++) {
            front[i] = finished.get(i).front();
        }
        String chart = Charts.frontier(
                "frontier",
                finished.stream().mapToDouble(SweepOutcome.Member::l0).toArray(),
                finished.stream().mapToDouble(SweepOutcome.Member::fvu).toArray(),
                front);
        Path page = dir.resolve("index.html");
        String markup =
                Page.alone(TITLE, resource("report.css"), resource("report.js"), html -> body(html, outcome, chart));
        text(page, markup);
        if (!chart.isEmpty()) {
            text(dir.resolve("frontier.svg"), chart.replaceFirst("</title>", "</title>" + PALETTE));
        }
        return page;
    }

    private static void body(Html html, SweepOutcome outcome, String chart) {
        html.open("header", "class", "title");
        html.element("p", "Echelle", "class", "kicker");
        html.element(
                        "h1",
                        Numbers.count(outcome.members().size(), "dictionary", "dictionaries")
                                + " on one stream of rows")
                .end();
        html.element("p", outcome.rows(), "class", "lead").raw("\n");
        html.element("p", outcome.measured() + " Marked are those that no other beats in both L0 and FVU.");
        if (!chart.isEmpty()) {
            html.open("figure").raw(chart);
            html.element(
                    "figcaption",
                    "FVU over L0, a point a dictionary; the line joins those that no other beats in both. Lower and further"
                            + " left is better. " + outcome.measured()
                            + " Points have no interval; how far seeds lie apart is in the table.");
            html.end();
        }
        table(html, outcome);
        if (!outcome.groups().isEmpty()) {
            stability(html, outcome);
        }
        for (String note : outcome.notes()) {
            html.element("p", note, "class", "note").raw("\n");
        }
        List<Term> words = new ArrayList<>(List.of(Term.FVU, Term.L0, Term.DENSITY, Term.DEAD, Term.LOSS));
        if (!outcome.groups().isEmpty()) {
            words.addAll(List.of(Term.LIKENESS, Term.SEEDS_MATCHED, Term.PW_MCC));
        }
        Words.section(html, words);
        html.open("p", "class", "note").text("The same for other programs: ");
        html.element("a", "sweep.csv", "href", "sweep.csv").text(", ");
        html.element("a", "sweep.json", "href", "sweep.json").text(".").end();
    }

    private static void table(Html html, SweepOutcome outcome) {
        Table table = new Table(html, "")
                .text("member", "dictionary")
                .text("architecture", "architecture")
                .counts("n", "n")
                .counts("k", "k")
                .counts("seed", "seed")
                .number("l0", "L0", Term.L0)
                .number("fvu", "FVU", Term.FVU)
                .number("dead", "dead", Term.DEAD)
                .number("dense", "dense", Term.DENSITY)
                .number("loss", "loss", Term.LOSS)
                .number("speed", "rows/s", null)
                .text("front", "front")
                .begin("members", "The dictionaries", "", false);
        for (SweepOutcome.Member m : outcome.members()) {
            table.row().cell(m.name()).cell(m.architecture()).count(m.features());
            table.cell(m.k() > 0 ? Numbers.count(m.k()) : "–", m.k());
            table.count(m.seed());
            table.cell(Numbers.figure(m.l0()), m.l0()).cell(Numbers.mean(m.fvu()), m.fvu());
            table.cell(Numbers.percent(m.deadShare()), m.deadShare());
            table.cell(Numbers.percent(m.denseShare()), m.denseShare());
            table.cell(Numbers.figure(m.loss()), m.loss()).cell(Numbers.figure(m.rowsPerSecond()), m.rowsPerSecond());
            table.cell(m.failure().isEmpty() ? m.front() ? "front" : "" : m.failure());
            table.endRow();
        }
        table.end();
        Words.below(html, table.terms());
    }

    private static void stability(Html html, SweepOutcome outcome) {
        html.element("h2", "Do other seeds find the same features?").raw("\n");
        html.element(
                "p",
                "Features of two dictionaries are paired one to one, once by what they write and once by what they read. Matched:"
                        + " both pairings agree and both cosines are at least 0.7. PW-MCC: the mean signed cosine of the"
                        + " decoder pairing. In brackets what random directions score. Features that never fired count as"
                        + " unmatched.");
        Table table = new Table(html, "")
                .text("group", "dictionaries")
                .counts("seeds", "seeds")
                .number("matched", "matched", Term.SEEDS_MATCHED)
                .number("decoder", "by decoder alone", Term.SEEDS_MATCHED)
                .number("cosine", "mean max cosine", Term.LIKENESS)
                .number("mcc", "PW-MCC", Term.PW_MCC)
                .counts("silent", "never fired")
                .begin("stability", "Stability over seeds", "", false);
        for (SweepOutcome.Group group : outcome.groups()) {
            Stability.Summary s = group.stability();
            table.row().cell(group.name()).count(s.dictionaries());
            table.cell(share(s.matched()), s.matched().mean());
            table.cell(share(s.decoderMatched()), s.decoderMatched().mean());
            table.cell(cosine(s.meanMaxCosine(), s.pairs()), s.meanMaxCosine().mean());
            table.cell(cosine(s.pwMcc(), s.pairs()), s.pwMcc().mean());
            table.count(s.silent());
            table.endRow();
        }
        table.end();
        Words.below(html, table.terms());
        if (outcome.groups().stream().anyMatch(g -> !g.stability().exact())) {
            html.element(
                    "p",
                    "Where there are too many features for the best pairing, mutual nearest neighbours were paired first and"
                            + " the rest greedily.",
                    "class",
                    "note");
        }
    }

    private static String share(Stability.Figure f) {
        return Numbers.percent(f.mean()) + " [" + Numbers.percent(f.chance()) + "]";
    }

    private static String cosine(Stability.Figure f, int pairs) {
        String spread = pairs > 1 ? " ± " + Numbers.score(f.sd()) : "";
        return Numbers.score(f.mean()) + spread + " [" + Numbers.score(f.chance()) + "]";
    }

    private static String resource(String name) {
        try {
            return Report.resource(name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void text(Path file, String content) {
        AtomicFiles.write(file, content.getBytes(StandardCharsets.UTF_8));
    }
}
