package org.echelle.protein.variants;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.echelle.protein.ProteinException;
import org.echelle.protein.sequences.Oddities;
import org.echelle.protein.sequences.TextFiles;
import org.echelle.tables.Table;

/**
 * What a file says of variants, before it is held against a wild type.
 *
 * @param variants as written, with whole sequences where the file has them
 * @param measures names of the columns of numbers
 * @param words the further columns, by name, with their first cell that says something
 */
record VariantTable(List<Row> variants, List<String> measures, Map<String, String> words) {
    private static final List<String> MUTANT =
            List.of("mutant", "variant", "mutation", "mutations", "mutants", "variants", "hgvs_pro", "aamutations");
    private static final List<String> SEQUENCE = List.of("mutated_sequence", "sequence", "mutant_sequence");
    private static final Set<String> NOTHING = Set.of("", "na", "nan", "n/a", "null", "none", "inf", "-inf");

    /**
     * @param where for the reader: a line, a header
     * @param values {@code [measure]}, NaN where there is none
     */
    record Row(String where, String variant, Optional<String> sequence, double[] values) {}

    static VariantTable read(Path path, Optional<String> mutant, Oddities oddities) {
        return TextFiles.text(path, in -> {
            String first = in.readLine();
            if (first == null) {
                throw new ProteinException("The file " + path + " is empty.");
            }
            String head = first.replace("\uFEFF", "");
            if (head.startsWith(">")) {
                return fasta(path, head, in, oddities);
            }
            String text = head + "\n" + in.lines().collect(Collectors.joining("\n"));
            return table(path, text, mutant, oddities);
        });
    }

    private static VariantTable table(Path path, String text, Optional<String> mutant, Oddities oddities) {
        Table table = Table.parse(text, path.toString());
        List<String> names = table.head();
        int at = column(path, names, mutant);
        int sequence = IntStream.range(0, names.size())
                .filter(c -> SEQUENCE.contains(names.get(c).toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElse(-1);
        List<List<String>> lines = new ArrayList<>();
        List<Long> numbers = new ArrayList<>();
        for (Table.Row row : table.rows()) {
            if (row.cells().size() != names.size()) {
                oddities.count("line{|s} with another number of cells than the head, left out", "line " + row.line());
            } else {
                lines.add(row.cells());
                numbers.add(row.line());
            }
        }
        int[] measures = IntStream.range(0, names.size())
                .filter(c -> c != at && c != sequence && !names.get(c).isEmpty())
                .filter(c -> mostlyNumbers(lines, c))
                .toArray();
        Map<String, String> words = new LinkedHashMap<>();
        IntStream.range(0, names.size())
                .filter(c -> c != at && c != sequence && !names.get(c).isEmpty())
                .filter(c -> IntStream.of(measures).noneMatch(m -> m == c))
                .forEach(c -> words.putIfAbsent(names.get(c), firstWord(lines, c)));
        List<Row> rows = new ArrayList<>();
        for (int r = 0; r < lines.size(); r++) {
            List<String> cells = lines.get(r);
            String where = "line " + numbers.get(r);
            double[] values = new double[measures.length];
            for (int m = 0; m < measures.length; m++) {
                values[m] = value(cells.get(measures[m]), names.get(measures[m]), where, oddities);
            }
            rows.add(new Row(
                    where,
                    cells.get(at).strip(),
                    sequence < 0 || cells.get(sequence).isBlank()
                            ? Optional.empty()
                            : Optional.of(letters(cells.get(sequence))),
                    values));
        }
        return new VariantTable(
                rows, Arrays.stream(measures).mapToObj(names::get).toList(), words);
    }

    private static int column(Path path, List<String> names, Optional<String> mutant) {
        if (mutant.isPresent()) {
            int at = names.indexOf(mutant.get());
            if (at < 0) {
                throw new ProteinException("The table " + path + " has no column '" + mutant.get() + "'; it has "
                        + String.join(", ", names) + ".");
            }
            return at;
        }
        for (String known : MUTANT) {
            for (int c = 0; c < names.size(); c++) {
                if (names.get(c).toLowerCase(Locale.ROOT).equals(known)) {
                    return c;
                }
            }
        }
        throw new ProteinException("No column of the table " + path + " is called mutant or variant; it has "
                + String.join(", ", names) + ". Name the column of variants with 'mutant'.");
    }

    /** A column of numbers may have gaps, and cells that are none, which are counted; a column of words is no measure. */
    private static boolean mostlyNumbers(List<List<String>> lines, int column) {
        int numbers = 0;
        int words = 0;
        for (List<String> cells : lines) {
            String cell = cells.get(column).strip();
            if (!NOTHING.contains(cell.toLowerCase(Locale.ROOT))) {
                if (number(cell).isPresent()) {
                    numbers++;
                } else {
                    words++;
                }
            }
        }
        return numbers > words;
    }

    private static String firstWord(List<List<String>> lines, int column) {
        return lines.stream()
                .map(cells -> cells.get(column).strip())
                .filter(cell -> !NOTHING.contains(cell.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElse("");
    }

    private static Optional<Double> number(String cell) {
        try {
            return Optional.of(Double.valueOf(cell)).filter(Double::isFinite);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static double value(String cell, String column, String where, Oddities oddities) {
        String text = cell.strip();
        if (NOTHING.contains(text.toLowerCase(Locale.ROOT))) {
            return Double.NaN;
        }
        Optional<Double> value = number(text);
        if (value.isEmpty()) {
            oddities.count(
                    "cell{|s} of column '" + column + "' that {is|are} no number, left out", where + " '" + text + "'");
        }
        return value.orElse(Double.NaN);
    }

    private static VariantTable fasta(Path path, String first, BufferedReader in, Oddities oddities)
            throws IOException {
        List<Row> rows = new ArrayList<>();
        StringBuilder letters = new StringBuilder();
        String head = first;
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.startsWith(">")) {
                record(head, letters.toString(), rows, oddities);
                head = line;
                letters.setLength(0);
            } else {
                letters.append(line.strip());
            }
        }
        record(head, letters.toString(), rows, oddities);
        if (rows.isEmpty()) {
            throw new ProteinException("No header of " + path + " names a variant, as >7|protein_A42G|0.93 does.");
        }
        return new VariantTable(rows, List.of("score"), Map.of());
    }

    /** The variant is the last word behind a bar, blank or underscore that reads as one; the score the last bar's number. */
    private static void record(String head, String letters, List<Row> rows, Oddities oddities) {
        String name = head.substring(1).strip();
        Set<String> words = new LinkedHashSet<>();
        double score = Double.NaN;
        for (String field : name.split("[|\\s]+")) {
            Optional<Double> number = number(field);
            if (number.isPresent()) {
                score = number.get();
            } else if (!field.isEmpty()) {
                words.add(field);
                words.add(field.substring(field.lastIndexOf('_') + 1));
            }
        }
        Optional<String> variant =
                words.stream().filter(w -> Variant.parse(w).isPresent()).reduce((a, b) -> b);
        if (variant.isEmpty()) {
            oddities.count("record{|s} whose header names no variant, left out", name);
        } else if (letters.isEmpty()) {
            oddities.count("record{|s} without residues, left out", name);
        } else {
            rows.add(new Row(name, variant.get(), Optional.of(letters(letters)), new double[] {score}));
        }
    }

    /** In upper case, without a stop at the end. */
    private static String letters(String sequence) {
        return sequence.strip().toUpperCase(Locale.ROOT).replaceAll("\\*$", "");
    }
}
