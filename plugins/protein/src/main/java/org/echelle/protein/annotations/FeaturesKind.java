package org.echelle.protein.annotations;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.echelle.api.ConceptKind;
import org.echelle.api.ConceptSource;
import org.echelle.api.OpenContext;
import org.echelle.api.SampleSource;
import org.echelle.api.Subject;
import org.echelle.protein.ProteinException;
import org.echelle.protein.sequences.FeatureType;
import org.echelle.protein.sequences.Numbered;
import org.echelle.protein.sequences.ProteinSource;

/** UniProt's features of residues. */
public final class FeaturesKind implements ConceptKind<FeatureOptions> {
    @Override
    public String name() {
        return "features";
    }

    @Override
    public String description() {
        return "UniProt features of residues: domains, active and binding sites, bonds, modifications, secondary structure, ...";
    }

    @Override
    public Class<FeatureOptions> options() {
        return FeatureOptions.class;
    }

    @Override
    public ConceptSource open(FeatureOptions options, Subject subject, SampleSource samples, OpenContext context) {
        ProteinSource proteins = ProteinSource.of(samples);
        Set<FeatureType> types = types(options);
        Matched matched = Matched.of(options.path(), proteins, context.progress());
        List<Draft> all = new FeatureConcepts(
                        types, options.evidence() == FeatureOptions.Evidence.EXPERIMENTAL, matched.oddities())
                .of(matched.entries(), proteins.entries());
        List<Draft> kept = all.stream()
                .filter(d -> d.instances() > 0 && d.proteins() >= options.minProteins())
                .filter(d -> d.instances() >= options.minInstances() || d.residues() >= options.minResidues())
                .toList();
        matched.oddities().sentences(matched.file()).forEach(context.progress()::note);
        if (kept.isEmpty()) {
            throw new ProteinException(
                    all.isEmpty()
                            ? matched.file()
                                    + " has no feature of these types that lies on the samples; name other 'types',"
                                    + " or another file."
                            : "None of " + Numbered.of(all.size(), "feature{|s}") + " has " + enough(options)
                                    + "; lower 'min-instances', 'min-residues' and 'min-proteins'.");
        }
        context.progress()
                .note(kept.size() + " of " + Numbered.of(all.size(), "feature{|s}")
                        + (kept.size() == 1 ? " has" : " have") + " at least " + enough(options)
                        + (kept.size() == 1 ? ", and is a concept." : ", and are concepts."));
        List<Optional<List<Span>>> spans = new ArrayList<>();
        matched.entries().forEach(e -> spans.add(e.map(entry -> new ArrayList<>())));
        for (int c = 0; c < kept.size(); c++) {
            for (Draft.Found f : kept.get(c).found) {
                spans.get(f.protein())
                        .orElseThrow()
                        .add(
                                f.unknown()
                                        ? Span.unknown(c, f.from(), f.to())
                                        : new Span(c, f.from(), f.to(), f.instance(), 1));
            }
        }
        return new ResidueConcepts(
                kept.stream().map(d -> d.concept(matched.file())).toList(), proteins, spans);
    }

    private static String enough(FeatureOptions options) {
        return Numbered.of(options.minInstances(), "instance{|s}") + " or "
                + Numbered.of(options.minResidues(), "residue{|s}") + ", in "
                + Numbered.of(options.minProteins(), "protein{|s}");
    }

    private static Set<FeatureType> types(FeatureOptions options) {
        Set<FeatureType> all = EnumSet.allOf(FeatureType.class);
        all.removeIf(t -> t.use() == FeatureType.Use.LEFT_OUT);
        if (options.types().isEmpty()) {
            return all;
        }
        Set<FeatureType> chosen = EnumSet.noneOf(FeatureType.class);
        for (String word : options.types()) {
            FeatureType type = FeatureType.of(word).filter(all::contains).orElse(null);
            if (type == null) {
                throw new ProteinException(
                        "There is no type of feature \"" + word + "\" that can be a concept; there are "
                                + Arrays.stream(FeatureType.values())
                                        .filter(all::contains)
                                        .map(FeatureType::id)
                                        .collect(Collectors.joining(", "))
                                + ".");
            }
            chosen.add(type);
        }
        return chosen;
    }
}
