package org.echelle.protein.sequences;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.echelle.api.OpenContext;
import org.echelle.testkit.OpenedContext;

/** Opens sources as a config would. */
public final class Proteins {
    private Proteins() {}

    public static ProteinSource fasta(Path file, int window, int overlap, double identity, OpenContext context) {
        return (ProteinSource) new FastaKind()
                .open(
                        new SequenceOptions(
                                List.of(file), Optional.empty(), window, overlap, identity, Optional.empty()),
                        context);
    }

    public static ProteinSource uniprot(Path file, int window, int overlap, double identity, OpenContext context) {
        return (ProteinSource) new UniProtKind()
                .open(
                        new SequenceOptions(
                                List.of(file), Optional.empty(), window, overlap, identity, Optional.empty()),
                        context);
    }

    /** Whole proteins, each its own group. */
    public static ProteinSource whole(Path file) {
        return uniprot(file, 0, 0, 0, OpenedContext.withoutEngine());
    }
}
