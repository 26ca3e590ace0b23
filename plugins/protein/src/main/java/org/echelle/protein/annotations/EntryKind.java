package org.echelle.protein.annotations;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.echelle.api.Concept;
import org.echelle.api.ConceptKind;
import org.echelle.api.ConceptSource;
import org.echelle.api.LabelSink;
import org.echelle.api.OpenContext;
import org.echelle.api.SampleSites;
import org.echelle.api.SampleSource;
import org.echelle.api.Subject;
import org.echelle.protein.ProteinException;
import org.echelle.protein.sequences.Entry;
import org.echelle.protein.sequences.ProteinSource;

/** Keywords, enzyme classes and GO terms of whole proteins; every window of a protein has those of the protein. */
public final class EntryKind implements ConceptKind<EntryOptions> {
    private static final List<String> GROUPS = List.of("keyword", "ec", "go");

    @Override
    public String name() {
        return "entry";
    }

    @Override
    public String description() {
        return "UniProt keywords, enzyme classes (EC, with the classes above) and GO terms of whole proteins.";
    }

    @Override
    public Class<EntryOptions> options() {
        return EntryOptions.class;
    }

    @Override
    public ConceptSource open(EntryOptions options, Subject subject, SampleSource samples, OpenContext context) {
        for (String group : options.groups()) {
            if (!GROUPS.contains(group)) {
                throw new ProteinException("'groups' knows keyword, ec and go, not \"" + group + "\".");
            }
        }
        ProteinSource proteins = ProteinSource.of(samples);
        Matched matched = Matched.of(options.path(), proteins, context.progress());
        matched.oddities().sentences(matched.file()).forEach(context.progress()::note);
        Map<String, Concept> all = new TreeMap<>();
        Map<String, Integer> counts = new TreeMap<>();
        for (Optional<Entry> entry : matched.entries()) {
            entry.ifPresent(e -> e.terms()
                    .forEach((group, terms) -> terms.forEach((id, name) -> {
                        if (options.groups().isEmpty() || options.groups().contains(group)) {
                            String whole = group + "/" + id;
                            all.putIfAbsent(
                                    whole,
                                    new Concept(
                                            whole,
                                            name,
                                            group,
                                            Concept.Level.SAMPLE,
                                            Concept.Scale.BOOLEAN,
                                            matched.file() + " " + group));
                            counts.merge(whole, 1, Integer::sum);
                        }
                    })));
        }
        List<Concept> kept = all.values().stream()
                .filter(c -> counts.get(c.id()) >= options.minProteins())
                .toList();
        if (kept.isEmpty()) {
            throw new ProteinException("None of " + all.size() + " keywords, enzyme classes and GO terms is shared by "
                    + options.minProteins() + " of these proteins; lower 'min-proteins'.");
        }
        return new Source(kept, proteins, matched.entries());
    }

    private record Source(List<Concept> concepts, ProteinSource samples, List<Optional<Entry>> entries)
            implements ConceptSource {
        @Override
        public void annotate(int sample, SampleSites sites, LabelSink sink) {
            Optional<Entry> entry = entries.get(samples.entryOf(sample));
            for (int c = 0; c < concepts.size(); c++) {
                Concept concept = concepts.get(c);
                if (entry.isEmpty()) {
                    sink.unknownSample(c);
                } else if (entry.get()
                        .terms()
                        .getOrDefault(concept.group(), Map.of())
                        .containsKey(concept.id().substring(concept.group().length() + 1))) {
                    sink.sample(c, 1);
                }
            }
        }
    }
}
