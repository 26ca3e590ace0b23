package org.echelle.protein.sequences;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Counts what was odd about a file, by kind, and remembers the first few by name, so that nothing is left out in silence. */
public final class Oddities {
    private static final int NAMED = 3;

    private final Map<String, Integer> counts = new LinkedHashMap<>();
    private final Map<String, List<String>> named = new LinkedHashMap<>();

    /**
     * @param what a phrase that follows a number, such as {@code record{|s} without residues}; see {@link Numbered}
     * @param where which one
     */
    public void count(String what, String where) {
        counts.merge(what, 1, Integer::sum);
        List<String> names = named.computeIfAbsent(what, w -> new ArrayList<>());
        if (names.size() < NAMED) {
            names.add(where);
        }
    }

    /** How often each was met, by its phrase for several. */
    public Map<String, Integer> counts() {
        Map<String, Integer> all = new LinkedHashMap<>();
        counts.forEach((what, count) -> all.put(Numbered.several(what), count));
        return all;
    }

    /** Whether nothing was. */
    boolean none() {
        return counts.isEmpty();
    }

    /** A sentence each, such as {@code x.fasta: 2 records without residues (A, B).} */
    public List<String> sentences(String file) {
        List<String> all = new ArrayList<>();
        counts.forEach((what, count) -> all.add(file + ": " + Numbered.of(count, what) + " ("
                + String.join(", ", named.get(what)) + (count > NAMED ? ", ..." : "") + ")."));
        return all;
    }
}
