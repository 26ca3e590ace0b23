package org.echelle.protein.sequences;

import java.nio.file.Path;
import java.util.List;
import org.echelle.api.OpenContext;
import org.echelle.api.SampleKind;
import org.echelle.api.SampleSource;
import org.echelle.protein.ProteinException;

/** UniProt entries, which bring their annotations along. */
public final class UniProtKind implements SampleKind<SequenceOptions> {
    @Override
    public String name() {
        return "uniprot";
    }

    @Override
    public String description() {
        return "UniProt entries with their annotations: flat file (of today and before 2019), XML, TSV export, or GFF with"
                + " its sequences behind ##FASTA; plain or gzipped.";
    }

    @Override
    public Class<SequenceOptions> options() {
        return SequenceOptions.class;
    }

    @Override
    public SampleSource open(SequenceOptions options, OpenContext context) {
        return SequenceFiles.read(name(), options.path(), UniProtKind::read, context.progress())
                .source(options, context.progress());
    }

    /** The entries that have a sequence. */
    private static List<Entry> read(Path file, Oddities oddities) {
        List<Entry> entries = UniProtFile.read(file, oddities);
        List<Entry> whole =
                entries.stream().filter(e -> !e.sequence().isEmpty()).toList();
        if (whole.isEmpty() && !entries.isEmpty()) {
            throw new ProteinException(
                    "The file " + file + " has features but no sequences; append these to it behind a"
                            + " line ##FASTA, or take them from FASTA (kind: fasta) and name this file in the concepts"
                            + " (kind: features).");
        }
        entries.stream()
                .filter(e -> e.sequence().isEmpty())
                .forEach(e -> oddities.count("entr{y|ies} without a sequence, left out", e.id()));
        return whole;
    }
}
