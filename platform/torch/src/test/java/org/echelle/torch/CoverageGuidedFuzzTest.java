package org.echelle.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Lets a fuzzer that watches which branches an input reaches (Jazzer on libFuzzer) look for an input that breaks a reader.
 *
 * <p>It runs in a Java of its own with a small heap, for it instruments the classes; it ends at the first exception that is no
 * refusal, at an input that takes too long, and when memory runs out. It starts from the sound and the hostile files, so that
 * even the short run goes through all of those. What it ever finds is added to the hostile files, with the sentence that should
 * have come. The long runs' results stand in {@code LONG-TESTS.md}.
 */
class CoverageGuidedFuzzTest {
    private static final int SECONDS_FOR_ONE_INPUT = 20;

    @TempDir
    Path folder;

    @Test
    void aFewThousandInputsThatReachEverFurtherAreReadOrRefused() throws Exception {
        Path seeds = Files.createDirectory(folder.resolve("seeds"));
        for (SoundFiles.Format format : SoundFiles.Format.values()) {
            seed(format, seeds);
        }
        fuzz(seeds, Optional.empty(), 3_000);
    }

    @Tag("long")
    @ParameterizedTest
    @EnumSource(SoundFiles.Format.class)
    void aMillionInputsThatReachEverFurtherAreReadOrRefused(SoundFiles.Format format) throws Exception {
        Path seeds = Files.createDirectory(folder.resolve("seeds"));
        seed(format, seeds);
        fuzz(seeds, Optional.of(format), 1_000_000);
    }

    private void fuzz(Path seeds, Optional<SoundFiles.Format> format, int runs) throws Exception {
        Assumptions.assumeTrue(
                System.getProperty("os.name").startsWith("Linux"), "skipped: the fuzzer is known to run on Linux only");
        Path log = folder.resolve("log.txt");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-D" + FuzzTarget.FOLDER + "=" + folder,
                "-cp",
                System.getProperty("java.class.path"),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + FuzzTarget.class.getName(),
                "--instrumentation_includes=org.echelle.torch.**",
                "--custom_hook_includes=org.echelle.torch.**",
                "--reproducer_path=" + folder,
                "-seed=7",
                "-runs=" + runs,
                "-max_len=4096",
                "-timeout=" + SECONDS_FOR_ONE_INPUT,
                "-rss_limit_mb=4096",
                "-artifact_prefix=" + folder + "/",
                seeds.toString()));
        format.ifPresent(one -> command.add(1, "-D" + FuzzTarget.FORMAT + "=" + one));
        Process fuzzer = new ProcessBuilder(command)
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
        assertThat(last).contains("Done " + runs + " runs");
        System.out.println(format.map(Enum::name).orElse("all formats") + ": " + said.get(said.size() - 1));
    }

    /** Small files only: the fuzzer learns nothing more from long ones. */
    private static void seed(SoundFiles.Format format, Path seeds) throws IOException {
        int n = 0;
        for (byte[] sound : format.sound()) {
            Files.write(seeds.resolve(format + "-sound" + n++), sound);
        }
        Stream<HostileFile> hostile = Stream.of(
                        HostilePickles.brief(),
                        HostileZips.all(),
                        HostileHeaders.all(),
                        HostileContainers.all(),
                        HostileArrays.all())
                .flatMap(files -> files)
                .filter(h -> h.name().equals(format.fileName()) && h.bytes().length <= 2048);
        for (HostileFile file : hostile.toList()) {
            Files.write(seeds.resolve(format + "-hostile" + n++), file.bytes());
        }
    }
}
