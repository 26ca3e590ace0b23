package org.echelle.protein.annotations;

import java.util.ArrayList;
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
import org.echelle.protein.sequences.ProteinSource;

/** Patterns of the config, found in the whole protein, so that no window cuts them. */
public final class MotifKind implements ConceptKind<MotifOptions> {
    @Override
    public String name() {
        return "motif";
    }

    @Override
    public String description() {
        return "Sequence patterns in PROSITE's language, given in the config.";
    }

    @Override
    public Class<MotifOptions> options() {
        return MotifOptions.class;
    }

    @Override
    public ConceptSource open(MotifOptions options, Subject subject, SampleSource samples, OpenContext context) {
        if (options.patterns().isEmpty()) {
            throw new ProteinException(
                    "'patterns' is empty; give at least one, such as n-glycosylation: N-{P}-[ST]-{P}.");
        }
        ProteinSource proteins = ProteinSource.of(samples);
        List<Optional<List<Span>>> spans = new ArrayList<>();
        proteins.entries().forEach(e -> spans.add(Optional.of(new ArrayList<>())));
        List<Concept> concepts = new ArrayList<>();
        for (Map.Entry<String, String> pattern : options.patterns().entrySet()) {
            PrositePattern prosite = PrositePattern.parse(pattern.getKey(), pattern.getValue());
            int instances = 0;
            for (int p = 0; p < spans.size(); p++) {
                List<int[]> found = prosite.find(proteins.entries().get(p).sequence());
                for (int i = 0; i < found.size(); i++) {
                    spans.get(p)
                            .orElseThrow()
                            .add(new Span(concepts.size(), found.get(i)[0], found.get(i)[1], i + 1, 1));
                }
                instances += found.size();
            }
            if (instances == 0) {
                context.progress().note("The motif " + pattern.getKey() + " is in none of these proteins.");
            }
            concepts.add(new Concept(
                    "motif/" + pattern.getKey(),
                    pattern.getKey(),
                    "motif",
                    Concept.Level.SITE,
                    Concept.Scale.BOOLEAN,
                    "pattern " + pattern.getValue() + ": " + instances + " instances"));
        }
        return new ResidueConcepts(concepts, proteins, spans);
    }
}
