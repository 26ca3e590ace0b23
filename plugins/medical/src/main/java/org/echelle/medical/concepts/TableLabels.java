package org.echelle.medical.concepts;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.echelle.api.Concept;
import org.echelle.api.ConceptSource;
import org.echelle.api.Progress;
import org.echelle.api.SampleSource;
import org.echelle.medical.MedicalException;
import org.echelle.medical.samples.FilmNames;
import org.echelle.tables.Table;
import org.echelle.tables.WholeLabels;

/**
 * Columns of a table as labels of whole films. A column of 0 and 1 (and the uncertain number) is one concept; any other is a category, one
 * concept a value. Tables with several rows a film, as one row a finding, are put together: a film has what any of its rows has.
 */
final class TableLabels {
    private final String prefix;
    private final TableOptions options;

    /** @param prefix what ids begin with: {@code finding} or {@code acquisition} */
    TableLabels(String prefix, TableOptions options) {
        this.prefix = prefix;
        this.options = options;
    }

    ConceptSource open(SampleSource samples, Progress progress) {
        Table table = Table.read(options.path());
        FilmNames films = FilmNames.of(samples);
        int id = films.column(table, options.id(), options.path());
        List<Table.Row> rows = new ArrayList<>();
        List<Integer> film = new ArrayList<>();
        int strangers = 0;
        for (Table.Row row : table.rows()) {
            int at = films.find(row.cell(id));
            if (at >= 0) {
                rows.add(row);
                film.add(at);
            } else {
                strangers++;
            }
        }
        if (rows.isEmpty()) {
            throw new MedicalException("No row of the table " + options.path()
                    + " names a film; films are called like \"" + samples.id(0) + "\".");
        }
        long named = film.stream().distinct().count();
        if (named < samples.size() || strangers > 0) {
            progress.note("The table " + options.path().getFileName() + " tells of " + named + " of " + samples.size()
                    + " films (the others' labels are unknown)"
                    + (strangers > 0 ? ", and " + strangers + " of its rows name no film here." : "."));
        }
        if (options.columns().isEmpty()) {
            throw new MedicalException("Say which columns of " + options.path() + " are read (columns: [...]); it has "
                    + String.join(", ", table.head()) + ".");
        }
        List<Concept> concepts = new ArrayList<>();
        List<float[]> values = new ArrayList<>();
        for (String column : options.columns()) {
            int at = table.head().indexOf(column);
            if (at < 0) {
                throw new MedicalException("The table " + options.path() + " has no column " + column + "; it has "
                        + String.join(", ", table.head()) + ".");
            }
            column(column, at, rows, film, samples.size(), concepts, values);
        }
        return new WholeLabels(concepts, values.toArray(float[][]::new));
    }

    private void column(
            String name,
            int at,
            List<Table.Row> rows,
            List<Integer> film,
            int samples,
            List<Concept> concepts,
            List<float[]> values) {
        boolean binary = rows.stream()
                .map(r -> r.cell(at).strip())
                .allMatch(c -> c.isEmpty() || number(c) == 0 || number(c) == 1 || number(c) == options.uncertain());
        Map<String, float[]> byValue = new TreeMap<>();
        boolean[] told = new boolean[samples];
        if (binary) {
            byValue.put("", unknown(samples));
        }
        for (int r = 0; r < rows.size(); r++) {
            String cell = rows.get(r).cell(at).strip();
            if (cell.isEmpty() || (binary && number(cell) == options.uncertain())) {
                continue;
            }
            int f = film.get(r);
            told[f] = true;
            if (binary) {
                float[] v = byValue.get("");
                float mine = (float) number(cell);
                v[f] = Float.isNaN(v[f]) ? mine : Math.max(v[f], mine);
            } else {
                byValue.computeIfAbsent(cell, c -> unknown(samples))[f] = 1;
                if (byValue.size() > options.maxValues()) {
                    throw new MedicalException("The column " + name + " of " + options.path() + " has more than "
                            + options.maxValues()
                            + " different values, so it is no category; leave it out, or raise max-values.");
                }
            }
        }
        byValue.forEach((value, column) -> {
            if (!binary) {
                for (int f = 0; f < samples; f++) {
                    column[f] = told[f] && Float.isNaN(column[f]) ? 0 : column[f];
                }
            }
            String group = prefix + "/" + name;
            String source = String.valueOf(options.path().getFileName());
            concepts.add(new Concept(
                    binary ? group : group + "/" + value,
                    binary ? name : name + " " + value,
                    group,
                    Concept.Level.SAMPLE,
                    Concept.Scale.BOOLEAN,
                    source));
            values.add(column);
        });
    }

    private static float[] unknown(int samples) {
        float[] all = new float[samples];
        Arrays.fill(all, Float.NaN);
        return all;
    }

    private static double number(String cell) {
        try {
            return Double.parseDouble(cell);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }
}
