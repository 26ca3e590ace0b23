package org.echelle.diffusion.samples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.echelle.diffusion.DiffusionException;
import org.echelle.tables.Table;

/**
 * Prompts, each once, and what a table says of them beside.
 *
 * @param prompts in the order of the file
 * @param columns the other columns by name, a value a prompt, empty where none stands there
 * @param repeated how many lines repeat an earlier prompt
 */
public record PromptTable(List<String> prompts, Map<String, List<String>> columns, int repeated) {
    /**
     * Reads a file.
     *
     * @param column name of the prompts' column, in a table
     * @throws DiffusionException when it is absent, unreadable, or holds no prompt; says what and where
     */
    static PromptTable read(Path file, String column) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        String text = text(file);
        if (name.endsWith(".csv") || name.endsWith(".tsv")) {
            Table table = Table.parse(text, file.toString());
            return of(table.head(), table.rows(), column, file);
        }
        List<String> lines = text.lines().map(String::strip).toList();
        List<Table.Row> rows = IntStream.range(0, lines.size())
                .filter(i -> !lines.get(i).isEmpty() && !lines.get(i).startsWith("#"))
                .mapToObj(i -> new Table.Row(i + 1, List.of(lines.get(i))))
                .toList();
        return of(List.of(column), rows, column, file);
    }

    private static String text(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new DiffusionException("There is no file " + file
                    + "; samples: path names a text file with a prompt a line, or a .csv or .tsv.");
        }
        try {
            String text = Files.readString(file);
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (IOException e) {
            throw new DiffusionException(file + " cannot be read as UTF-8 text: " + e.getMessage() + ".", e);
        }
    }

    private static PromptTable of(List<String> header, List<Table.Row> rows, String column, Path file) {
        int at = header.indexOf(column);
        if (at < 0) {
            throw new DiffusionException("The table " + file + " has no column '" + column + "'; it has "
                    + String.join(", ", header) + ". Name the column of prompts under samples: column.");
        }
        Set<String> prompts = new LinkedHashSet<>();
        Map<String, List<String>> columns = new LinkedHashMap<>();
        header.stream().filter(h -> !h.equals(column) && !h.isEmpty()).forEach(h -> columns.put(h, new ArrayList<>()));
        int repeated = 0;
        for (Table.Row row : rows) {
            if (row.cells().size() > header.size()) {
                throw new DiffusionException("Line " + row.line() + " of the table " + file + " has "
                        + row.cells().size() + " cells under " + header.size() + " columns: \""
                        + String.join("\", \"", row.cells()) + "\"; put prompts with separators in them into quotes.");
            }
            String prompt = row.cell(at);
            if (prompt.isEmpty()) {
                throw new DiffusionException("Line " + row.line() + " of the table " + file + " has no prompt: \""
                        + String.join("\", \"", row.cells()) + "\".");
            }
            if (!prompts.add(prompt)) {
                repeated++;
                continue;
            }
            for (int c = 0; c < header.size(); c++) {
                List<String> values = columns.get(header.get(c));
                if (values != null && values.size() < prompts.size()) {
                    values.add(row.cell(c));
                }
            }
        }
        if (prompts.isEmpty()) {
            throw new DiffusionException("There is no prompt in " + file + ".");
        }
        return new PromptTable(List.copyOf(prompts), columns, repeated);
    }
}
