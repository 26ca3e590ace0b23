package org.echelle.sae.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The memory that is told before a training is what it takes at most, and not many times more than it takes. */
class MemoryTest {
    /** Java's own heap moves by some megabytes while a training is set up. */
    private static final long JAVA = 48L << 20;

    @TempDir
    Path dir;

    /** Features that are penalised begin with half of them firing, so the first steps are dense ones. */
    @ParameterizedTest(name = "{0}, {1} features, {3} batches of {2}")
    @CsvSource({
        "topk, 8192, 2048, 2",
        "batch-topk, 8192, 2048, 2",
        "matryoshka, 8192, 2048, 2",
        "relu-l1, 8192, 2048, 2",
        "jumprelu, 8192, 2048, 2",
        "gated, 8192, 2048, 2",
        "topk, 65536, 64, 2", // weights and moments are nearly all there is, when a checkpoint is written, too
        "topk, 512, 2048, 90", // the rows that normalisation is measured on
        "batch-topk, 512, 2048, 90"
    })
    void theMostThatIsResidentStaysWithinThePlan(String architecture, int features, int batch, int batches)
            throws IOException, InterruptedException {
        Assumptions.assumeTrue(Files.isReadable(Path.of("/proc/self/status")), "/proc tells the memory; not here");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-Xmn16m", // garbage of the young is not what is measured
                        "-cp",
                        System.getProperty("java.class.path"),
                        MeasuredMemory.class.getName(),
                        architecture,
                        Integer.toString(features),
                        Integer.toString(batch),
                        Integer.toString(batches),
                        dir.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String[] told;
        try (BufferedReader out = process.inputReader()) {
            told = out.readLine().split(" ");
        }
        process.waitFor();
        long taken = Long.parseLong(told[0]);
        long planned = Long.parseLong(told[1]);
        assertThat(taken).as("planned %d", planned).isLessThan(planned + JAVA);
        // a buffer [B k, d] alone would be 2048 * 16 * 256 floats = 32 MiB, [B, n] 64 MiB
        assertThat(planned).isLessThan(8 * taken);
    }
}
