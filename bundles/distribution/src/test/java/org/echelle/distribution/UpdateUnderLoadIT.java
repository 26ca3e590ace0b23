package org.echelle.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plugin is updated by another program while a job of a running host uses it. */
class UpdateUnderLoadIT {
    private static final String VISION = "org.echelle.vision";

    @TempDir
    private Path temporary;

    private HostedShell shell;

    @BeforeEach
    void start() throws Exception {
        shell = new HostedShell(temporary);
        install(version("1.0.0"), "finish");
        HostedShell.await("the first version", () -> shell.version(VISION).equals("1.0.0"));
    }

    @AfterEach
    void stop() throws Exception {
        shell.close();
    }

    @Test
    void aRunningJobFinishesOnTheOldVersionAndTheNextOneHasTheNew() throws Exception {
        Path out = temporary.resolve("finishing");
        CompletableFuture<HostedShell.Said> job = run(out, 400); // long against the start of the program that installs

        install(version("1.1.0"), "finish");
        // A look or two later the host still carries the old one, for the job.
        Thread.sleep(1000);
        boolean early = job.isDone();
        String meanwhile = shell.version(VISION);

        job.get(4, TimeUnit.MINUTES).ok();
        assertThat(early).as("the job was at work when the update came").isFalse();
        assertThat(meanwhile).isEqualTo("1.0.0");
        assertThat(record(out).path("status").asText()).isEqualTo("done");
        assertThat(record(out).toString()).contains("\"" + VISION + "\":\"1.0.0\"");
        HostedShell.await("the new version", () -> shell.version(VISION).equals("1.1.0"));
    }

    @Test
    void aRunningJobStopsAndGoesOnWithTheNewVersionIfTheUserSaysSo() throws Exception {
        Path out = temporary.resolve("stopping");
        CompletableFuture<HostedShell.Said> job = run(out, 200);

        install(version("1.1.0"), "stop");

        HostedShell.Said said = job.get(4, TimeUnit.MINUTES);
        assertThat(said.code()).isEqualTo(1);
        assertThat(said.text()).contains("was removed or replaced while its domain \"vision\" was in use", "--resume");
        assertThat(record(out).path("status").asText()).isEqualTo("stopped");
        HostedShell.await("the new version", () -> shell.version(VISION).equals("1.1.0"));
    }

    /** In a program of its own, as another shell of the user's would. */
    private void install(Path jar, String running) throws Exception {
        EchelleProcess.run(
                        temporary,
                        "plugins",
                        "install",
                        jar.toString(),
                        "--allow-unsigned",
                        "--yes",
                        "--running",
                        running)
                .ok();
    }

    private CompletableFuture<HostedShell.Said> run(Path out, int epochs) throws Exception {
        Path config = Files.writeString(temporary.resolve("run.yaml"), """
                domain: vision
                subject: {kind: shapes-vit}
                samples: {kind: shapes, count: 200, seed: 7}
                concepts: [{kind: factors}]
                hooks: [blocks.2]
                extract: {batch: 16}
                dictionary: {architecture: topk, features: 256, k: 8, epochs: %d, checkpoint-every: 20}
                score: {baselines: []}
                report: {feature-pages: 3}
                """.formatted(epochs));
        CompletableFuture<HostedShell.Said> job = CompletableFuture.supplyAsync(
                () -> shell.run("run", config.toString(), "--out", out.toString(), "--device", "cpu"));
        HostedShell.await("the work", () -> job.isDone() || trains(out));
        assertThat(job).isNotDone();
        return job;
    }

    private static boolean trains(Path out) {
        try (Stream<Path> files = Files.exists(out) ? Files.walk(out) : Stream.empty()) {
            return files.anyMatch(f -> f.toString().contains("checkpoints") && Files.isRegularFile(f));
        } catch (IOException | UncheckedIOException e) {
            return false; // the tree changes while it is walked
        }
    }

    private static JsonNode record(Path out) throws IOException {
        return EchelleProcess.json(out.resolve("run.json"));
    }

    /** The distribution's vision plugin under another version. */
    private Path version(String version) throws IOException {
        Path original;
        try (Stream<Path> jars = Files.list(Distribution.HOME.resolve("plugins"))) {
            original = jars.filter(f -> f.getFileName().toString().contains("vision"))
                    .findFirst()
                    .orElseThrow();
        }
        Path copy = temporary.resolve("vision-" + version + ".jar");
        try (ZipFile in = new ZipFile(original.toFile());
                ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(copy))) {
            for (ZipEntry entry : java.util.Collections.list(in.entries())) {
                out.putNextEntry(new ZipEntry(entry.getName()));
                byte[] bytes = in.getInputStream(entry).readAllBytes();
                if (entry.getName().equals("META-INF/MANIFEST.MF")) {
                    String text = new String(bytes, java.nio.charset.StandardCharsets.UTF_8);
                    bytes = text.replaceFirst("Bundle-Version: [^\r\n]*", "Bundle-Version: " + version)
                            .getBytes(java.nio.charset.StandardCharsets.UTF_8);
                }
                out.write(bytes);
            }
        }
        return copy;
    }
}
