package org.echelle.medical.concepts;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.echelle.api.Concept;
import org.echelle.api.ConceptKind;
import org.echelle.api.ConceptSource;
import org.echelle.api.OpenContext;
import org.echelle.api.SampleSource;
import org.echelle.api.Subject;
import org.echelle.medical.Film;
import org.echelle.medical.MedicalException;
import org.echelle.medical.samples.FilmNames;
import org.echelle.pictures.AreaMask;
import org.echelle.tables.Table;

/** Boxes in a table: VinDr's, RSNA's, and others with four columns of numbers. */
public final class BoxesKind implements ConceptKind<BoxesOptions> {
    private record Box(int concept, double[] edges) {}

    @Override
    public String name() {
        return "boxes";
    }

    @Override
    public String description() {
        return "Boxes in a table (CSV), a row a box, laid on the cells that the network sees.";
    }

    @Override
    public Class<BoxesOptions> options() {
        return BoxesOptions.class;
    }

    @Override
    public ConceptSource open(BoxesOptions options, Subject subject, SampleSource samples, OpenContext context) {
        if (options.edges().size() != 4
                || (!options.frame().isEmpty() && options.frame().size() != 2)) {
            throw new MedicalException(
                    "Boxes need four edges (edges: [left, upper, right, lower]) and, where they are of"
                            + " pictures of another size, a frame of two numbers (frame: [width, height]).");
        }
        Table table = Table.read(options.path());
        FilmNames films = FilmNames.of(samples);
        int id = films.column(table, options.id(), options.path());
        int label = options.label().map(l -> column(table, l, options)).orElse(-1);
        int[] at = options.edges().stream()
                .mapToInt(e -> column(table, e, options))
                .toArray();
        Map<String, Integer> numbers = new TreeMap<>();
        for (Table.Row row : table.rows()) {
            if (edges(row, at, options) != null) {
                numbers.put(label < 0 ? "box" : row.cell(label).strip(), 0);
            }
        }
        List<Concept> concepts = new ArrayList<>();
        for (Map.Entry<String, Integer> e : numbers.entrySet()) {
            e.setValue(concepts.size());
            concepts.add(AreaConcepts.concept(
                    e.getKey(), String.valueOf(options.path().getFileName())));
        }
        Map<Integer, List<Box>> bySample = new HashMap<>();
        int strangers = 0;
        for (Table.Row row : table.rows()) {
            int film = films.find(row.cell(id));
            if (film < 0) {
                strangers++;
                continue;
            }
            List<Box> boxes = bySample.computeIfAbsent(film, f -> new ArrayList<>());
            double[] edges = edges(row, at, options);
            if (edges != null) {
                boxes.add(
                        new Box(numbers.get(label < 0 ? "box" : row.cell(label).strip()), edges));
            }
        }
        if (concepts.isEmpty() || bySample.isEmpty()) {
            throw new MedicalException("The table " + options.path() + " has no box of a film of this run; films are"
                    + " called like \"" + samples.id(0) + "\".");
        }
        if (strangers > 0) {
            context.progress()
                    .note(strangers + " of " + table.rows().size() + " rows of "
                            + options.path().getFileName() + " name no film of this run.");
        }
        return new AreaConcepts(concepts, subject, options.overlap(), options.minKept(), sample -> Optional.ofNullable(
                        bySample.get(sample))
                .map(b -> areas(b, options, samples, sample)));
    }

    private static List<Area> areas(List<Box> boxes, BoxesOptions options, SampleSource samples, int sample) {
        int width;
        int height;
        if (options.frame().isEmpty()) {
            Film film = (Film) samples.load(sample);
            width = film.width();
            height = film.height();
        } else {
            width = options.frame().get(0);
            height = options.frame().get(1);
        }
        return boxes.stream()
                .map(b -> new Area(b.concept(), AreaMask.box(width, height, b.edges())))
                .toList();
    }

    private static int column(Table table, String name, BoxesOptions options) {
        int at = table.head().indexOf(name);
        if (at < 0) {
            throw new MedicalException("The table " + options.path() + " has no column " + name + "; it has "
                    + String.join(", ", table.head()) + ".");
        }
        return at;
    }

    /** Left, upper, right, lower; null where the cells are empty: looked at, nothing found. */
    private static double[] edges(Table.Row row, int[] at, BoxesOptions options) {
        double[] e = new double[4];
        for (int i = 0; i < 4; i++) {
            String cell = row.cell(at[i]).strip();
            if (cell.isEmpty() || cell.equalsIgnoreCase("nan")) {
                return null;
            }
            try {
                e[i] = Double.parseDouble(cell);
            } catch (NumberFormatException x) {
                throw new MedicalException(
                        "Line " + row.line() + " of " + options.path() + " has \"" + cell + "\" in column "
                                + options.edges().get(i) + ", which is no number.",
                        x);
            }
        }
        if (options.sizes()) {
            e[2] += e[0];
            e[3] += e[1];
        }
        if (e[2] < e[0] || e[3] < e[1]) {
            throw new MedicalException("Line " + row.line() + " of " + options.path()
                    + " has a box whose right or lower edge comes before its left or upper one; is sizes: true meant?");
        }
        return e;
    }
}
