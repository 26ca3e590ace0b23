package org.echelle.medical;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Lets a fuzzer that watches which branches an input reaches (Jazzer on libFuzzer) look for an input that breaks the readers of DICOM, but for
 * JPEG 2000, whose decoder is not ours, and of NIfTI. It runs in a Java of its own with a small heap, for it instruments the classes; it ends at
 * the first exception that is no refusal, at an input that takes too long, and when memory runs out.
 */
class CoverageGuidedFuzzTest {
    private static final int RUNS = 3_000;
    private static final int SECONDS_FOR_ONE_INPUT = 20;

    @TempDir
    Path folder;

    @Test
    void aFewThousandInputsThatReachEverFurtherAreReadOrRefused() throws Exception {
        Assumptions.assumeTrue(
                System.getProperty("os.name").startsWith("Linux"), "skipped: the fuzzer is known to run on Linux only");
        Path seeds = Files.createDirectory(folder.resolve("seeds"));
        for (ReadersFuzzTest.Kind kind :
                List.of(ReadersFuzzTest.Kind.PLAIN_DICOM, ReadersFuzzTest.Kind.JPEG_LS, ReadersFuzzTest.Kind.NIFTI)) {
            int n = 0;
            for (byte[] sound : kind.sound()) {
                Files.write(seeds.resolve(kind + "-" + n++), sound);
            }
        }
        Path log = folder.resolve("log.txt");
        Process fuzzer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx768m",
                        "-D" + FuzzTarget.FOLDER + "=" + folder,
                        "-cp",
                        System.getProperty("java.class.path"),
                        "com.code_intelligence.jazzer.Jazzer",
                        "--target_class=" + FuzzTarget.class.getName(),
                        "--instrumentation_includes=org.echelle.medical.**",
                        "--custom_hook_includes=org.echelle.medical.**",
                        "--reproducer_path=" + folder,
                        "-seed=7",
                        "-runs=" + RUNS,
                        "-max_len=4096",
                        "-timeout=" + SECONDS_FOR_ONE_INPUT,
                        "-rss_limit_mb=4096",
                        "-artifact_prefix=" + folder + "/",
                        seeds.toString())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertThat(fuzzer.waitFor(2, TimeUnit.HOURS))
                    .as("the fuzzer came to its end")
                    .isTrue();
        } finally {
            fuzzer.destroyForcibly();
        }
        List<String> said = Files.readAllLines(log);
        String last = String.join("\n", said.subList(Math.max(0, said.size() - 40), said.size()));
        assertThat(fuzzer.exitValue()).as(last).isZero();
        assertThat(last).contains("Done " + RUNS + " runs");
        System.out.println(said.get(said.size() - 1));
    }
}
