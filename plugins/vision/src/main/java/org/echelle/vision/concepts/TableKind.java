package org.echelle.vision.concepts;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.echelle.api.ConceptKind;
import org.echelle.api.ConceptSource;
import org.echelle.api.OpenContext;
import org.echelle.api.SampleSource;
import org.echelle.api.Subject;
import org.echelle.tables.SampleNames;
import org.echelle.tables.Table;
import org.echelle.vision.VisionException;

/** A table with a row a sample: categories become one concept a value, degrees and shares of votes graded concepts. */
public final class TableKind implements ConceptKind<TableOptions> {
    @Override
    public String name() {
        return "table";
    }

    @Override
    public String description() {
        return "A CSV of labels, attributes, degrees or votes, with a column that names the sample.";
    }

    @Override
    public Class<TableOptions> options() {
        return TableOptions.class;
    }

    @Override
    public ConceptSource open(TableOptions options, Subject subject, SampleSource samples, OpenContext context) {
        if (!Files.isRegularFile(options.path())) {
            throw new VisionException(
                    "There is no table " + options.path() + "; the concepts' path must name a CSV file.");
        }
        List<List<String>> rows = new ArrayList<>(
                Table.read(options.path()).all().stream().map(Table.Row::cells).toList());
        if (rows.isEmpty()) {
            throw new VisionException("The table " + options.path() + " is empty.");
        }
        SampleNames names = SampleNames.of(samples);
        List<String> header = header(options, rows, names);
        int id = idColumn(options, header, rows, names, samples);
        int[] sampleOf = rows.stream()
                .mapToInt(r -> id < r.size() ? names.find(r.get(id)) : -1)
                .toArray();
        refuseTwice(options, rows, id, sampleOf);
        long matched = Arrays.stream(sampleOf).filter(s -> s >= 0).count();
        if (matched < samples.size()) {
            context.progress()
                    .note("The table " + options.path().getFileName() + " speaks of " + matched + " of "
                            + samples.size() + " samples; its concepts are unknown for the others.");
        }
        return new TableColumns(options, header, rows, id, sampleOf, samples.size(), context.progress()).source();
    }

    /** The first row, unless it already names a sample or the columns are named by the config. */
    private static List<String> header(TableOptions options, List<List<String>> rows, SampleNames names) {
        int width = rows.stream().mapToInt(List::size).max().orElse(0);
        boolean headless = !options.names().isEmpty() || rows.get(0).stream().anyMatch(c -> names.find(c) >= 0);
        List<String> header = new ArrayList<>(headless ? options.names() : rows.remove(0));
        while (header.size() < width) {
            header.add("column-" + (header.size() + 1));
        }
        return header;
    }

    private static int idColumn(
            TableOptions options,
            List<String> header,
            List<List<String>> rows,
            SampleNames names,
            SampleSource samples) {
        if (options.id().isPresent() && !header.contains(options.id().get())) {
            throw new VisionException("The table " + options.path() + " has no column "
                    + options.id().get() + "; it has " + String.join(", ", header) + ".");
        }
        int[] columns = options.id().isPresent()
                ? new int[] {header.indexOf(options.id().get())}
                : IntStream.range(0, header.size()).toArray();
        int best = -1;
        int most = 0;
        for (int c : columns) {
            Set<Integer> found = new HashSet<>();
            for (List<String> row : rows) {
                int sample = c < row.size() && !row.get(c).isEmpty() ? names.find(row.get(c)) : -1;
                if (sample >= 0) {
                    found.add(sample);
                }
            }
            if (found.size() > most) {
                most = found.size();
                best = c;
            }
        }
        if (best < 0) {
            throw new VisionException("No row of the table " + options.path() + " names a sample in "
                    + (options.id().isPresent() ? "its column " + options.id().get() : "any column")
                    + "; samples are called like \"" + samples.id(0) + "\".");
        }
        return best;
    }

    private static void refuseTwice(TableOptions options, List<List<String>> rows, int id, int[] sampleOf) {
        Set<Integer> seen = new HashSet<>();
        for (int r = 0; r < sampleOf.length; r++) {
            if (sampleOf[r] >= 0 && !seen.add(sampleOf[r])) {
                throw new VisionException("The table " + options.path() + " names the sample \""
                        + rows.get(r).get(id) + "\" more than once; keep one row a sample.");
            }
        }
    }
}
