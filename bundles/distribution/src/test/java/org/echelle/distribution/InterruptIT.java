package org.echelle.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ctrl-C in the middle of a real run: it stops whole, says so, and goes on later. */
class InterruptIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    private Path temporary;

    @Test
    void inTheMiddleOfTraining() throws Exception {
        Path config = config(200, 60);

        interruptAndResume(
                config,
                "TERM",
                f -> f.toString().contains("checkpoints") && f.toString().endsWith(".safetensors"));

        assertThat(Files.readString(temporary.resolve("err.txt"))).contains("extract: done by an earlier run");
    }

    @Test
    void inTheMiddleOfExtraction() throws Exception {
        Path config = config(2500, 1);

        interruptAndResume(config, "INT", f -> f.toString().contains("activations") && size(f) > 100_000);
    }

    private Path config(int samples, int epochs) throws IOException {
        return Files.writeString(temporary.resolve("run.yaml"), """
                domain: vision
                subject: {kind: shapes-vit}
                samples: {kind: shapes, count: %d, seed: 7}
                concepts: [{kind: factors}]
                hooks: [blocks.2]
                extract: {batch: 16}
                dictionary: {architecture: topk, features: 256, k: 8, epochs: %d, checkpoint-every: 20}
                """.formatted(samples, epochs));
    }

    private void interruptAndResume(Path config, String signal, Predicate<Path> wellUnderWay) throws Exception {
        Path out = temporary.resolve("out");
        Process running = train(config, out);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!any(out, wellUnderWay)) {
            assertThat(running.isAlive()).as("%s", said()).isTrue();
            assertThat(System.nanoTime()).as("never under way: %s", said()).isLessThan(deadline);
            Thread.sleep(20);
        }

        assertThat(new ProcessBuilder("kill", "-" + signal, Long.toString(running.pid()))
                        .start()
                        .waitFor())
                .isZero();

        assertThat(running.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(running.exitValue()).as("%s", said()).isIn(130, 143);
        assertThat(said())
                .contains("echelle: Stopped on request; what was written is whole")
                .contains("--resume")
                .doesNotContain("\tat ");
        assertThat(status(out)).isEqualTo("stopped");
        assertThat(temporary.resolve("state/host")).isEmptyDirectory();

        Process resumed = train(config, out, "--resume");
        assertThat(resumed.waitFor(2 * PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(resumed.exitValue()).as("%s", said()).isZero();
        assertThat(status(out)).isEqualTo("done");
    }

    private Process train(Path config, Path out, String... more) throws IOException {
        List<String> line = new ArrayList<>(List.of(
                Distribution.HOME.resolve("bin/echelle").toString(),
                "train",
                config.toString(),
                "--out",
                out.toString(),
                "--device",
                "cpu"));
        line.addAll(List.of(more));
        ProcessBuilder builder = new ProcessBuilder(line)
                .directory(temporary.toFile())
                .redirectOutput(temporary.resolve("out.txt").toFile())
                .redirectError(temporary.resolve("err.txt").toFile());
        builder.environment().put("ECHELLE_STATE", temporary.resolve("state").toString());
        return builder.start();
    }

    private String said() throws IOException {
        return Files.readString(temporary.resolve("err.txt"));
    }

    private static String status(Path out) throws IOException {
        JsonNode run = new ObjectMapper().readTree(out.resolve("run.json").toFile());
        return run.path("status").asText();
    }

    private static boolean any(Path folder, Predicate<Path> wanted) {
        if (!Files.exists(folder)) {
            return false;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).anyMatch(wanted);
        } catch (IOException | UncheckedIOException e) {
            return false; // the tree changes while it is walked
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0; // it was just moved
        }
    }
}
