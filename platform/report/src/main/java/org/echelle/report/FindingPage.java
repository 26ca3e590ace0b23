package org.echelle.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.echelle.analysis.Interval;
import org.echelle.api.AnnotatedSites;
import org.echelle.api.BadSampleException;
import org.echelle.api.Progress;
import org.echelle.api.Sample;
import org.echelle.api.SiteActivations;
import org.echelle.runs.ResultJson;

/**
 * A page of its own for one question asked of finished runs: a few sentences, charts, tables and samples, with the same figures as
 * CSV and JSON beside it. Written whole or not at all.
 *
 * @param kicker what was asked, such as {@code Comparison}
 * @param title heads the page
 * @param lead the answer in a sentence or two
 * @param notes what it rests on, and what a reader must know
 * @param figures charts
 * @param sheets tables; each becomes a CSV file of its name
 * @param pictures samples in rows
 * @param json the whole result, written to {@code result.json}
 */
public record FindingPage(
        String kicker,
        String title,
        String lead,
        List<String> notes,
        List<Figure> figures,
        List<Sheet> sheets,
        List<Pictures> pictures,
        Object json) {
    private static final int SHOWN_ROWS = 500;

    /**
     * A chart.
     *
     * @param svg the chart, or other markup; an empty one is left out
     * @param caption n, split and interval
     */
    public record Figure(String svg, String caption) {}

    /**
     * A table.
     *
     * @param id its name on the page and of its file
     * @param title above it
     * @param note below the title; may be empty
     * @param heads of the columns
     * @param terms the glossary's entry for heads that are figures, such as {@code q} for {@code held-out q}
     * @param rows cells: texts, numbers, {@link Ranged} values or {@link Probability} values
     */
    public record Sheet(
            String id,
            String title,
            String note,
            List<String> heads,
            Map<String, String> terms,
            List<List<Object>> rows) {
        public Sheet {
            for (String head : terms.keySet()) {
                if (!heads.contains(head)) {
                    throw new IllegalArgumentException("the sheet has no column '" + head + "'");
                }
            }
        }
    }

    /**
     * A figure with its interval.
     *
     * @param value the figure
     * @param interval around it
     * @param end half the length of the axis of its mark, which has 0 in the middle; 0 for no mark
     */
    public record Ranged(double value, Interval interval, double end) {}

    /** A p- or q-value. */
    public record Probability(double value) {}

    /**
     * A row of samples.
     *
     * @param title above it
     * @param note below the title
     * @param samples numbers in the sample source
     * @param captions one a sample
     * @param source which of the page's sample sources they are from, the first being 0
     * @param activations one a sample, drawn on it; empty where samples are drawn as they are
     * @param outlined one a sample, what is outlined over its activations; empty where nothing is
     */
    public record Pictures(
            String title,
            String note,
            List<Integer> samples,
            List<String> captions,
            int source,
            List<SiteActivations> activations,
            List<Optional<AnnotatedSites>> outlined) {
        /** Samples with activations, nothing outlined. */
        public Pictures(
                String title,
                String note,
                List<Integer> samples,
                List<String> captions,
                int source,
                List<SiteActivations> activations) {
            this(title, note, samples, captions, source, activations, List.of());
        }

        /** Samples as they are. */
        public Pictures(String title, String note, List<Integer> samples, List<String> captions, int source) {
            this(title, note, samples, captions, source, List.of());
        }

        /** Samples of the first source. */
        public Pictures(String title, String note, List<Integer> samples, List<String> captions) {
            this(title, note, samples, captions, 0);
        }
    }

    /**
     * Writes {@code index.html}, {@code NAME.csv} for each sheet, {@code result.json}, and the samples' pictures.
     *
     * @param dir the folder; an earlier page of this kind is replaced
     * @param drawings how samples of each source are drawn; a source without one is left as names
     * @param extra other text files, by name
     * @return the page
     * @throws ReportException when something else than a page is in the folder, or it cannot be written
     */
    public Path write(Path dir, List<Drawing> drawings, Map<String, String> extra, Progress progress) {
        try (FolderSwap swap = FolderSwap.begin(dir)) {
            Path draft = swap.draft();
            String drawn = pictures(draft, drawings, progress);
            String css = Report.resource("report.css")
                    + drawings.stream()
                            .map(d -> "\n" + d.view().css())
                            .distinct()
                            .collect(Collectors.joining());
            String js = Report.resource("report.js")
                    + drawings.stream().map(d -> d.view().script()).distinct().collect(Collectors.joining("\n"));
            text(draft.resolve("index.html"), Page.alone(title, css, js, html -> body(html, drawn, extra)));
            for (Sheet sheet : sheets) {
                text(draft.resolve(sheet.id() + ".csv"), csv(sheet));
            }
            text(draft.resolve("result.json"), resultText());
            for (Map.Entry<String, String> file : extra.entrySet()) {
                text(draft.resolve(file.getKey()), file.getValue());
            }
            swap.commit();
        } catch (IOException e) {
            throw new ReportException("The page cannot be written to " + dir + ": " + FolderSwap.reason(e), e);
        }
        return dir.resolve("index.html");
    }

    private static void text(Path file, String content) throws IOException {
        Files.write(file, content.getBytes(StandardCharsets.UTF_8));
    }

    private String resultText() {
        try {
            return ResultJson.mapper().writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a result cannot be written as JSON", e);
        }
    }

    private String pictures(Path draft, List<Drawing> drawings, Progress progress) throws IOException {
        if (pictures.isEmpty()) {
            return "";
        }
        Files.createDirectories(draft.resolve("assets"));
        AssetFolder assets = new AssetFolder(draft.resolve("assets"));
        long all = pictures.stream().mapToLong(p -> p.samples().size()).sum();
        progress.begin("draw samples", all, "samples");
        Html html = new Html();
        int done = 0;
        for (Pictures row : pictures) {
            html.open("section", "class", "group");
            html.open("h2").text(row.title()).close();
            html.element("p", row.note(), "class", "note").raw("\n");
            html.open("div", "class", row.activations().isEmpty() ? "cards silent" : "cards");
            for (int i = 0; i < row.samples().size(); i++) {
                progress.check();
                html.open("figure", "class", "card").open("div", "class", "drawing");
                html.raw(row.source() < drawings.size() ? draw(drawings.get(row.source()), row, i, assets) : "")
                        .close();
                html.open("figcaption");
                html.element("span", row.captions().get(i), "class", "caption");
                html.close().end();
                progress.advance(++done, "");
            }
            html.end().end();
        }
        return html.markup();
    }

    private static String draw(Drawing drawing, Pictures row, int i, AssetFolder assets) {
        try {
            Sample sample = drawing.samples().load(row.samples().get(i));
            if (row.activations().isEmpty()) {
                return drawing.view().draw(sample, assets.from(""));
            }
            SiteActivations activations = row.activations().get(i);
            Optional<AnnotatedSites> outlined =
                    row.outlined().isEmpty() ? Optional.empty() : row.outlined().get(i);
            return outlined.map(o -> drawing.view().draw(sample, activations, o, assets.from("")))
                    .orElseGet(() -> drawing.view().draw(sample, activations, assets.from("")));
        } catch (BadSampleException e) {
            return "<p class=\"unreadable\">" + Html.escape(String.valueOf(e.getMessage())) + "</p>";
        }
    }

    private void body(Html html, String drawn, Map<String, String> extra) {
        html.open("header", "class", "title");
        html.element("p", "Echelle · " + kicker, "class", "kicker");
        html.element("h1", title).end();
        html.element("p", lead, "class", "lead").raw("\n");
        for (String note : notes) {
            html.element("p", note, "class", "note").raw("\n");
        }
        for (Figure figure : figures) {
            if (!figure.svg().isEmpty()) {
                html.open("figure", "class", "chart").raw(figure.svg());
                html.element("figcaption", figure.caption()).end();
            }
        }
        html.raw(drawn);
        sheets.forEach(sheet -> table(html, sheet));
        words(html);
        html.open("p", "class", "note").text("The same for other programs: ");
        for (Sheet sheet : sheets) {
            html.element("a", sheet.id() + ".csv", "href", sheet.id() + ".csv").text(", ");
        }
        extra.keySet().forEach(name -> html.element("a", name, "href", name).text(", "));
        html.element("a", "result.json", "href", "result.json").text(".").end();
    }

    /** What the page's figures are: it stands alone, so that its words must be explained on it. */
    private void words(Html html) {
        StringBuilder said = new StringBuilder(title).append(' ').append(lead);
        notes.forEach(note -> said.append(' ').append(note));
        figures.forEach(figure -> said.append(' ').append(figure.caption()));
        sheets.forEach(
                sheet -> said.append(' ').append(sheet.note()).append(' ').append(String.join(" ; ", sheet.heads())));
        Set<Term> used = EnumSet.noneOf(Term.class);
        Term.allIn(said.toString()).stream()
                .filter(term -> sheets.stream().noneMatch(sheet -> meansAnother(sheet, term)))
                .forEach(used::add);
        sheets.forEach(sheet -> sheet.terms().values().forEach(anchor -> used.add(Glossary.at(anchor))));
        Words.section(html, List.copyOf(used));
    }

    /** Whether a column is headed by a term's word and has another entry: what a cosine or an accuracy is of differs from page to page. */
    private static boolean meansAnother(Sheet sheet, Term term) {
        return sheet.terms().entrySet().stream()
                .anyMatch(e -> e.getKey().equalsIgnoreCase(term.word())
                        && !e.getValue().equals(term.anchor()));
    }

    private static void table(Html html, Sheet sheet) {
        html.element("h2", sheet.title()).raw("\n");
        if (!sheet.note().isEmpty()) {
            html.element("p", sheet.note(), "class", "note").raw("\n");
        }
        if (sheet.rows().isEmpty()) {
            html.element("p", "None.").raw("\n");
            defined(html, sheet);
            return;
        }
        Table table = new Table(html, "");
        for (int c = 0; c < sheet.heads().size(); c++) {
            String head = sheet.heads().get(c);
            if (sheet.rows().get(0).get(c) instanceof String) {
                table.text(head, head);
            } else {
                String anchor = sheet.terms().get(head);
                table.number(head, head, anchor == null ? null : Glossary.at(anchor));
            }
        }
        table.begin(sheet.id(), sheet.title(), "", false);
        for (List<Object> row :
                sheet.rows().subList(0, Math.min(SHOWN_ROWS, sheet.rows().size()))) {
            table.row();
            row.forEach(cell -> cell(table, cell));
            table.endRow();
        }
        table.end();
        defined(html, sheet);
        if (sheet.rows().size() > SHOWN_ROWS) {
            html.element(
                            "p",
                            "The first " + SHOWN_ROWS + " of "
                                    + Numbers.count(sheet.rows().size()) + " rows; all are in " + sheet.id() + ".csv.",
                            "class",
                            "note")
                    .raw("\n");
        }
    }

    private static void defined(Html html, Sheet sheet) {
        List<Term> terms = sheet.heads().stream()
                .filter(sheet.terms()::containsKey)
                .map(head -> Glossary.at(sheet.terms().get(head)))
                .distinct()
                .toList();
        Words.below(html, terms);
    }

    private static void cell(Table table, Object cell) {
        if (cell instanceof Ranged r) {
            Html html = table.open(r.value());
            html.text(Numbers.figure(r.value()));
            html.element(
                    "span",
                    r.interval().known()
                            ? " [" + Numbers.figure(r.interval().low()) + ", "
                                    + Numbers.figure(r.interval().high()) + "]"
                            : "",
                    "class",
                    "interval");
            html.raw(r.end() > 0 ? ShiftMark.of(r.value(), r.interval(), r.end()) : "")
                    .close();
        } else if (cell instanceof Probability p) {
            table.cell(Numbers.probability(p.value()), p.value());
        } else if (cell instanceof Integer || cell instanceof Long) {
            table.cell(Long.toString(((Number) cell).longValue()), ((Number) cell).doubleValue());
        } else if (cell instanceof Number n) {
            table.cell(Numbers.figure(n.doubleValue()), n.doubleValue());
        } else {
            table.cell(String.valueOf(cell));
        }
    }

    /** RFC 4180; a ranged value becomes three columns. */
    static String csv(Sheet sheet) {
        StringBuilder out = new StringBuilder();
        List<Object> first = sheet.rows().isEmpty() ? List.of() : sheet.rows().get(0);
        for (int c = 0; c < sheet.heads().size(); c++) {
            String head =
                    sheet.heads().get(c).toLowerCase(java.util.Locale.ROOT).replaceAll("[^a-z0-9]+", "_");
            out.append(c == 0 ? "" : ",").append(head);
            if (c < first.size() && first.get(c) instanceof Ranged) {
                out.append(',').append(head).append("_low,").append(head).append("_high");
            }
        }
        out.append("\r\n");
        for (List<Object> row : sheet.rows()) {
            for (int c = 0; c < row.size(); c++) {
                out.append(c == 0 ? "" : ",").append(plain(row.get(c)));
            }
            out.append("\r\n");
        }
        return out.toString();
    }

    private static String plain(Object cell) {
        if (cell instanceof Ranged r) {
            return Numbers.plain(r.value()) + ","
                    + (r.interval().known()
                            ? Numbers.plain(r.interval().low()) + ","
                                    + Numbers.plain(r.interval().high())
                            : ",");
        }
        if (cell instanceof Probability p) {
            return String.valueOf(p.value());
        }
        if (cell instanceof Double d) {
            return Numbers.plain(d);
        }
        String text = String.valueOf(cell);
        boolean quoted = text.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return quoted ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }
}
