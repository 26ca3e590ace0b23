package org.echelle.torchscript.samples;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.echelle.api.BadSampleException;
import org.echelle.api.OpenContext;
import org.echelle.api.Sample;
import org.echelle.api.SampleKind;
import org.echelle.api.SampleSource;
import org.echelle.tables.Table;
import org.echelle.torch.Checksums;
import org.echelle.torch.HostTensor;
import org.echelle.torchscript.ScriptException;

/** Samples as rows of a table: one vector of numbers each. */
public final class TableKind implements SampleKind<TableOptions> {
    @Override
    public String name() {
        return "table";
    }

    @Override
    public String description() {
        return "Rows of a CSV file as vectors of numbers.";
    }

    @Override
    public Class<TableOptions> options() {
        return TableOptions.class;
    }

    @Override
    public SampleSource open(TableOptions options, OpenContext context) {
        if (!Files.isRegularFile(options.path())) {
            throw new ScriptException("There is no table " + options.path() + "; samples.path must name a CSV file.");
        }
        Table csv = Table.read(options.path());
        if (csv.rows().isEmpty()) {
            throw new ScriptException("The table " + options.path() + " has no rows under its head.");
        }
        List<String> columns = !options.columns().isEmpty()
                ? options.columns()
                : numeric(csv).stream()
                        .filter(c -> !options.name().equals(Optional.of(c))
                                && !options.group().equals(Optional.of(c))
                                && !options.measures().contains(c))
                        .toList();
        if (columns.isEmpty()) {
            throw new ScriptException("The table " + options.path() + " has no column of numbers.");
        }
        int[] at = columns.stream().mapToInt(c -> csv.column(c)).toArray();
        boolean more = options.name().isPresent()
                || options.group().isPresent()
                || !options.measures().isEmpty();
        Optional<Path> table = more ? Optional.of(options.path()) : Optional.empty();
        return TabledSource.ordered(
                rows(options, csv, columns, at),
                new TabledSource.Columns(table, options.name(), options.group(), options.measures()),
                options.path());
    }

    @Override
    public boolean recognises(Path path) {
        return path.toString().toLowerCase(Locale.ROOT).matches(".*\\.(csv|tsv)");
    }

    /** Columns in which any cell is a number. */
    static List<String> numeric(Table csv) {
        List<String> out = new ArrayList<>();
        for (int c = 0; c < csv.head().size(); c++) {
            int at = c;
            if (csv.rows().stream().anyMatch(row -> isNumber(row.cell(at)))) {
                out.add(csv.head().get(c));
            }
        }
        return out;
    }

    private static boolean isNumber(String cell) {
        try {
            return !cell.isEmpty() && !Float.isNaN(Float.parseFloat(cell));
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static SampleSource rows(TableOptions options, Table csv, List<String> columns, int[] at) {
        return new SampleSource() {
            @Override
            public int size() {
                return csv.rows().size();
            }

            @Override
            public String id(int index) {
                return String.valueOf(index);
            }

            @Override
            public String fingerprint() {
                return Checksums.sha256(
                        (Checksums.sha256(options.path()) + columns).getBytes(java.nio.charset.StandardCharsets.UTF_8));
            }

            @Override
            public Sample load(int index) {
                float[] values = new float[at.length];
                for (int i = 0; i < at.length; i++) {
                    String cell = csv.rows().get(index).cell(at[i]);
                    try {
                        values[i] = Float.parseFloat(cell);
                    } catch (NumberFormatException e) {
                        throw new BadSampleException(
                                "Line " + csv.rows().get(index).line() + " of " + options.path() + " has \"" + cell
                                        + "\" in the column " + columns.get(i) + ", which is no number.",
                                e);
                    }
                }
                Map<String, HostTensor> tensors = new LinkedHashMap<>();
                tensors.put("0", HostTensor.ofFloats(values, values.length));
                return new ArraySample(id(index), tensors, Optional.empty());
            }
        };
    }
}
