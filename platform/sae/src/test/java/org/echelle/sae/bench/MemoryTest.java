package org.echelle.sae.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The memory that is told before a training is what it takes at most, and not many times more than it takes. */
class MemoryTest {
    /** Java's own heap moves by some megabytes while a training is set up. */
    private static final long JAVA = 48L << 20;

    @ParameterizedTest
    @ValueSource(strings = {"topk", "batch-topk", "matryoshka", "jumprelu", "gated"})
    void theMostThatIsResidentStaysWithinThePlan(String architecture) throws IOException, InterruptedException {
        Assumptions.assumeTrue(Files.isReadable(Path.of("/proc/self/status")), "/proc tells the memory; not here");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        MeasuredMemory.class.getName(),
                        architecture)
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
