package org.echelle.runs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.echelle.api.SampleSource;
import org.echelle.tables.Table;

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
        if (!Files.exists(file)) {
            throw new RunException(
                    "There is no file " + file + " (--target): give a table whose first column names samples.");
        }
        Table table = Table.read(file);
        List<String> head = table.head();
        if (head.isEmpty()) {
            throw new RunException("The target " + file + " is empty; it needs a head and a line a sample.");
        }
        int at = column.isEmpty() ? 1 : head.indexOf(column);
        if (at < 1 || at >= head.size()) {
            throw new RunException("The target " + file + " has no column " + (column.isEmpty() ? "of numbers" : column)
                    + " behind its first one; it has " + String.join(", ", head) + ".");
        }
        return values(file, table, head.get(at), at, samples);
    }

    private static TargetTable values(Path file, Table table, String name, int at, SampleSource samples) {
        Map<String, Integer> numbers = new HashMap<>();
        for (int i = 0; i < samples.size(); i++) {
            numbers.put(samples.id(i), i);
        }
        int who = namesSamples(table, at, numbers);
        double[] values = new double[samples.size()];
        Arrays.fill(values, Double.NaN);
        int strangers = 0;
        int matched = 0;
        for (Table.Row row : table.rows()) {
            if (row.cell(at).isEmpty()) {
                continue;
            }
            Integer sample = numbers.get(row.cell(who));
            double value = number(file, row.line(), name, row.cell(at));
            if (sample == null) {
                strangers++;
            } else if (!Double.isNaN(values[sample])) {
                throw new RunException("The target " + file + " names sample " + row.cell(who)
                        + " a second time in line " + row.line() + "; keep one line a sample.");
            } else {
                values[sample] = value;
                matched += Double.isNaN(value) ? 0 : 1;
            }
        }
        if (matched == 0) {
            throw new RunException("No line of the target " + file
                    + " names a sample of the run with a number in column "
                    + name + "; samples are called like \"" + samples.id(0) + "\""
                    + (table.rows().isEmpty()
                            ? ""
                            : ", the table's first is \"" + table.rows().get(0).cell(who) + "\"")
                    + ".");
        }
        return new TargetTable(name, values, matched, strangers);
    }

    /** The first column that names a sample in any of its first lines; the first one where none does. */
    private static int namesSamples(Table table, int target, Map<String, Integer> numbers) {
        for (int c = 0; c < table.head().size(); c++) {
            int column = c;
            if (c != target
                    && table.rows().stream().limit(LOOKED_AT).anyMatch(row -> numbers.containsKey(row.cell(column)))) {
                return c;
            }
        }
        return 0;
    }

    private static double number(Path file, long line, String name, String cell) {
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
}
