package org.echelle.testkit.conformance;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.echelle.api.Concept;
import org.echelle.api.ConceptSource;
import org.echelle.api.HookPoint;
import org.echelle.api.SampleSites;
import org.echelle.testkit.RecordingTap;
import org.junit.jupiter.api.DynamicTest;

/** Whether annotations keep to the samples, the rows and the scale that there are. */
final class LabelRules {
    private LabelRules() {}

    static List<DynamicTest> of(DomainConformance author) {
        return List.of(
                Rule.named("concepts have ids of their own", () -> concepts(author)),
                Rule.named("labels lie on rows that are there, within 0 and 1", () -> labels(author)),
                Rule.named("a second pass over the samples tells the same labels", () -> again(author)));
    }

    private static void concepts(DomainConformance author) {
        try (Bench bench = new Bench(author)) {
            List<ConceptSource> sources = author.openConcepts(bench.subject, bench.source, bench.context);
            Set<String> ids = new HashSet<>();
            for (ConceptSource source : sources) {
                for (Concept concept : source.concepts()) {
                    Rule.expect(
                            !concept.id().isBlank() && ids.add(concept.id()),
                            "a concept's id is its own within a run, for reports and edits go by it.",
                            "two are called '" + concept.id() + "'.",
                            "put the group before the name, as in shape/circle.");
                }
                source.close();
            }
        }
    }

    private static void labels(DomainConformance author) {
        told(author);
    }

    private static void again(DomainConformance author) {
        List<String> once = told(author);
        List<String> twice = told(author);
        Rule.expect(
                once.equals(twice),
                "annotations are facts: the same samples have the same labels.",
                "of " + once.size() + " labels "
                        + once.stream().filter(l -> !twice.contains(l)).count() + " were not told again.",
                "draw nothing at random in annotate, and keep nothing from one sample to the next.");
    }

    /** Every label of the bench's samples at every hook point; fails with the first that breaks a rule. */
    private static List<String> told(DomainConformance author) {
        try (Bench bench = new Bench(author)) {
            RecordingTap tap = new RecordingTap();
            Pass pass = bench.pass(tap);
            List<ConceptSource> sources = author.openConcepts(bench.subject, bench.source, bench.context);
            List<String> labels = sources.stream()
                    .flatMap(source -> bench.subject.hookPoints().stream()
                            .flatMap(hook ->
                                    told(bench, source, hook, pass, tap.values().get(hook.name()))))
                    .toList();
            sources.forEach(ConceptSource::close);
            return labels;
        }
    }

    private static Stream<String> told(
            Bench bench, ConceptSource source, HookPoint hook, Pass pass, float[] activation) {
        CheckedLabels labels = new CheckedLabels(source.concepts());
        for (int s = 0; s < bench.samples.size(); s++) {
            SampleSites sites = KeptRows.of(hook, pass.sites().get(hook.name()), activation, s)
                    .sites(hook);
            labels.begin(bench.places.get(s), sites);
            source.annotate(bench.places.get(s), sites, labels);
        }
        return labels.told().stream();
    }
}
