package org.echelle.shell;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.echelle.sae.bench.DictionaryBenchmark;

/** The table of {@code bench dictionaries}, in Markdown: a line an architecture, a head a world, mean ± deviation over seeds. */
final class DictionaryTable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private String world = "";

    /** The lines of a row, with the head of its world before the first. */
    List<String> lines(DictionaryBenchmark.Row row) {
        List<String> out = new ArrayList<>();
        List<String> names =
                row.mean().keySet().stream().map(name -> name.replace('_', ' ')).toList();
        if (!row.world().equals(world)) {
            world = row.world();
            out.add("");
            out.add("**" + world + "**");
            out.add("");
            out.add("| architecture | L0 by | " + String.join(" | ", names) + " |");
            out.add("|---|---" + "|---".repeat(names.size()) + "|");
        }
        StringBuilder line = new StringBuilder("| " + row.architecture() + " | " + row.sparsity() + " |");
        row.mean()
                .forEach((name, mean) -> line.append(String.format(
                        Locale.ROOT, " %.2f ± %.2f |", mean, row.deviation().get(name))));
        out.add(line.toString());
        return out;
    }

    /** One JSON object a row. */
    static String json(List<DictionaryBenchmark.Row> rows) {
        StringBuilder text = new StringBuilder();
        for (DictionaryBenchmark.Row row : rows) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("what", "dictionaries " + row.world() + " " + row.architecture());
            object.put("world", row.world());
            object.put("architecture", row.architecture());
            object.put("sparsity", row.sparsity());
            object.put("mean", row.mean());
            object.put("deviation", row.deviation());
            try {
                text.append(JSON.writeValueAsString(object)).append('\n');
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("a benchmark's row cannot be written as JSON", e);
            }
        }
        return text.toString();
    }
}
