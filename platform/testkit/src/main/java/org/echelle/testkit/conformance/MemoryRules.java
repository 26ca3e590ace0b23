package org.echelle.testkit.conformance;

import ai.djl.ndarray.NDManager;
import java.util.List;
import org.echelle.api.ConceptSource;
import org.echelle.api.SampleSource;
import org.echelle.api.Subject;
import org.echelle.testkit.OpenedContext;
import org.echelle.testkit.RecordingTap;
import org.junit.jupiter.api.DynamicTest;

/** Whether native memory is given back. */
final class MemoryRules {
    private static final int PASSES = 3;

    private MemoryRules() {}

    static List<DynamicTest> of(DomainConformance author) {
        return List.of(
                Rule.named("a pass leaves no array behind", () -> passes(author)),
                Rule.named("what is closed has given its arrays back", () -> closed(author)));
    }

    private static void passes(DomainConformance author) {
        try (Bench bench = new Bench(author)) {
            bench.pass(new RecordingTap()); // what is made once, at the first pass, may stay
            int before = count(bench.context.manager());
            for (int i = 0; i < PASSES; i++) {
                bench.pass(new RecordingTap());
            }
            int after = count(bench.context.manager());
            Rule.expect(
                    after == before,
                    "intermediates of a pass belong to the manager of its inputs, which the host closes.",
                    PASSES + " passes left " + (after - before) + " arrays in the subject's manager.",
                    "make arrays in inputs.get(0).getManager(), not in the manager that the subject was opened with.");
        }
    }

    private static void closed(DomainConformance author) {
        try (OpenedContext context = new OpenedContext(author.newManager())) {
            int before = count(context.manager());
            Subject subject = author.openSubject(context);
            SampleSource samples = author.openSamples(context);
            List<ConceptSource> concepts = author.openConcepts(subject, samples, context);
            Pass.of(subject, List.of(samples.load(0), samples.load(1)), new RecordingTap(), context.manager());
            concepts.forEach(ConceptSource::close);
            samples.close();
            subject.close();
            int after = count(context.manager());
            Rule.expect(
                    after == before,
                    "close() frees the weights and whatever else was made to open.",
                    (after - before)
                            + " arrays are still in the manager after concepts, samples and subject were closed.",
                    "make them in a sub-manager of the context's, and close that in close().");
        }
    }

    static int count(NDManager manager) {
        return manager.getManagedArrays().size();
    }
}
