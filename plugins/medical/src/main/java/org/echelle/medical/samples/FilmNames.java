package org.echelle.medical.samples;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.echelle.api.SampleSource;
import org.echelle.medical.MedicalException;
import org.echelle.tables.SampleNames;
import org.echelle.tables.Table;

/** Finds films by the {@linkplain SampleNames names} that tables and annotation files use, and the column of a table that names them. */
public final class FilmNames {
    private static final int LOOKED_AT = 1000;

    private final List<String> names;
    private final SampleNames found;

    /** @param names of the films, in order */
    public FilmNames(List<String> names) {
        this.names = names;
        found = new SampleNames(names);
    }

    /** The films of a source. */
    public static FilmNames of(SampleSource samples) {
        return new FilmNames(
                IntStream.range(0, samples.size()).mapToObj(samples::id).toList());
    }

    /** Index of a film, or -1 when there is none or more than one. */
    public int find(String name) {
        return found.find(name);
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
}
