package org.echelle.torchscript.samples;

import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
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
        if (!Files.isRegularFile(options.table())) {
            throw new ScriptException("There is no table " + options.table() + "; samples.table must name a CSV file.");
        }
        Table csv = Table.read(options.table());
        if (csv.rows().isEmpty()) {
            throw new ScriptException("The table " + options.table() + " has no rows under its head.");
        }
        List<String> columns = !options.columns().isEmpty()
                ? options.columns()
                : csv.head().stream()
                        .filter(c -> !options.name().equals(Optional.of(c))
                                && !options.group().equals(Optional.of(c)))
                        .toList();
        int[] at = columns.stream().mapToInt(c -> csv.column(c)).toArray();
        Optional<Integer> name = options.name().map(c -> csv.column(c));
        Optional<Integer> group = options.group().map(c -> csv.column(c));
        return new SampleSource() {
            @Override
            public int size() {
                return csv.rows().size();
            }

            @Override
            public String id(int index) {
                return name.map(c -> csv.rows().get(index).cell(c)).orElse(String.valueOf(index));
            }

            @Override
            public String group(int index) {
                return group.map(c -> csv.rows().get(index).cell(c)).orElse(id(index));
            }

            @Override
            public String groupedBy() {
                return options.group().orElse("");
            }

            @Override
            public String fingerprint() {
                return Checksums.sha256((Checksums.sha256(options.table()) + columns)
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8));
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
                                "The sample " + id(index) + " has \"" + cell + "\" in the column " + columns.get(i)
                                        + ", which is no number.",
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
