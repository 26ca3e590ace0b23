package org.echelle.diffusion.concepts;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.echelle.api.Concept;
import org.echelle.api.ConceptKind;
import org.echelle.api.ConceptSource;
import org.echelle.api.LabelSink;
import org.echelle.api.OpenContext;
import org.echelle.api.SampleSites;
import org.echelle.api.SampleSource;
import org.echelle.api.Subject;
import org.echelle.diffusion.DiffusionException;
import org.echelle.diffusion.samples.MadeSample;

/** What samples were asked to show: a concept for each class or prompt. */
public final class AskedKind implements ConceptKind<AskedOptions> {
    @Override
    public String name() {
        return "asked";
    }

    @Override
    public String description() {
        return "What samples were asked to show: a concept for each class.";
    }

    @Override
    public Class<AskedOptions> options() {
        return AskedOptions.class;
    }

    @Override
    public ConceptSource open(AskedOptions options, Subject subject, SampleSource samples, OpenContext context) {
        List<String> asked = new ArrayList<>();
        Set<String> different = new LinkedHashSet<>();
        for (int i = 0; i < samples.size(); i++) {
            if (!(samples.load(i) instanceof MadeSample made)) {
                throw new DiffusionException("The sample " + samples.id(i) + " is none that can be made from noise.");
            }
            asked.add(made.condition());
            if (!made.condition().isEmpty()) {
                different.add(made.condition());
            }
        }
        if (different.isEmpty()) {
            throw new DiffusionException("concepts: no sample asks for anything, so 'asked' tells nothing;"
                    + " name classes under 'samples: ask'.");
        }
        return new Source(options.group(), List.copyOf(different), asked);
    }

    private record Source(String group, List<String> different, List<String> asked) implements ConceptSource {
        @Override
        public List<Concept> concepts() {
            return different.stream()
                    .map(c -> new Concept(
                            group + "/" + c,
                            group + " " + c,
                            group,
                            Concept.Level.SAMPLE,
                            Concept.Scale.BOOLEAN,
                            "what the sample was asked to show"))
                    .toList();
        }

        @Override
        public void annotate(int sample, SampleSites sites, LabelSink sink) {
            int at = different.indexOf(asked.get(sample));
            if (at >= 0) {
                sink.sample(at, 1);
            }
        }
    }
}
