package org.echelle.protein.sequences;

import org.echelle.api.OpenContext;
import org.echelle.api.SampleKind;
import org.echelle.api.SampleSource;

/** A FASTA file. */
public final class FastaKind implements SampleKind<SequenceOptions> {
    @Override
    public String name() {
        return "fasta";
    }

    @Override
    public String description() {
        return "A FASTA file of proteins, plain or gzipped; a sample is called by its accession.";
    }

    @Override
    public Class<SequenceOptions> options() {
        return SequenceOptions.class;
    }

    @Override
    public SampleSource open(SequenceOptions options, OpenContext context) {
        Windows windows = new Windows(options.window(), options.overlap());
        Oddities oddities = new Oddities();
        return Gathered.source(
                FastaReader.read(options.path(), oddities),
                options.path().getFileName().toString(),
                options.limit(),
                windows,
                options.identity(),
                oddities,
                context.progress());
    }
}
