package org.echelle.testkit.conformance;

import java.lang.ref.WeakReference;
import java.net.URL;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.echelle.api.ConceptSource;
import org.echelle.testkit.RecordingTap;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;

/**
 * Whether a plugin's classes can go once everything of it is closed. Plugin and test are loaded a second time by a loader of their own,
 * used by a thread that stays, as the host's do, and closed; then the loader must be collected.
 *
 * <p>Libraries that lie inside the plugin's jar are the test's own here and are not looked at.
 */
final class ReleaseRules {
    private static final int TRIES = 100;
    private static final long PAUSE = 20; // milliseconds between two of them

    private ReleaseRules() {}

    static List<DynamicTest> of(DomainConformance author) {
        return List.of(Rule.named("its classes can go when all is closed", () -> released(author)));
    }

    private static void released(DomainConformance author) throws Exception {
        Class<?> test = author.getClass();
        Assumptions.assumeTrue(
                Stream.of(test.getDeclaredConstructors()).anyMatch(c -> c.getParameterCount() == 0),
                () -> "not looked at: " + test.getName()
                        + " has no constructor without arguments, by which it could be made anew");
        use(author); // what the engine and the libraries set up once is theirs
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        ExecutorService host = Executors.newSingleThreadExecutor();
        try {
            WeakReference<ClassLoader> loader =
                    host.submit(() -> usedAnew(author)).get();
            if (!collected(loader)) {
                Set<Thread> begun =
                        new LinkedHashSet<>(Thread.getAllStackTraces().keySet());
                begun.removeAll(before);
                begun.remove(host.submit(Thread::currentThread).get());
                throw held(begun, goesWith(host, loader));
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (Exception) e.getCause();
        } finally {
            host.shutdownNow();
        }
    }

    private static boolean goesWith(ExecutorService host, WeakReference<ClassLoader> loader)
            throws InterruptedException {
        host.shutdown();
        return host.awaitTermination(1, TimeUnit.SECONDS) && collected(loader);
    }

    private static AssertionError held(Set<Thread> begun, boolean goesWithThread) {
        String seen;
        String change;
        if (goesWithThread) {
            seen = "a ThreadLocal of the thread that had called it held one of its classes until that thread ended.";
            change = "call remove() on the ThreadLocal before the call returns, or keep the value in a field.";
        } else if (!begun.isEmpty()) {
            seen = "after everything was closed, there still ran what had begun meanwhile: "
                    + String.join(
                            ", ",
                            begun.stream()
                                    .map(t -> "the thread '" + t.getName() + "'")
                                    .toList())
                    + ".";
            change =
                    "end it in close(): shutdownNow() of an executor, cancel() of a timer, interrupt() and join() of a thread.";
        } else {
            seen =
                    "after everything was closed, something outside it still held one of its classes, and it is no thread and no"
                            + " ThreadLocal.";
            change =
                    "take back in close() what was registered: shutdown hooks, log handlers, drivers, listeners, values in System"
                            + " properties or in static caches of libraries; a heap dump shows the way to the class.";
        }
        return Rule.broken(
                "when a plugin is taken away, nothing outside it holds its classes, or each reload would keep its memory.",
                seen,
                change,
                null);
    }

    private static URL[] roots(DomainConformance author) {
        return Stream.of(author.getClass(), author.domain().getClass())
                .map(type -> type.getProtectionDomain().getCodeSource().getLocation())
                .distinct()
                .toArray(URL[]::new);
    }

    private static WeakReference<ClassLoader> usedAnew(DomainConformance author) throws Exception {
        try (OwnClasses loader = new OwnClasses(roots(author), author.getClass().getClassLoader())) {
            use(Twin.of(author, loader));
            RecordMemory.forget();
            return new WeakReference<>(loader);
        }
    }

    private static void use(DomainConformance author) {
        NameRules.kinds(author.domain());
        try (Bench bench = new Bench(author)) {
            bench.pass(new RecordingTap());
            author.openConcepts(bench.subject, bench.source, bench.context).forEach(ConceptSource::close);
        }
    }

    private static boolean collected(WeakReference<ClassLoader> loader) throws InterruptedException {
        for (int i = 0; i < TRIES && !loader.refersTo(null); i++) {
            System.gc();
            Thread.sleep(PAUSE);
        }
        return loader.refersTo(null);
    }
}
