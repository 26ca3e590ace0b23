package org.echelle.torchscript.samples;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.echelle.api.Sample;
import org.echelle.api.SampleSource;
import org.echelle.tables.SampleNames;
import org.echelle.tables.Table;
import org.echelle.torch.Checksums;
import org.echelle.torchscript.ScriptException;

/** Samples of which a table knows more: their names, what must stay together, and measured numbers. */
final class TabledSource implements SampleSource {
    /**
     * What to take from which table.
     *
     * @param table a CSV with a heading; without one the samples stay as they are
     * @param name column of the samples' names
     * @param group column of what must stay on one side of a split
     * @param measures columns of numbers
     */
    record Columns(Optional<Path> table, Optional<String> name, Optional<String> group, List<String> measures) {}

    private final SampleSource inner;
    private final List<String> ids;
    private final List<String> groups;
    private final String groupedBy;
    private final List<String> measures;
    private final double[][] numbers;
    private final String fingerprint;

    private TabledSource(SampleSource inner, Path file, Table csv, int[] rowOf, List<String> ids, Columns columns) {
        this.inner = inner;
        this.ids = ids;
        this.groupedBy = columns.group().orElse("");
        this.measures = columns.measures();
        this.groups = new ArrayList<>();
        Optional<Integer> group = columns.group().map(csv::column);
        for (int s = 0; s < rowOf.length; s++) {
            int row = rowOf[s];
            String own = group.filter(c -> row >= 0)
                    .map(c -> csv.rows().get(row).cell(c))
                    .orElse("");
            groups.add(own.isEmpty() ? ids.get(s) : own);
        }
        this.numbers = new double[measures.size()][rowOf.length];
        for (int m = 0; m < numbers.length; m++) {
            int column = csv.column(measures.get(m));
            for (int s = 0; s < rowOf.length; s++) {
                numbers[m][s] =
                        rowOf[s] < 0 ? Double.NaN : number(csv.rows().get(rowOf[s]), column, measures.get(m), file);
            }
        }
        this.fingerprint = Checksums.sha256((inner.fingerprint() + "\n" + Checksums.sha256(file) + "\n" + columns.name()
                        + columns.group() + measures)
                .getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Samples whose rows the table has in the same order.
     *
     * @param path of the samples, for messages
     */
    static SampleSource ordered(SampleSource inner, Columns columns, Path path) {
        if (absent(columns)) {
            return inner;
        }
        Path file = columns.table().orElseThrow();
        Table csv = Table.read(file);
        if (csv.rows().size() != inner.size()) {
            throw new ScriptException(
                    "The table " + file + " has " + csv.rows().size() + " rows under its heading for the "
                            + inner.size() + " samples of " + path + "; give one a sample, in the same order.");
        }
        int[] rowOf = new int[inner.size()];
        List<String> ids = new ArrayList<>();
        Map<String, Long> lines = new HashMap<>();
        Optional<Integer> name = columns.name().map(csv::column);
        for (int s = 0; s < rowOf.length; s++) {
            rowOf[s] = s;
            Table.Row row = csv.rows().get(s);
            String id = name.isEmpty() ? inner.id(s) : row.cell(name.get());
            if (id.isEmpty()) {
                throw new ScriptException("The table " + file + " gives no name in line " + row.line() + " (column "
                        + columns.name().orElse("") + ").");
            }
            Long before = lines.put(id, row.line());
            if (before != null) {
                throw new ScriptException("The table " + file + " calls two samples \"" + id + "\", in the lines "
                        + before + " and " + row.line() + "; names must differ, groups are named by samples.group.");
            }
            ids.add(id);
        }
        return new TabledSource(inner, file, csv, rowOf, ids, columns);
    }

    /** Samples that are files, whose names the table has in any order. */
    static SampleSource named(SampleSource inner, Columns columns) {
        if (absent(columns)) {
            return inner;
        }
        Path file = columns.table().orElseThrow();
        Table csv = Table.read(file);
        String column = columns.name()
                .orElseThrow(() -> new ScriptException("samples.table is " + file
                        + "; name the column that holds the files' names with samples.name."));
        int at = csv.column(column);
        int[] rowOf = new int[inner.size()];
        java.util.Arrays.fill(rowOf, -1);
        SampleNames names = SampleNames.of(inner);
        int found = 0;
        for (int r = 0; r < csv.rows().size(); r++) {
            int sample = names.find(csv.rows().get(r).cell(at));
            if (sample >= 0) {
                rowOf[sample] = r;
                found++;
            }
        }
        if (found == 0) {
            throw new ScriptException("No row of the table " + file + " names a sample in its column " + column
                    + "; samples are called like \"" + inner.id(0) + "\".");
        }
        List<String> ids = new ArrayList<>();
        for (int s = 0; s < rowOf.length; s++) {
            ids.add(inner.id(s));
        }
        return new TabledSource(inner, file, csv, rowOf, ids, columns);
    }

    private static boolean absent(Columns columns) {
        if (columns.table().isEmpty()
                && (columns.name().isPresent()
                        || columns.group().isPresent()
                        || !columns.measures().isEmpty())) {
            throw new ScriptException(
                    "samples.name, group and measures name columns of a table, and there is none: add samples.table.");
        }
        return columns.table().isEmpty();
    }

    private static double number(Table.Row row, int column, String name, Path file) {
        String cell = row.cell(column);
        try {
            return cell.isEmpty() ? Double.NaN : Double.parseDouble(cell);
        } catch (NumberFormatException e) {
            throw new ScriptException(
                    "The column " + name + " of " + file + " holds \"" + cell + "\" in line " + row.line()
                            + ", which is no number.",
                    e);
        }
    }

    @Override
    public int size() {
        return inner.size();
    }

    @Override
    public String id(int index) {
        return ids.get(index);
    }

    @Override
    public String group(int index) {
        return groups.get(index);
    }

    @Override
    public String groupedBy() {
        return groupedBy;
    }

    @Override
    public List<String> measures() {
        return measures;
    }

    @Override
    public double measure(String measure, int index) {
        int at = measures.indexOf(measure);
        return at < 0 ? Double.NaN : numbers[at][index];
    }

    @Override
    public String fingerprint() {
        return fingerprint;
    }

    @Override
    public Sample load(int index) {
        ArraySample sample = (ArraySample) inner.load(index);
        return new ArraySample(id(index), sample.tensors(), sample.png());
    }

    @Override
    public void close() {
        inner.close();
    }
}
