package org.echelle.protein.sequences;

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
        return "UniProt entries with their annotations: flat file (of today and before 2019), XML or TSV export, plain or"
                + " gzipped.";
    }

    @Override
    public Class<SequenceOptions> options() {
        return SequenceOptions.class;
    }

    @Override
    public SampleSource open(SequenceOptions options, OpenContext context) {
        Windows windows = new Windows(options.window(), options.overlap());
        Oddities oddities = new Oddities();
        List<Entry> entries = UniProtFile.read(options.path(), oddities);
        if (!entries.isEmpty() && entries.stream().allMatch(e -> e.sequence().isEmpty())) {
            throw new ProteinException(
                    "The file " + options.path() + " has features but no sequences; take the sequences from"
                            + " FASTA (kind: fasta) and name this file in the concepts (kind: features).");
        }
        return Gathered.source(
                entries,
                options.path().getFileName().toString(),
                options.limit(),
                windows,
                options.identity(),
                oddities,
                context.progress());
    }
}
