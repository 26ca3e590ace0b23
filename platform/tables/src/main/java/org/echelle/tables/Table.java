package org.echelle.tables;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A table as of RFC 4180 in UTF-8, its cells separated by comma, semicolon or tab, whichever its first line has most of. Cells come without
 * white space around them, rows without any cell that says something are left out, and rows may be shorter or longer than the head.
 */
public final class Table {
    /** The library takes the end of a text for the end of quotes: a last line of its own tells whether they were closed. */
    private static final String END = "\u0000end";

    private static final char[] SEPARATORS = {',', ';', '\t'};

    private final String name;
    private final List<Row> all;

    private Table(String name, List<Row> all) {
        this.name = name;
        this.all = all;
    }

    /**
     * One row.
     *
     * @param line where it begins in the file, from 1
     * @param cells as many as the row has
     */
    public record Row(long line, List<String> cells) {
        public Row {
            cells = List.copyOf(cells);
        }

        /** The cell of a column; empty where the row is too short. */
        public String cell(int column) {
            return column < cells.size() ? cells.get(column) : "";
        }
    }

    /**
     * Reads a file.
     *
     * @throws TableException when there is none, it is no text in UTF-8, ends within quotes or has something between a closing quote and the
     *     next separator
     */
    public static Table read(Path file) {
        try {
            return parse(Files.readString(file), file.toString());
        } catch (NoSuchFileException e) {
            throw new TableException("There is no table " + file + ".", e);
        } catch (CharacterCodingException e) {
            throw new TableException("The table " + file + " is no text in UTF-8; save it again in that encoding.", e);
        } catch (IOException e) {
            throw new TableException("The table " + file + " cannot be read: " + e.getMessage() + ".", e);
        }
    }

    /**
     * Reads a text.
     *
     * @param name of the table, for messages
     * @throws TableException as {@link #read}
     */
    public static Table parse(String text, String name) {
        String plain = text.startsWith("\uFEFF") ? text.substring(1) : text;
        int end = plain.indexOf('\n');
        char separator = separator(end < 0 ? plain : plain.substring(0, end));
        List<Row> rows = new ArrayList<>();
        String last = "";
        long line = 0;
        try (CsvReader<CsvRecord> reader = CsvReader.builder()
                .fieldSeparator(separator)
                .allowExtraFields(true)
                .allowMissingFields(true)
                .trimWhitespacesAroundQuotes(true)
                .ofCsvRecord(plain + "\n" + END)) {
            for (CsvRecord each : reader) {
                last = each.getField(0);
                line = each.getStartingLineNumber();
                List<String> cells =
                        each.getFields().stream().map(String::strip).toList();
                if (!last.equals(END) && cells.stream().anyMatch(cell -> !cell.isEmpty())) {
                    rows.add(new Row(each.getStartingLineNumber(), cells));
                }
            }
        } catch (CsvParseException | UncheckedIOException e) {
            throw new TableException("The table " + name + " cannot be read: " + reason(e) + ".", e);
        } catch (IOException e) {
            throw new IllegalStateException(e); // of a text in memory
        }
        if (!last.equals(END)) {
            throw new TableException("The table " + name + " ends within quotes that begin in line " + line
                    + " or after it; it is cut short or a quote is missing.");
        }
        return new Table(name, List.copyOf(rows));
    }

    private static String reason(RuntimeException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        String where = e.getCause() == null ? "" : String.valueOf(e.getMessage()) + ": ";
        return where + cause.getMessage();
    }

    /** The separator that a line has most of; the comma where it has none. */
    public static char separator(String line) {
        char best = SEPARATORS[0];
        long most = 0;
        for (char candidate : SEPARATORS) {
            long count = line.chars().filter(c -> c == candidate).count();
            if (count > most) {
                most = count;
                best = candidate;
            }
        }
        return best;
    }

    /**
     * The cells of a single line.
     *
     * @throws TableException when something stands between a closing quote and the next separator
     */
    public static List<String> cells(String line, char separator) {
        if (line.isEmpty()) {
            return List.of("");
        }
        try {
            return CsvReader.builder()
                    .fieldSeparator(separator)
                    .trimWhitespacesAroundQuotes(true)
                    .skipEmptyLines(false)
                    .ofSingleCsvRecord(line)
                    .getFields()
                    .stream()
                    .map(String::strip)
                    .toList();
        } catch (CsvParseException e) {
            throw new TableException("The line \"" + line + "\" cannot be read: " + reason(e) + ".", e);
        }
    }

    /** Every row, the head among them. */
    public List<Row> all() {
        return all;
    }

    /** Cells of the first row. */
    public List<String> head() {
        return all.isEmpty() ? List.of() : all.get(0).cells();
    }

    /** The rows behind the first. */
    public List<Row> rows() {
        return all.isEmpty() ? List.of() : all.subList(1, all.size());
    }

    /**
     * Where a column stands.
     *
     * @throws TableException when the head has none of that name
     */
    public int column(String column) {
        int at = head().indexOf(column);
        if (at < 0) {
            throw new TableException(
                    "The table " + name + " has no column '" + column + "'; it has " + String.join(", ", head()) + ".");
        }
        return at;
    }
}
