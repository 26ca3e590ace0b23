package ${package};

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.echelle.api.OpenContext;
import org.echelle.api.Option;
import org.echelle.api.SampleKind;
import org.echelle.api.SampleSource;
import org.echelle.tables.Table;

/** Samples from a table: a line a row. */
final class TableKind implements SampleKind<TableKind.Options> {
    /** The section {@code samples} of a run config. */
    public record Options(
            @Option("A table (CSV or TSV) with a head and a line for each sample") Path path,
            @Option("Column that names the samples; they are numbered without it") Optional<String> id,
            @Option("Columns that become concepts; every other column is a number that the network reads") List<String> labels) {}

    @Override
    public String name() {
        return "table";
    }

    @Override
    public String description() {
        return "The lines of a CSV file.";
    }

    @Override
    public Class<Options> options() {
        return Options.class;
    }

    @Override
    public SampleSource open(Options options, OpenContext context) {
        Table table = Table.read(options.path());
        int id = options.id().map(table::column).orElse(-1);
        List<Integer> labels = options.labels().stream().map(table::column).toList();
        List<Integer> numbers = new ArrayList<>();
        for (int c = 0; c < table.head().size(); c++) {
            if (c != id && !labels.contains(c)) {
                numbers.add(c);
            }
        }
        Set<String> names = new HashSet<>();
        List<Row> rows = new ArrayList<>();
        for (Table.Row line : table.rows()) {
            context.progress().check();
            String name = id < 0 ? Integer.toString(rows.size()) : line.cell(id);
            if (!names.add(name)) {
                throw new PluginException("Two lines of " + options.path() + " are called '" + name + "', the second is line "
                        + line.line() + "; give each a name of its own.");
            }
            Set<String> known = new HashSet<>();
            for (int c : labels) {
                if (!line.cell(c).isEmpty()) {
                    known.add(table.head().get(c) + "/" + line.cell(c));
                }
            }
            float[] values = new float[numbers.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = number(line, numbers.get(i), table, options.path());
            }
            rows.add(new Row(name, values, known));
        }
        if (rows.isEmpty() || numbers.isEmpty()) {
            throw new PluginException(options.path() + " has " + rows.size() + " lines below its head and " + numbers.size()
                    + " columns of numbers; at least one of each is needed.");
        }
        return new Rows(numbers.stream().map(table.head()::get).toList(), rows);
    }

    private static float number(Table.Row line, int column, Table table, Path file) {
        try {
            return Float.parseFloat(line.cell(column));
        } catch (NumberFormatException e) {
            throw new PluginException(
                    "Line " + line.line() + " of " + file + " has '" + line.cell(column) + "' in the column '"
                            + table.head().get(column) + "', which is no number; correct it, or list the column under labels.",
                    e);
        }
    }
}
