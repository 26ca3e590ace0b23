package org.echelle.testkit.conformance;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.echelle.api.CancelledException;
import org.echelle.api.ConceptSource;
import org.echelle.testkit.NotedProgress;
import org.echelle.testkit.OpenedContext;
import org.junit.jupiter.api.DynamicTest;

/** Whether opening ends when the job is to stop. What never asks is held to nothing: it may be too short to. */
final class CancelRules {
    private static final int[] ASKED_BEFORE = {0, 2};
    private static final int PATIENCE = 64; // threads that work side by side may each ask once more

    private CancelRules() {}

    static List<DynamicTest> of(DomainConformance author) {
        return List.of(
                Rule.named(
                        "opening a subject ends when the job is to stop",
                        () -> each(author, "The subject", context -> author.openSubject(context)
                                .close())),
                Rule.named(
                        "opening samples ends when the job is to stop",
                        () -> each(author, "The source of samples", context -> author.openSamples(context)
                                .close())),
                Rule.named("opening concepts ends when the job is to stop", () -> concepts(author)));
    }

    private static void concepts(DomainConformance author) {
        try (Bench bench = new Bench(author)) {
            each(author, "A source of concepts", context -> author.openConcepts(bench.subject, bench.source, context)
                    .forEach(ConceptSource::close));
        }
    }

    private static void each(DomainConformance author, String who, Consumer<OpenedContext> opening) {
        for (int before : ASKED_BEFORE) {
            stopped(author, who, opening, new Stop(before));
        }
    }

    private static void stopped(DomainConformance author, String who, Consumer<OpenedContext> opening, Stop stop) {
        String contract = "Progress.check throws a CancelledException when the job is to stop, and it is let pass.";
        try (OpenedContext context = new OpenedContext(author.newManager(), stop)) {
            String ended;
            try {
                opening.accept(context);
                ended = "opened to its end";
            } catch (CancelledException e) {
                ended = "";
            } catch (RuntimeException e) {
                ended = "threw " + e;
            }
            if (stop.thrown.get() == 0) {
                return;
            }
            Rule.expect(
                    ended.isEmpty(),
                    contract,
                    who + " asked, was told to stop, and " + ended + ".",
                    "catch a CancelledException nowhere, and do not wrap it (mind catch (RuntimeException e) around a file).");
            Rule.expect(
                    stop.thrown.get() <= PATIENCE,
                    contract,
                    who + " asked " + stop.thrown.get() + " more times before it stopped.",
                    "leave the loop with the first exception.");
            int left = MemoryRules.count(context.manager());
            Rule.expect(
                    left == 0,
                    "what is stopped while it opens frees what it has made so far.",
                    who + " left " + left + " arrays in the manager.",
                    "close the sub-manager when opening fails.");
        }
    }

    private static final class Stop extends NotedProgress {
        private final AtomicInteger before;
        private final AtomicInteger thrown = new AtomicInteger();

        Stop(int before) {
            this.before = new AtomicInteger(before);
        }

        @Override
        public void check() {
            if (before.getAndDecrement() <= 0) {
                thrown.incrementAndGet();
                throw new CancelledException("The conformance test asked to stop.");
            }
        }
    }
}
