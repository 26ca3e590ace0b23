package org.echelle.protein.annotations;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.echelle.api.Concept;
import org.echelle.api.ConceptKind;
import org.echelle.api.ConceptSource;
import org.echelle.api.OpenContext;
import org.echelle.api.SampleSource;
import org.echelle.api.Subject;
import org.echelle.protein.ProteinException;
import org.echelle.protein.alignment.Alignment;
import org.echelle.protein.alignment.AlignmentFile;
import org.echelle.protein.alignment.Conservation;
import org.echelle.protein.alignment.Found;
import org.echelle.protein.sequences.Entry;
import org.echelle.protein.sequences.Oddities;
import org.echelle.protein.sequences.ProteinSource;

/**
 * Conservation of residues in alignments. Residues outside them, insertions, and columns of mostly gaps are unknown, never variable; so are
 * residues that are as conserved as others across the border, since nobody can say which of them belong to the share.
 */
public final class AlignmentKind implements ConceptKind<AlignmentOptions> {
    /** Fewer sequences agree by descent, not by need. */
    static final int LEAST = 10;

    private static final int CONSERVED = 0;
    private static final int VARIABLE = 1;
    private static final int SCORE = 2;

    @Override
    public String name() {
        return "alignment";
    }

    @Override
    public String description() {
        return "Conservation of residues in alignments of their relatives (FASTA, A2M, A3M, Stockholm): most conserved, most variable.";
    }

    @Override
    public Class<AlignmentOptions> options() {
        return AlignmentOptions.class;
    }

    @Override
    public ConceptSource open(AlignmentOptions options, Subject subject, SampleSource samples, OpenContext context) {
        check(options);
        ProteinSource proteins = ProteinSource.of(samples);
        Found found = new Found(proteins.entries().stream().map(Entry::sequence).toList());
        Oddities oddities = new Oddities();
        List<String> used = new ArrayList<>();
        for (Path path : options.path()) {
            for (Path file : AlignmentFile.files(path)) {
                for (Alignment alignment : AlignmentFile.read(file)) {
                    context.progress().check();
                    if (alignment.size() < LEAST) {
                        oddities.count(
                                "alignment{|s} of fewer than " + LEAST + " sequences, not used", alignment.toString());
                    } else {
                        used.add(alignment.toString());
                        found.add(alignment, Conservation.scores(alignment, options.gaps()));
                    }
                }
            }
        }
        String files =
                options.path().stream().map(p -> p.getFileName().toString()).collect(Collectors.joining(", "));
        if (used.isEmpty()) {
            throw new ProteinException("Conservation needs at least " + LEAST + " sequences, and " + files
                    + " has no alignment of so many. " + String.join(" ", oddities.sentences(files)));
        }
        return source(options, proteins, found, used, files, oddities, context);
    }

    private static ConceptSource source(
            AlignmentOptions options,
            ProteinSource proteins,
            Found found,
            List<String> used,
            String files,
            Oddities oddities,
            OpenContext context) {
        List<Optional<List<Span>>> spans = new ArrayList<>();
        for (int p = 0; p < proteins.entries().size(); p++) {
            double[] scores = found.scores(p);
            boolean there = Arrays.stream(scores).anyMatch(s -> !Double.isNaN(s));
            if (!there) {
                oddities.count(
                        "protein{|s} that no alignment shows, {its|their} conservation unknown",
                        proteins.entries().get(p).id());
            }
            spans.add(there ? Optional.of(spans(scores, options.conserved())) : Optional.empty());
        }
        long shown = spans.stream().filter(Optional::isPresent).count();
        if (shown == 0) {
            throw new ProteinException("None of the samples' proteins (such as "
                    + proteins.entries().get(0).id() + ") is a row of " + files
                    + ", or a stretch of one; the alignment needs each protein's own sequence among its rows.");
        }
        context.progress()
                .note("Conservation of " + shown + " of " + spans.size() + " proteins from " + used.size()
                        + (used.size() == 1 ? " alignment: " : " alignments, the first: ") + used.get(0)
                        + ".");
        oddities.sentences(files).forEach(context.progress()::note);
        return new ResidueConcepts(concepts(options), proteins, spans);
    }

    private static void check(AlignmentOptions options) {
        if (options.path().isEmpty()) {
            throw new ProteinException("The concepts of kind alignment need a 'path': one alignment or several.");
        }
        if (!(options.conserved() > 0 && options.conserved() <= 0.5)) {
            throw new ProteinException("'conserved' is " + options.conserved()
                    + "; it is a share above 0 and at most 0.5, so that nothing is both conserved and variable.");
        }
        if (!(options.gaps() >= 0 && options.gaps() <= 1)) {
            throw new ProteinException("'gaps' is " + options.gaps() + "; it is a share from 0 to 1.");
        }
    }

    private static List<Concept> concepts(AlignmentOptions options) {
        String source = "Jensen-Shannon divergence of alignment columns from BLOSUM62's background";
        return List.of(
                concept("conserved", Concept.Scale.BOOLEAN, source + ", a protein's highest " + options.conserved()),
                concept("variable", Concept.Scale.BOOLEAN, source + ", a protein's lowest " + options.conserved()),
                concept("score", Concept.Scale.GRADED, source));
    }

    private static Concept concept(String name, Concept.Scale scale, String source) {
        String title = name.equals("score") ? "conservation" : name;
        return new Concept("conservation/" + name, title, "conservation", Concept.Level.SITE, scale, source);
    }

    /** @param scores {@code [residue]}, NaN where unknown */
    static List<Span> spans(double[] scores, double share) {
        double[] known =
                Arrays.stream(scores).filter(s -> !Double.isNaN(s)).sorted().toArray();
        int count = (int) Math.max(1, Math.round(share * known.length));
        List<Span> spans = new ArrayList<>();
        for (int i = 0; i < scores.length; i++) {
            if (Double.isNaN(scores[i])) {
                for (int concept : new int[] {CONSERVED, VARIABLE, SCORE}) {
                    spans.add(Span.unknown(concept, i, i + 1));
                }
                continue;
            }
            double score = scores[i];
            int below = below(known, score);
            int above = known.length - below(known, Math.nextUp(score));
            extreme(spans, CONSERVED, i, above, known.length - below, count);
            extreme(spans, VARIABLE, i, below, known.length - above, count);
            spans.add(new Span(SCORE, i, i + 1, 0, (float) Math.max(0, Math.min(1, score))));
        }
        return spans;
    }

    /** How many of sorted values are below one. */
    private static int below(double[] sorted, double value) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] < value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /**
     * Whether a residue is among the first {@code count}: surely, surely not, or tied with others across the border.
     *
     * @param before residues that come before it
     * @param with those, it and all that are tied with it
     */
    private static void extreme(List<Span> spans, int concept, int residue, int before, int with, int count) {
        if (with <= count) {
            spans.add(new Span(concept, residue, residue + 1, 0, 1));
        } else if (before < count) {
            spans.add(Span.unknown(concept, residue, residue + 1));
        }
    }
}
