package org.echelle.runs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.echelle.api.SampleSource;

/**
 * A number for each sample, from a table with a head: samples in the first column, the number in the one that is named (else the
 * second).
 *
 * @param name of the column
 * @param values {@code [samples]}, NaN where the table has none
 * @param matched samples that have one
 * @param strangers lines whose sample is not in the run
 */
public record TargetTable(String name, double[] values, int matched, int strangers) {
    private static final int LOOKED_AT = 1000;

    /** What the samples' own source knows: {@link SampleSource#measure}. */
    static TargetTable measure(String name, SampleSource samples) {
        double[] values = new double[samples.size()];
        int matched = 0;
        for (int i = 0; i < values.length; i++) {
            values[i] = samples.measure(name, i);
            matched += Double.isNaN(values[i]) ? 0 : 1;
        }
        if (matched == 0) {
            throw new RunException("The samples' " + name + " is known of none of them.");
        }
        return new TargetTable(name, values, matched, 0);
    }

    /**
     * A number that the samples' source knows, or one from a table.
     *
     * @param from a measure's name, or as {@link #read} takes it; empty for the source's first measure
     */
    public static TargetTable of(String from, SampleSource samples) {
        List<String> known = samples.measures();
        if (from.isEmpty() && known.isEmpty()) {
            throw new RunException(
                    "The samples carry no number of their own; say with --target FILE.csv[:COLUMN] what is"
                            + " to be predicted.");
        }
        String name = from.isEmpty() ? known.get(0) : from;
        if (known.contains(name) && !Files.exists(Path.of(name))) {
            return measure(name, samples);
        }
        try {
            return read(name, samples);
        } catch (RunException e) {
            if (known.isEmpty() || Files.exists(Path.of(name)) || name.indexOf(':') > 0) {
                throw e;
            }
            throw new RunException(
                    "There is no file " + name + ", and the samples know no number of that name; they know "
                            + String.join(", ", known) + ".",
                    e);
        }
    }

    /**
     * Reads a table. Samples are in its first column, or in the first one whose cells name any.
     *
     * @param from {@code FILE.csv} or {@code FILE.csv:COLUMN}
     * @param samples the run's samples
     * @throws RunException when it cannot be read, has no such column, a cell is no number, or no line names a sample
     */
    public static TargetTable read(String from, SampleSource samples) {
        Path file = Path.of(from);
        String column = "";
        int colon = from.lastIndexOf(':');
        if (!Files.exists(file) && colon > 0) {
            file = Path.of(from.substring(0, colon));
            column = from.substring(colon + 1);
        }
        List<String> lines;
        try {
            lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            throw new RunException(
                    "There is no file " + file + " (--target): give a table whose first column names samples.", e);
        } catch (IOException e) {
            throw new RunException(
                    "The target " + file + " cannot be read (" + e.getMessage()
                            + "); it must be a table in UTF-8 whose first column names samples.",
                    e);
        }
        if (lines.isEmpty()) {
            throw new RunException("The target " + file + " is empty; it needs a head and a line a sample.");
        }
        char separator = separator(lines.get(0));
        List<String> head = cells(lines.get(0), separator);
        int at = column.isEmpty() ? 1 : head.indexOf(column);
        if (at < 1 || at >= head.size()) {
            throw new RunException("The target " + file + " has no column " + (column.isEmpty() ? "of numbers" : column)
                    + " behind its first one; it has " + String.join(", ", head) + ".");
        }
        return values(file, lines, separator, head.get(at), at, samples);
    }

    private static TargetTable values(
            Path file, List<String> lines, char separator, String name, int at, SampleSource samples) {
        Map<String, Integer> numbers = new HashMap<>();
        for (int i = 0; i < samples.size(); i++) {
            numbers.put(samples.id(i), i);
        }
        int who = namesSamples(lines, separator, at, numbers);
        double[] values = new double[samples.size()];
        Arrays.fill(values, Double.NaN);
        int strangers = 0;
        int matched = 0;
        for (int l = 1; l < lines.size(); l++) {
            List<String> cells = cells(lines.get(l), separator);
            if (lines.get(l).isBlank() || cells.size() <= at || cells.get(at).isBlank()) {
                continue;
            }
            Integer sample = numbers.get(cells.get(who));
            double value = number(file, l + 1, name, cells.get(at));
            if (sample == null) {
                strangers++;
            } else if (!Double.isNaN(values[sample])) {
                throw new RunException("The target " + file + " names sample " + cells.get(who)
                        + " a second time in line " + (l + 1) + "; keep one line a sample.");
            } else {
                values[sample] = value;
                matched += Double.isNaN(value) ? 0 : 1;
            }
        }
        if (matched == 0) {
            throw new RunException(
                    "No line of the target " + file + " names a sample of the run with a number in column "
                            + name + "; samples are called like \"" + samples.id(0) + "\""
                            + (lines.size() > 1
                                    ? ", the table's first is \""
                                            + cells(lines.get(1), separator).get(who) + "\""
                                    : "")
                            + ".");
        }
        return new TargetTable(name, values, matched, strangers);
    }

    /** Tab, comma, or the semicolon of spreadsheets in half of the world. */
    static char separator(String head) {
        return head.indexOf('\t') >= 0 ? '\t' : head.indexOf(',') < 0 && head.indexOf(';') >= 0 ? ';' : ',';
    }

    /** The first column that names a sample in any of its first lines; the first one where none does. */
    private static int namesSamples(List<String> lines, char separator, int target, Map<String, Integer> numbers) {
        int columns = cells(lines.get(0), separator).size();
        for (int c = 0; c < columns; c++) {
            for (int l = 1; c != target && l < Math.min(lines.size(), LOOKED_AT); l++) {
                List<String> cells = cells(lines.get(l), separator);
                if (cells.size() > c && numbers.containsKey(cells.get(c))) {
                    return c;
                }
            }
        }
        return 0;
    }

    private static double number(Path file, int line, String name, String cell) {
        if (List.of("nan", "na", "n/a", "null", "none").contains(cell.strip().toLowerCase(java.util.Locale.ROOT))) {
            return Double.NaN;
        }
        try {
            double value = Double.parseDouble(cell.strip());
            if (Double.isFinite(value)) {
                return value;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw new RunException(
                "Line " + line + " of the target " + file + " has \"" + cell + "\" in column " + name
                        + ", which is no finite number; give classes as 0 and 1, and leave a cell empty where nothing is known.");
    }

    /** One line of RFC 4180, quotes doubled within quotes; a cell does not go on in the next line. */
    static List<String> cells(String line, char separator) {
        List<String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quoted && c == '"' && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                cell.append('"');
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == separator && !quoted) {
                cells.add(cell.toString());
                cell.setLength(0);
            } else if (c != '\uFEFF') {
                cell.append(c);
            }
        }
        cells.add(cell.toString());
        return cells;
    }
}
