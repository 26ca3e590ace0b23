package org.echelle.torch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.echelle.testkit.CoverageGuidedFuzz;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Looks for an input that breaks a reader.
 *
 * <p>The fuzzer starts from the sound and the hostile files, so that even the short run goes through all of those. What it ever finds
 * is added to the hostile files, with the sentence that should have come. The long runs' results stand in {@code LONG-TESTS.md}.
 */
class CoverageGuidedFuzzTest {
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
        Map<String, String> properties = new HashMap<>(Map.of(FuzzTarget.FOLDER, folder.toString()));
        format.ifPresent(one -> properties.put(FuzzTarget.FORMAT, one.toString()));
        String said = new CoverageGuidedFuzz(FuzzTarget.class, "org.echelle.torch.**", "512m", properties)
                .over(seeds, folder, runs);
        System.out.println(format.map(Enum::name).orElse("all formats") + ": " + said);
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
