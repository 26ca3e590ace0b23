package org.echelle.torchscript;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A table as of RFC 4180 with a heading, separated by comma, semicolon or tab, whichever the heading has most of. */
public record Csv(List<String> heading, List<List<String>> rows) {
    /** Reads a table; rows that are shorter than the heading are filled up with empty cells. */
    public static Csv read(Path file) {
        String text;
        try {
            text = Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new ScriptException(
                    "The table " + file + " cannot be read as UTF-8 text: " + e.getMessage() + ".", e);
        }
        List<List<String>> all = parse(text.startsWith("\uFEFF") ? text.substring(1) : text);
        if (all.size() < 2) {
            throw new ScriptException("The table " + file + " has no rows under its heading.");
        }
        for (List<String> row : all) {
            while (row.size() < all.get(0).size()) {
                row.add("");
            }
        }
        return new Csv(all.get(0), all.subList(1, all.size()));
    }

    /** Where a column stands. */
    public int column(String name, Path file) {
        int at = heading.indexOf(name);
        if (at < 0) {
            throw new ScriptException(
                    "The table " + file + " has no column " + name + "; it has " + String.join(", ", heading) + ".");
        }
        return at;
    }

    private static List<List<String>> parse(String text) {
        String first = text.lines().findFirst().orElse("");
        char separator = ',';
        for (char candidate : new char[] {';', '\t'}) {
            if (count(first, candidate) > count(first, separator)) {
                separator = candidate;
            }
        }
        List<List<String>> rows = new ArrayList<>();
        List<String> row = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        String ended = text.endsWith("\n") ? text : text + "\n";
        for (int i = 0; i < ended.length(); i++) {
            char c = ended.charAt(i);
            if (quoted) {
                if (c != '"') {
                    cell.append(c);
                } else if (i + 1 < ended.length() && ended.charAt(i + 1) == '"') {
                    cell.append('"');
                    i++;
                } else {
                    quoted = false;
                }
            } else if (c == '"' && cell.toString().isBlank()) {
                cell.setLength(0);
                quoted = true;
            } else if (c == separator || c == '\n') {
                row.add(cell.toString().strip());
                cell.setLength(0);
                if (c == '\n') {
                    if (row.stream().anyMatch(s -> !s.isEmpty())) {
                        rows.add(row);
                    }
                    row = new ArrayList<>();
                }
            } else {
                cell.append(c);
            }
        }
        return rows;
    }

    private static long count(String text, char c) {
        return text.chars().filter(x -> x == c).count();
    }
}
