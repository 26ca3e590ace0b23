package org.echelle.medical.samples;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.echelle.api.SampleSource;
import org.echelle.medical.MedicalException;
import org.echelle.tables.Table;

/**
 * Finds films by the names that tables and annotation files use: the whole relative path, else the file name, else the file name without its
 * ending, as long as only one film has it.
 */
public final class FilmNames {
    private static final int SEVERAL = -2;
    private static final int LOOKED_AT = 1000;

    private final List<String> names;
    private final Map<String, Integer> paths = new HashMap<>();
    private final Map<String, Integer> files = new HashMap<>();
    private final Map<String, Integer> stems = new HashMap<>();

    /** @param names of the films, in order */
    public FilmNames(List<String> names) {
        this.names = names;
        for (int i = 0; i < names.size(); i++) {
            paths.put(names.get(i), i);
            files.merge(file(names.get(i)), i, (a, b) -> SEVERAL);
            stems.merge(stem(names.get(i)), i, (a, b) -> SEVERAL);
        }
    }

    /** The films of a source. */
    public static FilmNames of(SampleSource samples) {
        return new FilmNames(
                IntStream.range(0, samples.size()).mapToObj(samples::id).toList());
    }

    /** Index of a film, or -1 when there is none or more than one. */
    public int find(String name) {
        String path = name.strip().replace('\\', '/');
        Integer at = paths.get(path);
        if (at == null) {
            at = files.get(file(path));
        }
        if (at == null || at < 0) {
            at = stems.get(stem(path));
        }
        return at == null || at < 0 ? -1 : at;
    }

    /**
     * The column of a table that names films: the one that is said, else the one whose cells name most.
     *
     * @throws MedicalException when there is none
     */
    public int column(Table table, Optional<String> said, Path file) {
        if (said.isPresent()) {
            int at = table.head().indexOf(said.get());
            if (at < 0) {
                throw new MedicalException("The table " + file + " has no column " + said.get() + "; it has "
                        + String.join(", ", table.head()) + ".");
            }
            return at;
        }
        int best = -1;
        long most = 0;
        for (int c = 0; c < table.head().size(); c++) {
            int column = c;
            long named = table.rows().stream()
                    .limit(LOOKED_AT)
                    .filter(r -> !r.cell(column).isBlank() && find(r.cell(column)) >= 0)
                    .count();
            if (named > most) {
                most = named;
                best = c;
            }
        }
        if (best < 0) {
            throw new MedicalException("No column of the table " + file + " names a film; films are called like \""
                    + names.get(0) + "\", the table's columns are " + String.join(", ", table.head()) + ".");
        }
        return best;
    }

    private static String file(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static String stem(String path) {
        String file = file(path);
        int dot = file.lastIndexOf('.');
        return dot > 0 ? file.substring(0, dot) : file;
    }
}
