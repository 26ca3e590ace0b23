package org.echelle.protein.annotations;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.echelle.api.Concept;
import org.echelle.api.ConceptKind;
import org.echelle.api.ConceptSource;
import org.echelle.api.OpenContext;
import org.echelle.api.SampleSource;
import org.echelle.api.Subject;
import org.echelle.protein.ProteinException;
import org.echelle.protein.sequences.Entry;
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
        Oddities oddities = new Oddities();
        Map<String, ChainFacts> byId = new HashMap<>();
        Map<String, ChainFacts> bySequence = new HashMap<>();
        for (Path file : StructureFile.files(options.path())) {
            context.progress().check();
            for (ChainFacts chain : ChainFacts.of(file, options, oddities)) {
                byId.put(chain.entry().id(), chain);
                bySequence.putIfAbsent(chain.entry().sequence(), chain);
            }
        }
        oddities.sentences(options.path().getFileName().toString()).forEach(context.progress()::note);
        List<Optional<List<Span>>> spans = new ArrayList<>();
        for (Entry protein : proteins.entries()) {
            ChainFacts named = byId.get(protein.id());
            boolean same = named != null && named.entry().sequence().equals(protein.sequence());
            ChainFacts chain = same ? named : bySequence.get(protein.sequence());
            spans.add(Optional.ofNullable(chain).map(c -> spans(c, options)));
        }
        long matched = spans.stream().filter(Optional::isPresent).count();
        if (matched == 0) {
            throw new ProteinException(
                    "No chain of " + options.path() + " is a sample, neither by name nor by sequence; samples are"
                            + " called like \"" + samples.id(0) + "\".");
        }
        if (matched < spans.size()) {
            context.progress()
                    .note(options.path().getFileName() + " shows " + matched + " of " + spans.size()
                            + " proteins; its concepts are unknown for the others.");
        }
        return new ResidueConcepts(concepts(options), proteins, spans);
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

    private static List<Span> spans(ChainFacts chain, ChainOptions options) {
        List<Span> spans = new ArrayList<>();
        char[] letters = chain.secondary();
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
            double share = chain.exposure()[i];
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
