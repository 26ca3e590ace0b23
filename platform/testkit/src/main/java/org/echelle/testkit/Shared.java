package org.echelle.testkit;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/**
 * Finds the sample of real models, data and peers' traces that some tests use and the product never needs.
 *
 * <p>It is looked up in the folder that {@code -Dechelle.shared=DIR} names, else in {@code ../shared} beside the project. Where
 * it is absent the calling test is skipped with a plain sentence.
 */
public final class Shared {
    private Shared() {}

    /**
     * A file of the shared folder.
     *
     * @param relative path below the shared folder, such as {@code assets/vision/resnet20.safetensors}
     * @return the existing file; without it the running test is skipped
     */
    public static Path file(String relative) {
        Path file = root().resolve(relative);
        Assumptions.assumeTrue(
                Files.isRegularFile(file),
                () -> "skipped: the shared test file " + relative + " is not on this machine");
        return file;
    }

    /**
     * A folder of the shared folder.
     *
     * @param relative path below the shared folder, such as {@code parity/dictionary_learning}
     * @return the existing folder; without it the running test is skipped
     */
    public static Path folder(String relative) {
        Path folder = root().resolve(relative);
        Assumptions.assumeTrue(
                Files.isDirectory(folder),
                () -> "skipped: the shared test folder " + relative + " is not on this machine");
        return folder;
    }

    private static Path root() {
        String named = System.getProperty("echelle.shared");
        if (named != null && !named.isBlank()) {
            return Path.of(named);
        }
        Path project = Path.of(System.getProperty("echelle.root", "."));
        return project.toAbsolutePath().normalize().resolveSibling("shared");
    }
}
