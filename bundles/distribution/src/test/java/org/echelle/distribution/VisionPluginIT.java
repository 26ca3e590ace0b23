package org.echelle.distribution;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.echelle.host.Host;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.wiring.BundleWiring;

/** The real vision plugin comes to, works in, and leaves a running host. */
class VisionPluginIT {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir
    private static Path temporary;

    private static Host host;
    private static Path plugins;

    @BeforeAll
    static void start() throws Exception {
        host = Host.start(Distribution.folders(temporary));
        plugins = temporary.resolve("plugins");
        Path driver = Distribution.jar(
                temporary.resolve("driver.jar"),
                Map.of(
                        "Bundle-ManifestVersion",
                        "2",
                        "Bundle-SymbolicName",
                        SubjectDriver.NAME,
                        "Bundle-Activator",
                        SubjectDriver.class.getName(),
                        "Import-Package",
                        "org.osgi.framework,org.echelle.api,org.echelle.runs,ai.djl.ndarray,ai.djl.ndarray.types"),
                SubjectDriver.class);
        host.context().installBundle("driver", Files.newInputStream(driver)).start();
    }

    @AfterAll
    static void stop() {
        host.close();
    }

    @AfterEach
    void takePluginAway() throws Exception {
        Files.deleteIfExists(plugins.resolve("vision.jar"));
        await("the plugin to leave", () -> host.plugins().list().isEmpty());
    }

    @Test
    void droppedItIsUsableAtOnceAndTakenAwayItIsGone() throws Exception {
        assertThat(domain()).isNull();
        long dropped = System.nanoTime();
        drop();
        await("the domain", () -> domain() != null);
        long present = System.nanoTime();
        assertThat(drive()).contains(" (3, ");
        long used = System.nanoTime();

        Files.delete(plugins.resolve("vision.jar"));
        await("the domain to go", () -> domain() == null);
        long gone = System.nanoTime();

        assertThat(host.plugins().list()).isEmpty();
        System.out.printf(
                "vision plugin: there %.2f s after its jar, first forward pass %.2f s later, gone %.2f s after its jar%n",
                (present - dropped) * 1e-9, (used - present) * 1e-9, (gone - used) * 1e-9);
    }

    @Test
    void theClassLoadersOfFiveReloadsAreCollected() throws Exception {
        assertCollected(reload(5));
    }

    @Test
    @Tag("long")
    void theClassLoadersOfAHundredReloadsAreCollected() throws Exception {
        assertCollected(reload(100));
    }

    @Test
    void aTrainingWhosePluginLeavesStopsWithItsNameAndGoesOnWhenItIsBack() throws Exception {
        Path out = temporary.resolve("training");
        Path config = config("training.yaml", 200, 120);

        removeWhile(config, out, "checkpoints", 0);

        // The host goes on: another command works at once, and the same one once the plugin is back.
        assertThat(host.run("version")).isZero();
        drop();
        host.plugins().settle();
        assertThat(host.run("run", config.toString(), "--out", out.toString(), "--device", "cpu", "--resume"))
                .isZero();
        assertThat(record(out).path("status").asText()).isEqualTo("done");
        assertThat(out.resolve("report/index.html")).exists();
    }

    @Test
    void anExtractionWhosePluginLeavesStopsAndLetsItsClassesGo() throws Exception {
        removeWhile(config("extraction.yaml", 4000, 1), temporary.resolve("extraction"), "activations", 100_000);
    }

    private static Path config(String name, int samples, int epochs) throws IOException {
        return Files.writeString(temporary.resolve(name), """
                domain: vision
                subject: {kind: shapes-vit}
                samples: {kind: shapes, count: %d, seed: 7}
                concepts: [{kind: factors}]
                hooks: [blocks.2]
                extract: {batch: 16}
                dictionary: {architecture: topk, features: 256, k: 8, epochs: %d, checkpoint-every: 20}
                score: {baselines: []}
                report: {feature-pages: 3}
                """.formatted(samples, epochs));
    }

    /** Starts a run, takes its plugin away once a file of that folder is larger than so many bytes, and looks how it ended. */
    private static void removeWhile(Path config, Path out, String folder, long bytes) throws Exception {
        drop();
        host.plugins().settle();
        WeakReference<ClassLoader> loader = loader();
        Path said = temporary.resolve(config.getFileName() + ".txt");
        PrintStream before = System.err;
        try (PrintStream err = new PrintStream(said.toFile(), UTF_8)) {
            System.setErr(err);
            CompletableFuture<Integer> job = CompletableFuture.supplyAsync(
                    () -> host.run("run", config.toString(), "--out", out.toString(), "--device", "cpu"));
            await("the work in " + folder, () -> job.isDone() || holds(out, folder, bytes));
            assertThat(job).as("still at work").isNotDone();

            Files.delete(plugins.resolve("vision.jar"));

            assertThat(job.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo(1);
        } finally {
            System.setErr(before);
        }
        assertThat(Files.readString(said))
                .contains("The plugin org.echelle.vision 0.1.0")
                .contains("was removed or replaced while its domain \"vision\" was in use")
                .contains("--resume")
                .doesNotContain("\tat ");
        assertThat(record(out).path("status").asText()).isEqualTo("stopped");
        assertThat(record(out).toString()).contains("org.echelle.vision");
        await("the plugin to leave", () -> host.plugins().list().isEmpty());
        assertCollected(List.of(loader));
    }

    private static JsonNode record(Path out) throws IOException {
        return new ObjectMapper().readTree(out.resolve("run.json").toFile());
    }

    private static boolean holds(Path out, String folder, long bytes) {
        try (Stream<Path> files = Files.exists(out) ? Files.walk(out) : Stream.empty()) {
            return files.filter(f -> f.toString().contains(folder))
                    .anyMatch(f -> Files.isRegularFile(f) && f.toFile().length() > bytes);
        } catch (IOException | UncheckedIOException e) {
            return false; // the tree changes while it is walked
        }
    }

    private static List<WeakReference<ClassLoader>> reload(int cycles) throws Exception {
        List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
        String first = null;
        for (int cycle = 0; cycle < cycles; cycle++) {
            drop();
            host.plugins().settle();
            assertThat(domain()).as("cycle " + cycle).isNotNull();
            String answer = drive();
            first = first == null ? answer : first;
            assertThat(answer).as("cycle " + cycle).isEqualTo(first);
            loaders.add(loader());
            Files.delete(plugins.resolve("vision.jar"));
            host.plugins().settle();
            assertThat(domain()).as("after cycle " + cycle).isNull();
        }
        return loaders;
    }

    private static void assertCollected(List<WeakReference<ClassLoader>> loaders) throws InterruptedException {
        await("the class loaders to be collected", () -> {
            System.gc();
            return loaders.stream().allMatch(l -> l.refersTo(null));
        });
    }

    /** Whole at once, as a careful person copies. */
    private static void drop() throws Exception {
        Path jar;
        try (Stream<Path> shipped = Files.list(Distribution.HOME.resolve("plugins"))) {
            jar = shipped.filter(f -> f.getFileName().toString().startsWith("echelle-vision"))
                    .findFirst()
                    .orElseThrow();
        }
        Path fresh = Files.copy(jar, temporary.resolve("fresh.jar"), StandardCopyOption.REPLACE_EXISTING);
        Files.move(fresh, plugins.resolve("vision.jar"), StandardCopyOption.ATOMIC_MOVE);
    }

    private static ServiceReference<?> domain() {
        try {
            ServiceReference<?>[] found = host.context().getAllServiceReferences("org.echelle.api.Domain", null);
            return found == null ? null : found[0];
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static WeakReference<ClassLoader> loader() {
        Bundle bundle = domain().getBundle();
        return new WeakReference<>(bundle.adapt(BundleWiring.class).getClassLoader());
    }

    private static String drive() throws InvalidSyntaxException {
        BundleContext context = host.context();
        ServiceReference<?> reference = context.getServiceReferences(Supplier.class, "(test.driver=true)")
                .iterator()
                .next();
        try {
            return (String) ((Supplier<?>) context.getService(reference)).get();
        } finally {
            context.ungetService(reference);
        }
    }

    private static void await(String what, BooleanSupplier wanted) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!wanted.getAsBoolean()) {
            assertThat(System.nanoTime())
                    .as(
                            "waited in vain for %s; plugins: %s",
                            what, host.plugins().list())
                    .isLessThan(deadline);
            Thread.sleep(10);
        }
    }
}
