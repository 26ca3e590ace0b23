package org.echelle.protein.sequences;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.echelle.api.Progress;
import org.echelle.api.SampleSource;
import org.echelle.protein.ProteinException;

/**
 * What one or several files of a kind hold.
 *
 * @param entries of all files, in their order; ids may come again
 * @param name of the files, for people
 * @param oddities what is still to be told of them
 */
public record SequenceFiles(List<Entry> entries, String name, Oddities oddities) {
    private static final int NAMED = 3;

    /** How a file is read. */
    interface Reader {
        List<Entry> read(Path file, Oddities oddities);
    }

    /** Reads files one by one; what is odd about each of several is told under its own name. */
    static SequenceFiles read(String kind, List<Path> paths, Reader reader, Progress progress) {
        if (paths.isEmpty()) {
            throw new ProteinException("Samples of kind '" + kind + "' need 'path': a file, or several as [a, b].");
        }
        Oddities oddities = new Oddities();
        List<Entry> all = new ArrayList<>();
        for (Path path : paths) {
            progress.check();
            Oddities own = paths.size() == 1 ? oddities : new Oddities();
            List<Entry> found = reader.read(path, own);
            if (paths.size() > 1) {
                own.sentences(path.getFileName().toString()).forEach(progress::note);
                if (found.isEmpty()) {
                    progress.note(path.getFileName() + ": no protein could be read.");
                }
            }
            all.addAll(found);
        }
        return new SequenceFiles(List.copyOf(all), name(paths), oddities);
    }

    /** Names of a few files, or how many there are. */
    public static String name(List<Path> paths) {
        return paths.size() > NAMED
                ? paths.size() + " files"
                : paths.stream().map(p -> p.getFileName().toString()).collect(Collectors.joining(", "));
    }

    /** The samples. */
    SampleSource source(SequenceOptions options, Progress progress) {
        ProteinSource source = Gathered.source(
                entries,
                name,
                options.limit(),
                new Windows(options.window(), options.overlap()),
                options.identity(),
                oddities,
                progress);
        return options.structures()
                .map(folder -> source.seenIn(NamedStructures.of(folder, source.entries(), progress)))
                .orElse(source);
    }
}
