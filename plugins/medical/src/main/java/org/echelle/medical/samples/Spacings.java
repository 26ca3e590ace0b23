package org.echelle.medical.samples;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.echelle.medical.images.Spacing;

/**
 * How far apart the pixels of files are. Films are resized by pixels, so a reader must know where the same number of pixels is another number of
 * millimetres, and above all where it is within one series.
 */
final class Spacings {
    private static final int NAMED = 6;

    /** By spacing in words: files that have it. */
    private final Map<String, List<String>> files = new LinkedHashMap<>();
    /** By series: spacing in words, and its first file. */
    private final Map<String, Map<String, String>> series = new LinkedHashMap<>();

    /** @param key of the series that the file belongs to; empty where it tells none */
    void add(String file, Spacing spacing, Optional<String> key) {
        String told = told(spacing);
        files.computeIfAbsent(told, s -> new ArrayList<>()).add(file);
        key.ifPresent(k -> series.computeIfAbsent(k, s -> new LinkedHashMap<>()).putIfAbsent(told, file));
    }

    /** Slices are taken one by one, so their distance plays no part. */
    private static String told(Spacing spacing) {
        return spacing.isKnown()
                ? String.format(Locale.ROOT, "%.4g x %.4g mm", spacing.row(), spacing.column())
                : "unknown";
    }

    /** What must be told; nothing where all files are alike. */
    List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (files.size() > 1) {
            notes.add("The files have " + files.size()
                    + " different pixel spacings; films are resized by pixels, not by millimetres: "
                    + files.entrySet().stream()
                            .limit(NAMED)
                            .map(e -> e.getKey() + " in " + e.getValue().size()
                                    + (e.getValue().size() == 1 ? " file (" : " files (the first ")
                                    + e.getValue().get(0) + ")")
                            .collect(Collectors.joining("; "))
                    + (files.size() > NAMED ? "; and " + (files.size() - NAMED) + " more" : "") + ".");
        }
        List<Map<String, String>> mixed =
                series.values().stream().filter(s -> s.size() > 1).toList();
        if (!mixed.isEmpty()) {
            notes.add(mixed.size()
                    + (mixed.size() == 1 ? " series has" : " series have")
                    + " files of different pixel spacing, which a scanner does not make: "
                    + mixed.stream()
                            .limit(NAMED)
                            .map(s -> s.entrySet().stream()
                                    .map(e -> e.getValue() + " " + e.getKey())
                                    .collect(Collectors.joining(", ")))
                            .collect(Collectors.joining("; "))
                    + ". Check that they belong together.");
        }
        return notes;
    }
}
