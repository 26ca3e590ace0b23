package org.echelle.protein.sequences;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.echelle.api.OpenContext;
import org.echelle.api.SampleKind;
import org.echelle.api.SampleSource;
import org.echelle.protein.ProteinException;

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

    /** A file whose first line that says something begins with {@code >}, or with the {@code ;} of an old comment. */
    @Override
    public boolean recognises(Path path) {
        try {
            return Files.isRegularFile(path) && TextFiles.text(path, FastaKind::beginsWithAName);
        } catch (ProteinException e) {
            return false; // opening it will say why
        }
    }

    private static boolean beginsWithAName(BufferedReader file) throws IOException {
        for (int c = file.read(); c >= 0; c = file.read()) {
            if (!Character.isWhitespace(c)) {
                return c == '>' || c == ';';
            }
        }
        return false;
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
