package org.echelle.protein.sequences;

import java.util.Locale;
import java.util.Optional;
import org.echelle.api.OpenContext;
import org.echelle.api.SampleKind;
import org.echelle.api.SampleSource;

/** A FASTA file. */
public final class FastaKind implements SampleKind<SequenceOptions> {
    /** Residues of a sequence that is told from a word, in capitals and otherwise. */
    private static final int SHORTEST = 8;

    private static final int SHORTEST_SMALL = 30;

    @Override
    public String name() {
        return "fasta";
    }

    @Override
    public String description() {
        return "FASTA files of proteins, plain or gzipped; a sample is called by its accession.";
    }

    @Override
    public Class<SequenceOptions> options() {
        return SequenceOptions.class;
    }

    /** One bare sequence, with or without blanks and numbers as databases print them, or FASTA itself. */
    @Override
    public Optional<String> typed(String text) {
        String given = text.strip();
        if (given.startsWith(">")) {
            return Optional.of(given);
        }
        String letters = given.replaceAll("[\\s\\d]", "");
        boolean capitals = letters.equals(letters.toUpperCase(Locale.ROOT));
        return letters.length() >= (capitals ? SHORTEST : SHORTEST_SMALL) && letters.matches("[A-Za-z*]+")
                ? Optional.of(">pasted\n" + letters + "\n")
                : Optional.empty();
    }

    @Override
    public SampleSource open(SequenceOptions options, OpenContext context) {
        return SequenceFiles.read(name(), options.path(), FastaReader::read, context.progress())
                .source(options, context.progress());
    }
}
