package org.echelle.protein.sequences;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.echelle.api.Progress;
import org.echelle.protein.ProteinException;

/** What every kind does with the proteins it has read: one an id, a limit, windows, clusters, and words about all that. */
final class Gathered {
    private Gathered() {}

    static ProteinSource source(
            List<Entry> read,
            String file,
            Optional<Integer> limit,
            Windows windows,
            double identity,
            Oddities oddities,
            Progress progress) {
        List<Entry> entries = limited(single(read, oddities), limit);
        if (entries.isEmpty()) {
            throw new ProteinException("No protein could be read from " + file + "."
                    + (oddities.none() ? "" : " " + String.join(" ", oddities.sentences("It has"))));
        }
        oddities.sentences(file).forEach(progress::note);
        Clusters clusters = IdentityClusters.of(entries, identity, progress);
        ProteinSource source = new ProteinSource(entries, windows, clusters);
        if (identity > 0 && entries.size() > 1) {
            progress.note(clusters.sentence());
        }
        if (source.size() > entries.size()) {
            long cut = entries.stream()
                    .filter(e -> e.sequence().length() > windows.length())
                    .count();
            progress.note(Numbered.of(cut, "of " + entries.size() + " proteins {is|are} longer than ")
                    + windows.length() + " residues and " + (cut == 1 ? "is" : "are") + " read in windows: "
                    + source.size() + " samples.");
        }
        return source;
    }

    /** The first entry of each id; annotations could not tell later ones from it. */
    private static List<Entry> single(List<Entry> read, Oddities oddities) {
        Map<String, Entry> byId = new LinkedHashMap<>();
        for (Entry entry : read) {
            Entry before = byId.putIfAbsent(entry.id(), entry);
            if (before != null) {
                oddities.count(
                        before.sequence().equals(entry.sequence())
                                ? "record{|s} that {was|were} there before under the same id, left out"
                                : "record{|s} whose id an earlier one with another sequence has, left out",
                        entry.id());
            }
        }
        return List.copyOf(byId.values());
    }

    private static List<Entry> limited(List<Entry> entries, Optional<Integer> limit) {
        if (limit.isPresent() && limit.get() < 1) {
            throw new ProteinException("The samples' limit is " + limit.get() + "; give at least 1, or leave it out.");
        }
        if (limit.isEmpty() || limit.get() >= entries.size()) {
            return entries;
        }
        List<Entry> chosen = new ArrayList<>();
        for (int i = 0; i < limit.get(); i++) {
            chosen.add(entries.get((int) ((long) i * entries.size() / limit.get())));
        }
        return chosen;
    }
}
