package org.echelle.protein.annotations;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.echelle.api.Concept;
import org.echelle.api.ConceptKind;
import org.echelle.api.ConceptSource;
import org.echelle.api.OpenContext;
import org.echelle.api.SampleSource;
import org.echelle.api.Subject;
import org.echelle.protein.ProteinException;
import org.echelle.protein.sequences.Oddities;
import org.echelle.protein.sequences.ProteinSource;
import org.echelle.protein.sequences.StructureFile;

/** Secondary structure and exposure of residues, from structures. Residues without coordinates are unknown. */
public final class ChainsKind implements ConceptKind<ChainOptions> {
    private static final List<String> NAMES = List.of("helix", "strand", "turn", "bend");
    private static final List<String> LETTERS = List.of("HGI", "EB", "T", "S"); // of DSSP, in the order of the names

    @Override
    public String name() {
        return "structure";
    }

    @Override
    public String description() {
        return "Secondary structure and relative solvent exposure of residues, from PDB or mmCIF files.";
    }

    @Override
    public Class<ChainOptions> options() {
        return ChainOptions.class;
    }

    @Override
    public ConceptSource open(ChainOptions options, Subject subject, SampleSource samples, OpenContext context) {
        ProteinSource proteins = ProteinSource.of(samples);
        List<Path> files = files(options, proteins);
        String name = options.path().map(p -> p.getFileName().toString()).orElse("structures");
        Oddities oddities = new Oddities();
        LaidChains laid = new LaidChains(proteins.entries());
        for (Path file : files) {
            context.progress().check();
            if (laid.wants(file)) {
                laid.add(file, ChainFacts.of(file, options, oddities), oddities);
            }
        }
        oddities.sentences(name).forEach(context.progress()::note);
        List<Optional<List<Span>>> spans = new ArrayList<>();
        for (int protein = 0; protein < proteins.entries().size(); protein++) {
            spans.add(laid.of(protein).map(l -> spans(l.secondary(), l.exposure(), options)));
        }
        long matched = spans.stream().filter(Optional::isPresent).count();
        if (matched == 0) {
            throw new ProteinException(
                    "No chain of " + options.path().map(Path::toString).orElse("the structures")
                            + " is a sample, neither by name nor by sequence; samples are called like \""
                            + samples.id(0) + "\". "
                            + String.join(" ", oddities.sentences(name)));
        }
        if (matched < spans.size()) {
            context.progress()
                    .note((options.path().isPresent() ? name + " shows " : "Structures show ") + matched + " of "
                            + spans.size() + " proteins; concepts of structure are unknown for the others.");
        }
        return new ResidueConcepts(concepts(options), proteins, spans);
    }

    private static List<Path> files(ChainOptions options, ProteinSource proteins) {
        if (options.path().isPresent()) {
            return StructureFile.files(options.path().get());
        }
        List<Path> files = proteins.entries().stream()
                .flatMap(e -> proteins.structures(e.id()).stream())
                .distinct()
                .toList();
        if (files.isEmpty()) {
            throw new ProteinException("These samples come from no structures; name a file or a folder in the concepts'"
                    + " 'path', or in the samples' 'structures'.");
        }
        return files;
    }

    private static List<Concept> concepts(ChainOptions options) {
        String source =
                switch (options.secondary()) {
                    case RECORDS -> "secondary structure as the file records it";
                    case COMPUTED -> "secondary structure by Kabsch and Sander's rules (BioJava)";
                    case DSSP -> "secondary structure by DSSP's file";
                };
        List<Concept> all = new ArrayList<>();
        for (String name : NAMES) {
            all.add(new Concept(
                    "secondary/" + name, name, "secondary", Concept.Level.SITE, Concept.Scale.BOOLEAN, source));
        }
        if (options.exposure()) {
            String surface = "accessible surface over that in a tripeptide, probe 1.4 angstroms (BioJava)";
            all.add(new Concept(
                    "exposure/relative",
                    "relative exposure",
                    "exposure",
                    Concept.Level.SITE,
                    Concept.Scale.GRADED,
                    surface));
            all.add(new Concept(
                    "exposure/exposed",
                    "exposed",
                    "exposure",
                    Concept.Level.SITE,
                    Concept.Scale.BOOLEAN,
                    surface + ", at least " + options.exposedFrom()));
        }
        return all;
    }

    private static List<Span> spans(char[] letters, double[] exposure, ChainOptions options) {
        List<Span> spans = new ArrayList<>();
        for (int c = 0; c < NAMES.size(); c++) {
            int instance = 0;
            for (int from = 0; from < letters.length; ) {
                int kind = kind(letters[from], c);
                int to = from + 1;
                while (to < letters.length && kind(letters[to], c) == kind) {
                    to++;
                }
                if (kind > 0) {
                    spans.add(new Span(c, from, to, ++instance, 1));
                } else if (kind < 0) {
                    spans.add(Span.unknown(c, from, to));
                }
                from = to;
            }
        }
        for (int i = 0; options.exposure() && i < letters.length; i++) {
            double share = exposure[i];
            if (Double.isNaN(share)) {
                spans.add(Span.unknown(NAMES.size(), i, i + 1));
                spans.add(Span.unknown(NAMES.size() + 1, i, i + 1));
            } else {
                spans.add(new Span(NAMES.size(), i, i + 1, 0, (float) Math.max(0, Math.min(1, share))));
                if (share >= options.exposedFrom()) {
                    spans.add(new Span(NAMES.size() + 1, i, i + 1, 0, 1));
                }
            }
        }
        return spans;
    }

    /** 1 where the letter is of the concept, -1 where nobody knows, else 0. */
    private static int kind(char letter, int concept) {
        return letter == '?' ? -1 : LETTERS.get(concept).indexOf(letter) >= 0 ? 1 : 0;
    }
}
