package org.echelle.torchscript.concepts;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.echelle.api.Concept;
import org.echelle.api.ConceptKind;
import org.echelle.api.ConceptSource;
import org.echelle.api.OpenContext;
import org.echelle.api.SampleSource;
import org.echelle.api.Subject;
import org.echelle.tables.Table;
import org.echelle.tables.WholeLabels;
import org.echelle.torchscript.ScriptException;

/** Labels of whole samples in a table: every value of a column of categories is a concept, every column of
 * 0 and 1 or of degrees one. */
public final class TableConceptKind implements ConceptKind<TableConceptOptions> {
    @Override
    public String name() {
        return "table";
    }

    @Override
    public String description() {
        return "A CSV of labels of whole samples.";
    }

    @Override
    public Class<TableConceptOptions> options() {
        return TableConceptOptions.class;
    }

    @Override
    public ConceptSource open(TableConceptOptions options, Subject subject, SampleSource samples, OpenContext context) {
        if (!Files.isRegularFile(options.path())) {
            throw new ScriptException(
                    "There is no table " + options.path() + "; the concepts' path must name a CSV file.");
        }
        Table csv = Table.read(options.path());
        int[] rowOf = rows(options, csv, samples);
        List<String> columns = !options.columns().isEmpty() || !options.graded().isEmpty()
                ? options.columns()
                : csv.head().stream()
                        .filter(c -> !options.id().equals(Optional.of(c)))
                        .toList();
        List<Concept> concepts = new ArrayList<>();
        List<float[]> values = new ArrayList<>();
        String source = String.valueOf(options.path().getFileName());
        for (String column : columns) {
            int at = csv.column(column);
            TreeSet<String> known = new TreeSet<>();
            csv.rows().forEach(row -> known.add(row.cell(at)));
            known.remove("");
            if (known.contains("1") && Set.of("0", "1").containsAll(known)) {
                concepts.add(new Concept(column, column, column, Concept.Level.SAMPLE, Concept.Scale.BOOLEAN, source));
                values.add(column(rowOf, r -> degree(csv.rows().get(r).cell(at), column, options)));
                continue;
            }
            for (String value : known) {
                concepts.add(new Concept(
                        column + "/" + value, value, column, Concept.Level.SAMPLE, Concept.Scale.BOOLEAN, source));
                values.add(column(rowOf, r -> {
                    String cell = csv.rows().get(r).cell(at);
                    return cell.isEmpty() ? Float.NaN : cell.equals(value) ? 1 : 0;
                }));
            }
        }
        for (String column : options.graded()) {
            int at = csv.column(column);
            concepts.add(new Concept(column, column, column, Concept.Level.SAMPLE, Concept.Scale.GRADED, source));
            values.add(column(rowOf, r -> degree(csv.rows().get(r).cell(at), column, options)));
        }
        return new WholeLabels(concepts, values.toArray(new float[0][]));
    }

    private interface Cell {
        float of(int row);
    }

    private static float[] column(int[] rowOf, Cell cell) {
        float[] out = new float[rowOf.length];
        for (int s = 0; s < out.length; s++) {
            out[s] = rowOf[s] < 0 ? Float.NaN : cell.of(rowOf[s]);
        }
        return out;
    }

    private static float degree(String cell, String column, TableConceptOptions options) {
        try {
            float value = cell.isEmpty() ? Float.NaN : Float.parseFloat(cell);
            if (value < 0 || value > 1) {
                throw new ScriptException("The column " + column + " of " + options.path() + " holds " + cell
                        + "; degrees go from 0 to 1.");
            }
            return value;
        } catch (NumberFormatException e) {
            throw new ScriptException(
                    "The column " + column + " of " + options.path() + " holds \"" + cell + "\", which is no number.",
                    e);
        }
    }

    private static int[] rows(TableConceptOptions options, Table csv, SampleSource samples) {
        int[] rowOf = new int[samples.size()];
        Arrays.fill(rowOf, -1);
        if (options.id().isEmpty()) {
            if (csv.rows().size() != samples.size()) {
                throw new ScriptException(
                        "The table " + options.path() + " has " + csv.rows().size() + " rows for " + samples.size()
                                + " samples; name the column that holds their names with id.");
            }
            for (int s = 0; s < rowOf.length; s++) {
                rowOf[s] = s;
            }
            return rowOf;
        }
        int at = csv.column(options.id().get());
        Map<String, Integer> byName = new HashMap<>();
        for (int r = 0; r < csv.rows().size(); r++) {
            byName.put(csv.rows().get(r).cell(at), r);
        }
        int matched = 0;
        for (int s = 0; s < rowOf.length; s++) {
            rowOf[s] = byName.getOrDefault(samples.id(s), -1);
            matched += rowOf[s] < 0 ? 0 : 1;
        }
        if (matched == 0) {
            throw new ScriptException("No row of the table " + options.path() + " names a sample in its column "
                    + options.id().get() + "; samples are called like \"" + samples.id(0) + "\".");
        }
        return rowOf;
    }
}
