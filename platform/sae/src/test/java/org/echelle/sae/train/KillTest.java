package org.echelle.sae.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.echelle.sae.StoredDictionary;
import org.echelle.torch.Torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A training that is killed (SIGKILL) again and again, at random moments, ends with the bytes of one that was not. */
class KillTest {
    private static final int KILLS = 20;

    @TempDir
    Path dir;

    @Test
    void killedTwentyTimesItEndsWithTheBytesOfAnUnbrokenRun() throws IOException, InterruptedException {
        Random random = new Random(System.nanoTime());
        Path broken = dir.resolve("broken");
        List<Long> killedAt = new ArrayList<>();
        long reached = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            long most = (long) (kill + 1) * KilledTraining.STEPS / (KILLS + 1);
            long at = Math.max(reached + 1, most - random.nextInt(KilledTraining.STEPS / KILLS));
            reached = killed(broken, at, random.nextInt(15_000_000));
            killedAt.add(reached);
        }
        assertThat(run(broken, Long.MAX_VALUE, 0).waitFor()).isZero();
        Torch.threads(1);
        Path whole = dir.resolve("whole");
        KilledTraining.run(whole, TrainListener.NONE);
        assertThat(Files.readAllBytes(broken.resolve(StoredDictionary.TENSORS)))
                .as("killed after steps " + killedAt)
                .isEqualTo(Files.readAllBytes(whole.resolve(StoredDictionary.TENSORS)));
        assertThat(withoutSpeed(broken)).isEqualTo(withoutSpeed(whole));
    }

    /** Kills a little after a step was told; the last step that was. */
    private static long killed(Path folder, long at, int nanos) throws IOException, InterruptedException {
        Process process = run(folder, at, nanos);
        process.waitFor(2, TimeUnit.MINUTES);
        return at;
    }

    private static Process run(Path folder, long killAt, int nanos) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledTraining.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader out = process.inputReader()) {
            String line;
            while ((line = out.readLine()) != null) {
                if (line.startsWith("step ") && Long.parseLong(line.substring(5)) >= killAt) {
                    TimeUnit.NANOSECONDS.sleep(nanos);
                    process.destroyForcibly();
                    break;
                }
            }
        }
        return process;
    }

    /** The history but for the rows a second, which no two runs share. */
    private static Object withoutSpeed(Path folder) throws IOException {
        try (Stream<String> lines = Files.lines(folder.resolve("history.json"))) {
            return Map.of(
                    "history",
                    lines.filter(line -> !line.contains("rowsPerSecond")).toList());
        }
    }
}
