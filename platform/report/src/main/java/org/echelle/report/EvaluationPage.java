package org.echelle.report;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.echelle.analysis.Measure;
import org.echelle.runs.evaluation.Cell;
import org.echelle.runs.evaluation.Chapter;
import org.echelle.runs.evaluation.Evaluated;
import org.echelle.runs.evaluation.Finding;
import org.echelle.runs.evaluation.Sheet;

/** All metrics of one hook point's dictionary, chapter by chapter. */
final class EvaluationPage {
    private final ReportInput input;
    private final Site.Section section;
    private final Evaluated evaluated;

    EvaluationPage(ReportInput input, Site.Section section) {
        this.input = input;
        this.section = section;
        this.evaluated = section.report().chapters().orElseThrow();
    }

    /** Its file, from the report's folder. */
    static String file(Site.Section section) {
        return section.anchor("evaluation") + ".html";
    }

    String markup() {
        return Page.of("Evaluation · " + input.title(), "", this::body);
    }

    private void body(Html html) {
        html.open("nav", "class", "pager", "aria-label", "Report");
        html.element("a", "← " + input.title(), "href", "index.html", "rel", "up")
                .end();
        html.open("header", "class", "title").element("h1", "Evaluation");
        html.open("p", "class", "lead").text("What the dictionary at ");
        html.element("code", evaluated.hook())
                .text(" is worth, by every metric that this run’s activations, codes and labels allow.");
        html.end().element("p", evaluated.basis(), "class", "note").end();
        html.open("nav", "class", "contents", "aria-label", "Contents").open("ul");
        for (Chapter chapter : evaluated.chapters()) {
            html.open("li")
                    .element("a", chapter.title(), "href", "#" + chapter.id())
                    .close();
        }
        html.open("li").element("a", "glossary", "href", "glossary.html").close();
        html.close().end();
        evaluated.chapters().forEach(chapter -> chapter(html, chapter));
    }

    private void chapter(Html html, Chapter chapter) {
        html.open("section", "id", chapter.id()).element("h2", chapter.title());
        html.element("p", chapter.question());
        if (!chapter.findings().isEmpty()) {
            Figures strip = new Figures(html, "");
            chapter.findings().forEach(f -> finding(strip, f));
            strip.end();
        }
        for (Sheet sheet : chapter.sheets()) {
            sheet(html, chapter.id() + "-" + sheet.id(), sheet);
        }
        for (String note : chapter.notes()) {
            html.element("p", note, "class", "note");
        }
        html.end();
    }

    private static void finding(Figures strip, Finding f) {
        Measure m = f.measure();
        strip.add(
                Glossary.at(f.term()),
                f.name(),
                m.defined() ? Numbers.figure(m.value()) : "–",
                m.defined()
                        ? (Numbers.meanInterval(m.interval()) + " n = " + Numbers.count(m.n()) + "; " + f.basis())
                                .strip()
                        : "not defined, because " + m.because());
    }

    private void sheet(Html html, String id, Sheet sheet) {
        Table table = new Table(html, "");
        Set<Term> terms = new LinkedHashSet<>();
        for (int c = 0; c < sheet.columns().size(); c++) {
            Sheet.Column column = sheet.columns().get(c);
            if (column.term().isEmpty()) {
                int at = c;
                boolean counts = sheet.rows().stream().allMatch(row -> row.get(at) instanceof Cell.Count);
                if (counts) {
                    table.counts("c" + c, column.title());
                } else {
                    table.text("c" + c, column.title());
                }
            } else {
                terms.add(Glossary.at(column.term()));
                table.number("c" + c, column.title(), Glossary.at(column.term()));
            }
        }
        table.begin(id, sheet.caption(), "", false);
        Set<String> reasons = new LinkedHashSet<>();
        for (List<Cell> row : sheet.rows()) {
            table.row();
            for (int c = 0; c < row.size(); c++) {
                cell(html, table, sheet.columns().get(c), row.get(c), reasons);
            }
            table.endRow();
        }
        table.end();
        html.open("p", "class", "note").text("Defined in the glossary: ");
        int shown = 0;
        for (Term term : terms) {
            html.text(shown++ == 0 ? "" : ", ");
            Page.term(html, "", term);
        }
        html.text(".").end();
        for (String reason : reasons) {
            html.element("p", "– is not defined, because " + reason + ".", "class", "note");
        }
    }

    private void cell(Html html, Table table, Sheet.Column column, Cell cell, Set<String> reasons) {
        if (cell instanceof Cell.Count count) {
            table.count(count.count());
        } else if (cell instanceof Cell.Words words) {
            boolean feature =
                    (column.title().equals("Feature") || column.title().equals("Parent"))
                            && words.text().matches("[0-9]{1,9}")
                            && section.pages().has(Integer.parseInt(words.text()));
            if (feature) {
                table.open(words.text())
                        .element("a", words.text(), "href", section.page(Integer.parseInt(words.text())))
                        .close();
            } else {
                table.cell(words.text());
            }
        } else if (cell instanceof Cell.Figure figure) {
            Measure m = figure.measure();
            if (!m.defined()) {
                reasons.add(m.because());
                table.cell("–", Double.NaN);
            } else {
                table.open(m.value()).text(Numbers.mean(m.value()));
                html.element("span", Numbers.meanInterval(m.interval()), "class", "interval")
                        .close();
            }
        }
    }
}
