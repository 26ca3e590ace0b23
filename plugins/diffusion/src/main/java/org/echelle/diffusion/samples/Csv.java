package org.echelle.diffusion.samples;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.echelle.diffusion.DiffusionException;

/** Tables as of RFC 4180, separated by comma, semicolon or tab (whichever the first line has most of). */
public final class Csv {
    private Csv() {}

    /** The rows that are not blank, each with its cells, stripped of white space. */
    public static List<List<String>> parse(String text, Path file) {
        char separator = separator(text.substring(0, text.indexOf('\n') < 0 ? text.length() : text.indexOf('\n')));
        List<List<String>> rows = new ArrayList<>();
        List<String> row = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted) {
                if (c != '"') {
                    cell.append(c);
                } else if (i + 1 < text.length() && text.charAt(i + 1) == '"') {
                    cell.append('"');
                    i++;
                } else {
                    quoted = false;
                }
            } else if (c == '"' && cell.toString().isBlank()) {
                cell.setLength(0);
                quoted = true;
            } else if (c == separator) {
                row.add(cell.toString().strip());
                cell.setLength(0);
            } else if (c == '\n') {
                finish(rows, row, cell);
                row = new ArrayList<>();
            } else {
                cell.append(c);
            }
        }
        if (quoted) {
            throw new DiffusionException(
                    "The table " + file + " ends within quotes; it is cut short or a quote is missing.");
        }
        finish(rows, row, cell);
        return rows;
    }

    private static void finish(List<List<String>> rows, List<String> row, StringBuilder cell) {
        row.add(cell.toString().strip());
        cell.setLength(0);
        if (row.stream().anyMatch(s -> !s.isEmpty())) {
            rows.add(row);
        }
    }

    private static char separator(String line) {
        char best = ',';
        long most = 0;
        for (char candidate : new char[] {',', ';', '\t'}) {
            long count = line.chars().filter(c -> c == candidate).count();
            if (count > most) {
                most = count;
                best = candidate;
            }
        }
        return best;
    }
}
