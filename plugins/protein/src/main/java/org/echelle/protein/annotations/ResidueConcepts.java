package org.echelle.protein.annotations;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.echelle.api.Concept;
import org.echelle.api.ConceptSource;
import org.echelle.api.LabelSink;
import org.echelle.api.SampleSites;
import org.echelle.protein.sequences.ProteinSource;

/**
 * Concepts of residues, told on whatever rows are stored. All concepts are unknown on rows that stand for no residue (class and end
 * tokens), on residues that belong to a neighbouring window, and on proteins that nobody annotated.
 */
final class ResidueConcepts implements ConceptSource {
    private final List<Concept> concepts;
    private final ProteinSource samples;
    private final List<Optional<List<Span>>> spans;

    /** @param spans {@code [protein]}, as {@link ProteinSource#entries} orders them; empty for one that nobody annotated */
    ResidueConcepts(List<Concept> concepts, ProteinSource samples, List<Optional<List<Span>>> spans) {
        this.concepts = List.copyOf(concepts);
        this.samples = samples;
        this.spans = List.copyOf(spans);
    }

    @Override
    public List<Concept> concepts() {
        return concepts;
    }

    @Override
    public void annotate(int sample, SampleSites sites, LabelSink sink) {
        int protein = samples.entryOf(sample);
        Optional<List<Span>> found = spans.get(protein);
        int[] residues = sites.hook().axis("residue") < 0 ? new int[0] : sites.along("residue");
        int[] rowOf = new int[samples.entries().get(protein).sequence().length()];
        Arrays.fill(rowOf, -1);
        for (int row = 0; row < sites.rows(); row++) {
            int residue = row < residues.length ? residues[row] : -1;
            if (found.isPresent() && residue >= 0 && residue < rowOf.length && samples.keeps(sample, residue)) {
                rowOf[residue] = row;
            } else {
                for (int c = 0; c < concepts.size(); c++) {
                    sink.unknownSite(c, row);
                }
            }
        }
        for (Span span : found.orElse(List.of())) {
            for (int residue = span.from(); residue < span.to(); residue++) {
                if (rowOf[residue] >= 0 && span.known()) {
                    sink.site(span.concept(), rowOf[residue], span.value(), span.instance());
                } else if (rowOf[residue] >= 0) {
                    sink.unknownSite(span.concept(), rowOf[residue]);
                }
            }
        }
    }
}
