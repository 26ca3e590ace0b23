package org.echelle.recommender.log;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.echelle.recommender.RecommenderException;
import org.echelle.torch.AtomicFiles;

/**
 * Which row of an embedding table stands for which user or item of the log: a text file with a row number and an id a line, parted by
 * white space, a comma or a tab. Ids may hold anything but line ends. Lines that begin with {@code #} say nothing.
 */
public final class IdMap {
    private final Map<String, Integer> rows;
    private final String words;

    private IdMap(Map<String, Integer> rows, String words) {
        this.rows = rows;
        this.words = words;
    }

    /**
     * Reads a map.
     *
     * @throws RecommenderException when a line has no row, or a row or an id stands twice
     */
    public static IdMap read(Path file) {
        Map<String, Integer> rows = new HashMap<>();
        Map<Integer, String> ids = new HashMap<>();
        Lines.each(file, StandardCharsets.UTF_8, (text, number) -> {
            if (text.startsWith("#")) {
                return;
            }
            String[] parts = text.strip().split("[\\s,]+", 2);
            if (parts.length < 2 || !parts[0].matches("\\d{1,9}")) {
                throw new RecommenderException("Line " + number + " of the id map " + file
                        + " should be a row number and an id, such as \"1 1198\"; it is \"" + text + "\".");
            }
            int row = Integer.parseInt(parts[0]);
            String id = parts[1].strip();
            if (rows.put(id, row) != null || ids.put(row, id) != null) {
                throw new RecommenderException("Line " + number + " of the id map " + file + " names row " + row
                        + " or id " + id + " a second time; keep one line for each.");
            }
        });
        if (rows.isEmpty()) {
            throw new RecommenderException("The id map " + file + " is empty.");
        }
        return new IdMap(rows, "by " + file.getFileName());
    }

    /** Ids are the rows themselves. */
    public static IdMap same() {
        return new IdMap(Map.of(), "ids are rows");
    }

    /** Rows from 1 in the order given. */
    public static IdMap ordered(List<String> ids) {
        Map<String, Integer> rows = new HashMap<>();
        ids.forEach(id -> rows.put(id, rows.size() + 1));
        return new IdMap(rows, "numbered from 1");
    }

    /** Writes rows and ids, for {@link #read}. */
    public static void write(Path file, List<String> ids) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < ids.size(); i++) {
            text.append(i + 1).append(' ').append(ids.get(i)).append('\n');
        }
        AtomicFiles.write(file, text.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** The row of an id; empty when the map does not have it. */
    public OptionalInt row(String id) {
        if (rows.isEmpty()) {
            return id.matches("\\d{1,9}") ? OptionalInt.of(Integer.parseInt(id)) : OptionalInt.empty();
        }
        Integer row = rows.get(id);
        return row == null ? OptionalInt.empty() : OptionalInt.of(row);
    }

    /** How ids become rows, in a few words. */
    public String words() {
        return words;
    }
}
