package org.echelle.protein.annotations;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.echelle.api.Progress;
import org.echelle.protein.ProteinException;
import org.echelle.protein.sequences.Entry;
import org.echelle.protein.sequences.Oddities;
import org.echelle.protein.sequences.ProteinSource;
import org.echelle.protein.sequences.UniProtFile;

/**
 * Annotations of the samples' proteins: those that came with them, or those of a file, joined by accession. An annotation whose sequence is
 * another than the sample's (an isoform, another release) is not used, since its positions would be wrong.
 *
 * @param file what was read, for people
 * @param entries {@code [protein]}, as {@link ProteinSource#entries} orders them
 * @param oddities what was left out
 */
record Matched(String file, List<Optional<Entry>> entries, Oddities oddities) {
    static Matched of(Optional<Path> path, ProteinSource samples, Progress progress) {
        Oddities oddities = new Oddities();
        List<Optional<Entry>> found = new ArrayList<>();
        if (path.isEmpty()) {
            for (Entry entry : samples.entries()) {
                found.add(Optional.of(entry).filter(Entry::annotated));
            }
            if (found.stream().allMatch(Optional::isEmpty)) {
                throw new ProteinException(
                        "These samples bring no annotations along; name a UniProt file (flat, XML, TSV or GFF)"
                                + " in the concepts' 'path'.");
            }
            return new Matched("UniProt", found, oddities);
        }
        Map<String, Entry> byAccession = new HashMap<>();
        List<Entry> read = UniProtFile.read(path.get(), oddities);
        read.forEach(e -> e.others().forEach(a -> byAccession.put(a, e)));
        read.forEach(e -> byAccession.put(e.id(), e)); // primary accessions before others
        for (Entry sample : samples.entries()) {
            found.add(Optional.ofNullable(byAccession.get(sample.id())).filter(e -> same(e, sample, oddities)));
        }
        isoforms(read, samples.entries(), oddities);
        long matched = found.stream().filter(Optional::isPresent).count();
        if (matched == 0) {
            throw new ProteinException("No entry of " + path.get() + " annotates a sample; samples are called like \""
                    + samples.entries().get(0).id() + "\""
                    + (read.isEmpty()
                            ? ""
                            : ", its first entry is \"" + read.get(0).id() + "\"") + ". "
                    + String.join(
                            " ", oddities.sentences(path.get().getFileName().toString())));
        }
        if (matched < found.size()) {
            progress.note(path.get().getFileName() + " annotates " + matched + " of " + found.size()
                    + " proteins; its concepts are unknown for the others.");
        }
        return new Matched(path.get().getFileName().toString(), found, oddities);
    }

    /** {@code P12345-2} beside a sample P12345: positions on it are not the sample's. */
    private static void isoforms(List<Entry> read, List<Entry> samples, Oddities oddities) {
        Set<String> ids = samples.stream().map(Entry::id).collect(Collectors.toSet());
        read.stream()
                .map(Entry::id)
                .filter(id -> !ids.contains(id) && ids.contains(id.replaceFirst("-\\d+$", "")))
                .forEach(id -> oddities.count("entr{y|ies} of another isoform than the sample's, not used", id));
    }

    private static boolean same(Entry annotated, Entry sample, Oddities oddities) {
        boolean same = annotated.sequence().isEmpty()
                ? annotated.length() == 0
                        || annotated.length() == sample.sequence().length()
                : annotated.sequence().equals(sample.sequence());
        if (!same) {
            int length = annotated.sequence().isEmpty()
                    ? annotated.length()
                    : annotated.sequence().length();
            boolean shifted = length != sample.sequence().length();
            oddities.count(
                    "entr{y|ies} whose sequence is another than the sample's, not used",
                    sample.id()
                            + (shifted
                                    ? ": " + length + " residues, the sample "
                                            + sample.sequence().length()
                                    : ""));
        }
        return same;
    }
}
