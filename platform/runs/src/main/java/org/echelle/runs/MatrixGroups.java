package org.echelle.runs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.echelle.api.Progress;
import org.echelle.store.RowSource;

/**
 * What the rows of a matrix belong to, as a table beside it tells: a heading, then a line a row in the rows' order, with the row's name and
 * its group, or the group alone. The heading's last word says what the groups are, such as {@code patient}. A file
 * {@code NAME.groups.csv} beside {@code NAME.npy} is found by itself.
 */
record MatrixGroups(SampleGroups groups) {
    private static final String SIDECAR = ".groups.csv";

    /**
     * Of a matrix.
     *
     * @param table as the user gave it; empty to look beside the matrix
     * @param rows of the matrix, each a sample of its own
     * @return empty when nobody told groups
     * @throws RunException when the table cannot be read or has another number of lines than the matrix has rows
     */
    static Optional<MatrixGroups> of(Path matrix, Optional<Path> table, RowSource rows, Progress progress) {
        Path beside = sidecar(matrix);
        if (table.isEmpty() && !Files.isRegularFile(beside)) {
            return Optional.empty();
        }
        Path file = table.orElse(beside);
        if (Files.isDirectory(matrix)) {
            throw new RunException(
                    "The table of groups " + file + " is for files of rows; an activation store has the groups of"
                            + " its samples from the run that extracted it (score.groups of its config).");
        }
        if (rows.axes().size() > 1) {
            throw new RunException("The table of groups " + file + " has a line a row, but samples in " + matrix
                    + " have several rows each (" + String.join(", ", rows.axes())
                    + "); extract them with a run, whose score.groups names the group of each sample.");
        }
        MatrixGroups read = read(file);
        if (read.groups().samples() != rows.rows()) {
            throw new RunException(
                    "The table of groups " + file + " has " + read.groups().samples()
                            + " lines below its heading, but " + matrix + " has " + rows.rows()
                            + " rows; give a heading and a line for each row, in the rows' order.");
        }
        progress.note(
                read.groups().samples() + " rows in " + read.groups().names().size() + " groups by "
                        + read.groups().kind() + ", as " + file.getFileName() + " says.");
        if (read.groups().names().size() == 1) {
            throw new RunException("The table of groups " + file + " puts all rows into one group, "
                    + read.groups().of(0)
                    + ", so that none can be held out; name at least two, or leave the table away.");
        }
        return Optional.of(read);
    }

    private static Path sidecar(Path matrix) {
        String name = String.valueOf(matrix.getFileName());
        int dot = name.lastIndexOf('.');
        return matrix.resolveSibling((dot > 0 ? name.substring(0, dot) : name) + SIDECAR);
    }

    private static MatrixGroups read(Path file) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new RunException(
                    "The table of groups " + file + " cannot be read: " + e.getMessage()
                            + "; it must be a text file with a heading such as `row,patient` and a line for each row.",
                    e);
        }
        if (lines.isEmpty() || lines.get(0).isBlank()) {
            throw new RunException(
                    "The table of groups " + file + " has no heading; begin it with a line such as `row,patient`.");
        }
        List<String> id = new ArrayList<>();
        List<String> group = new ArrayList<>();
        for (int l = 1; l < lines.size(); l++) {
            if (lines.get(l).isBlank() && l == lines.size() - 1) {
                continue;
            }
            String[] cells = SampleGroups.lastTwo(lines.get(l));
            if (cells[1].isEmpty()) {
                throw new RunException("Line " + (l + 1) + " of the table of groups " + file
                        + " names no group; give a row that belongs to nothing a group of its own.");
            }
            id.add(cells[0].isEmpty() ? "row " + (l - 1) : cells[0]);
            group.add(cells[1]);
        }
        return new MatrixGroups(new SampleGroups(
                id.toArray(String[]::new), group.toArray(String[]::new), SampleGroups.lastTwo(lines.get(0))[1]));
    }

    /** For holding out. */
    StoreGroups hashes() {
        return new StoreGroups(IntStream.range(0, groups.samples())
                .mapToLong(s -> TrainingGroups.hash(groups.of(s)))
                .toArray());
    }

    /** Those of all rows. */
    TrainingGroups all() {
        BitSet every = new BitSet();
        every.set(0, groups.samples());
        return TrainingGroups.of(groups, every);
    }

    /** Those of the rows that are trained on when a share of the groups is held out. */
    TrainingGroups kept(double share) {
        StoreGroups hashes = hashes();
        BitSet kept = new BitSet();
        IntStream.range(0, groups.samples())
                .filter(s -> !hashes.holdsOut(s, share))
                .forEach(kept::set);
        return TrainingGroups.of(groups, kept);
    }
}
