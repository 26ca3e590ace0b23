package org.echelle.protein.sequences;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.echelle.api.Progress;
import org.echelle.protein.ProteinException;

/** Structure files that are called by the accession of the protein they show. */
public final class NamedStructures {
    /** {@code AF-P12345-F1-model_v4.cif.gz}; a long protein has several fragments. */
    private static final Pattern ALPHAFOLD = Pattern.compile("(?i)AF-(.+)-F(\\d+)-model_v\\d+\\..*");

    private NamedStructures() {}

    /** The accession by which the AlphaFold database calls a file; empty for other names. */
    public static Optional<String> alphaFold(Path file) {
        Matcher matcher = ALPHAFOLD.matcher(file.getFileName().toString());
        return matcher.matches() ? Optional.of(matcher.group(1).toUpperCase(Locale.ROOT)) : Optional.empty();
    }

    /** What a file is called by: its accession in the AlphaFold database, else all before the first dot. */
    public static String accession(Path file) {
        return alphaFold(file).orElseGet(() -> StructureFile.stem(file).toUpperCase(Locale.ROOT));
    }

    /** Which entries answer to an accession, in upper case: their primary one before others. */
    public static Map<String, Integer> called(List<Entry> entries) {
        Map<String, Integer> index = new HashMap<>();
        for (int i = 0; i < entries.size(); i++) {
            index.putIfAbsent(entries.get(i).id().toUpperCase(Locale.ROOT), i);
        }
        for (int i = 0; i < entries.size(); i++) {
            for (String other : entries.get(i).others()) {
                index.putIfAbsent(other.toUpperCase(Locale.ROOT), i);
            }
        }
        return index;
    }

    /** The files of each entry that has one, by its id. */
    static Map<String, List<Path>> of(Path folder, List<Entry> entries, Progress progress) {
        Map<String, Integer> called = called(entries);
        Map<String, List<Path>> found = new LinkedHashMap<>();
        List<Path> files = StructureFile.files(folder);
        int strangers = 0;
        for (Path file : files) {
            Integer entry = called.get(accession(file));
            if (entry == null) {
                strangers++;
            } else {
                found.computeIfAbsent(entries.get(entry).id(), id -> new ArrayList<>())
                        .add(file);
            }
        }
        if (found.isEmpty()) {
            throw new ProteinException("No structure in " + folder + " is called like a protein: the first file is "
                    + files.get(0).getFileName() + ", the first protein "
                    + entries.get(0).id()
                    + "; files are called P12345.pdb or AF-P12345-F1-model_v4.cif, by the protein's accession.");
        }
        progress.note(folder.getFileName() + " has structures of " + found.size() + " of " + entries.size()
                + " proteins"
                + (strangers > 0
                        ? "; " + strangers + " of its files " + (strangers == 1 ? "is" : "are") + " called like none."
                        : "."));
        return found;
    }
}
