package org.echelle.medical;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.echelle.testkit.CoverageGuidedFuzz;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Looks for an input that breaks the readers of DICOM, but for JPEG 2000, whose decoder is not ours, and of NIfTI.
 */
class CoverageGuidedFuzzTest {
    @TempDir
    Path folder;

    @Test
    void aFewThousandInputsThatReachEverFurtherAreReadOrRefused() throws Exception {
        Path seeds = Files.createDirectory(folder.resolve("seeds"));
        for (ReadersFuzzTest.Kind kind :
                List.of(ReadersFuzzTest.Kind.PLAIN_DICOM, ReadersFuzzTest.Kind.JPEG_LS, ReadersFuzzTest.Kind.NIFTI)) {
            int n = 0;
            for (byte[] sound : kind.sound()) {
                Files.write(seeds.resolve(kind + "-" + n++), sound);
            }
        }
        System.out.println(new CoverageGuidedFuzz(
                        FuzzTarget.class,
                        "org.echelle.medical.**",
                        "768m",
                        Map.of(FuzzTarget.FOLDER, folder.toString()))
                .over(seeds, folder, 3_000));
    }
}
