package org.echelle.runs.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.echelle.analysis.Interval;
import org.echelle.analysis.Measure;

/**
 * What was found about one hook point's dictionary.
 *
 * <p>In JSON a figure is {@code {"value": 0.93, "n": 1500, "low": 0.91, "high": 0.95}}, without {@code low} and {@code high} where no interval
 * was drawn, and {@code {"not-defined": "because ..."}} where there is none: a number that is not there cannot be read as one.
 *
 * @param hook the hook point's name
 * @param basis which samples, how many, drawn how
 * @param chapters in the order for reading
 */
public record Evaluated(String hook, String basis, List<Chapter> chapters) {
    private static final ObjectMapper JSON = new ObjectMapper();

    public Evaluated {
        chapters = List.copyOf(chapters);
    }

    /**
     * The clusters that a feature's strongest samples fall into, largest first.
     *
     * @return the table of all such features with this one's rows only; empty where its samples are one cluster, or nobody looked
     */
    public Optional<Sheet> meanings(int feature) {
        return chapters.stream()
                .filter(c -> c.id().equals(MeaningChapters.MEANING))
                .flatMap(c -> c.sheets().stream())
                .filter(s -> s.id().equals(MeaningChapters.SPLIT))
                .map(s -> new Sheet(
                        s.id(),
                        s.caption(),
                        s.columns(),
                        s.rows().stream()
                                .filter(row -> row.get(0).equals(Cell.of(Integer.toString(feature))))
                                .toList()))
                .filter(s -> !s.rows().isEmpty())
                .findFirst();
    }

    /** For a file. */
    public ObjectNode toJson() {
        ObjectNode root = JSON.createObjectNode().put("hook", hook).put("basis", basis);
        ArrayNode all = root.putArray("chapters");
        for (Chapter chapter : chapters) {
            ObjectNode one = all.addObject();
            one.put("id", chapter.id()).put("title", chapter.title()).put("question", chapter.question());
            ArrayNode findings = one.putArray("findings");
            for (Finding f : chapter.findings()) {
                ObjectNode finding = findings.addObject();
                finding.put("name", f.name()).put("term", f.term()).put("basis", f.basis());
                finding.setAll(measure(f.measure()));
            }
            ArrayNode sheets = one.putArray("tables");
            chapter.sheets().forEach(sheet -> sheet(sheets.addObject(), sheet));
            ArrayNode notes = one.putArray("notes");
            chapter.notes().forEach(notes::add);
        }
        return root;
    }

    private static void sheet(ObjectNode into, Sheet sheet) {
        into.put("id", sheet.id()).put("caption", sheet.caption());
        ArrayNode columns = into.putArray("columns");
        sheet.columns().forEach(c -> columns.addObject().put("title", c.title()).put("term", c.term()));
        ArrayNode rows = into.putArray("rows");
        for (List<Cell> row : sheet.rows()) {
            ArrayNode cells = rows.addArray();
            for (Cell cell : row) {
                if (cell instanceof Cell.Words words) {
                    cells.add(words.text());
                } else if (cell instanceof Cell.Count count) {
                    cells.add(count.count());
                } else if (cell instanceof Cell.Figure figure) {
                    cells.add(measure(figure.measure()));
                }
            }
        }
    }

    /** A figure as JSON: value, n and bounds, or why it is not defined. */
    public static ObjectNode measure(Measure m) {
        ObjectNode node = JSON.createObjectNode();
        if (!m.defined()) {
            return node.put("not-defined", "because " + m.because());
        }
        node.put("value", m.value()).put("n", m.n());
        if (m.interval().known()) {
            node.put("low", m.interval().low()).put("high", m.interval().high());
        }
        return node;
    }

    /** Reads back what {@link #toJson} gave. */
    public static Evaluated of(JsonNode root) {
        List<Chapter> chapters = new ArrayList<>();
        for (JsonNode one : root.path("chapters")) {
            List<Finding> findings = new ArrayList<>();
            for (JsonNode f : one.path("findings")) {
                findings.add(new Finding(
                        f.path("term").asText(),
                        f.path("name").asText(),
                        measure(f),
                        f.path("basis").asText()));
            }
            List<Sheet> sheets = new ArrayList<>();
            one.path("tables").forEach(s -> sheets.add(sheet(s)));
            List<String> notes = new ArrayList<>();
            one.path("notes").forEach(n -> notes.add(n.asText()));
            chapters.add(new Chapter(
                    one.path("id").asText(),
                    one.path("title").asText(),
                    one.path("question").asText(),
                    findings,
                    sheets,
                    notes));
        }
        return new Evaluated(root.path("hook").asText(), root.path("basis").asText(), chapters);
    }

    private static Sheet sheet(JsonNode node) {
        List<Sheet.Column> columns = new ArrayList<>();
        node.path("columns")
                .forEach(c -> columns.add(new Sheet.Column(
                        c.path("title").asText(), c.path("term").asText())));
        List<List<Cell>> rows = new ArrayList<>();
        for (JsonNode row : node.path("rows")) {
            List<Cell> cells = new ArrayList<>();
            for (JsonNode cell : row) {
                cells.add(
                        cell.isObject()
                                ? Cell.of(measure(cell))
                                : cell.isNumber() ? Cell.of(cell.asLong()) : Cell.of(cell.asText()));
            }
            rows.add(cells);
        }
        return new Sheet(node.path("id").asText(), node.path("caption").asText(), columns, rows);
    }

    private static Measure measure(JsonNode node) {
        if (node.has("not-defined")) {
            String because = node.path("not-defined").asText();
            return Measure.undefined(because.startsWith("because ") ? because.substring(8) : because);
        }
        double value = node.path("value").asDouble();
        long n = node.path("n").asLong();
        return node.has("low")
                ? Measure.of(
                        value,
                        n,
                        new Interval(
                                node.path("low").asDouble(), node.path("high").asDouble(), 1))
                : Measure.of(value, n);
    }
}
