package org.echelle.tables;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.echelle.api.SampleSource;

/**
 * Finds samples by the names that tables and annotation files use: the whole relative path, else the file name, else the file name without
 * its ending, as long as only one sample has it.
 */
public final class SampleNames {
    private static final int SEVERAL = -2;

    private final Map<String, Integer> paths = new HashMap<>();
    private final Map<String, Integer> files = new HashMap<>();
    private final Map<String, Integer> stems = new HashMap<>();

    /** @param names of the samples, in order, with {@code /} between folders */
    public SampleNames(List<String> names) {
        for (int i = 0; i < names.size(); i++) {
            paths.put(names.get(i), i);
            files.merge(file(names.get(i)), i, (a, b) -> SEVERAL);
            stems.merge(stem(names.get(i)), i, (a, b) -> SEVERAL);
        }
    }

    /** The samples of a source. */
    public static SampleNames of(SampleSource samples) {
        return new SampleNames(
                IntStream.range(0, samples.size()).mapToObj(samples::id).toList());
    }

    /** Index of a sample, or -1 when there is none or more than one. */
    public int find(String name) {
        String path = name.strip().replace('\\', '/');
        if (path.startsWith("./")) {
            path = path.substring(2);
        }
        Integer at = paths.get(path);
        if (at == null) {
            at = files.get(file(path));
        }
        if (at == null || at < 0) {
            at = stems.get(stem(path));
        }
        return at == null || at < 0 ? -1 : at;
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
