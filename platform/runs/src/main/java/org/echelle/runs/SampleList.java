package org.echelle.runs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.echelle.tables.Table;

/**
 * Samples that a text file names, one a line, or in a column of a table.
 *
 * @param samples their numbers, in the file's order
 * @param head the first line, where it is the head of a table and names no sample
 */
public record SampleList(int[] samples, Optional<String> head) {
    /** A line that says something, numbered from 1. */
    private record Line(int number, String text) {}

    /**
     * Reads a list or a table (comma, tab or semicolon). A line that is a sample's name is one, whatever it holds. Of a table the first
     * column is taken in which any cell is a sample's whole name, else the first. The first line is a head where it names no sample and
     * another does.
     *
     * @throws RunException when the file cannot be read, names none, or a line but the head names no sample
     */
    public static SampleList read(Path file, FinishedRun run) {
        List<Line> lines = lines(file);
        if (lines.isEmpty()) {
            throw new RunException("The file " + file + " names no sample; write one a line.");
        }
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < run.groups().samples(); i++) {
            ids.add(run.samples().id(i));
        }
        char separator = Table.separator(lines.get(0).text());
        int column = column(lines, separator, ids);
        List<String> names =
                lines.stream().map(l -> name(l.text(), separator, column, ids)).toList();
        boolean head = !run.names(names.get(0)) && names.stream().skip(1).anyMatch(run::names);
        int[] samples = IntStream.range(head ? 1 : 0, names.size())
                .map(i -> sample(file, lines.get(i), names.get(i), run))
                .toArray();
        return new SampleList(samples, head ? Optional.of(lines.get(0).text()) : Optional.empty());
    }

    private static List<Line> lines(Path file) {
        List<String> all;
        try {
            all = Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new RunException(
                    "The samples in " + file + " cannot be read (" + e.getMessage()
                            + "); it must be text in UTF-8 with one sample a line.",
                    e);
        }
        return IntStream.range(0, all.size())
                .mapToObj(i -> new Line(i + 1, all.get(i).replace("\uFEFF", "").strip()))
                .filter(l -> !l.text().isEmpty())
                .toList();
    }

    private static int column(List<Line> lines, char separator, Set<String> ids) {
        int columns = Table.cells(lines.get(0).text(), separator).size();
        for (int c = 0; c < columns; c++) {
            for (Line line : lines) {
                List<String> cells = Table.cells(line.text(), separator);
                if (cells.size() > c && ids.contains(cells.get(c).strip())) {
                    return c;
                }
            }
        }
        return 0;
    }

    private static String name(String line, char separator, int column, Set<String> ids) {
        List<String> cells = Table.cells(line, separator);
        return ids.contains(line) || cells.size() <= column
                ? line
                : cells.get(column).strip();
    }

    private static int sample(Path file, Line line, String name, FinishedRun run) {
        try {
            return run.sample(name);
        } catch (RunException e) {
            throw new RunException("Line " + line.number() + " of " + file + ": " + e.getMessage(), e);
        }
    }
}
