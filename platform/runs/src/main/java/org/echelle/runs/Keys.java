package org.echelle.runs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.echelle.torch.AtomicFiles;
import org.echelle.torch.Checksums;

/** Digests that tell whether a step's result still fits what would decide it now. */
final class Keys {
    private Keys() {}

    /** SHA-256 over the parts' text; records print all their components. */
    static String of(Object... parts) {
        String text = Arrays.stream(parts).map(String::valueOf).collect(Collectors.joining("\n"));
        return Checksums.sha256(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Empties a folder unless what lies in it was begun under the same key; a broken step can then go on in it. */
    static void claim(Path folder, String key) {
        Path mark = folder.resolveSibling(folder.getFileName() + ".key");
        try {
            if (!Files.exists(mark) || !Files.readString(mark).equals(key)) {
                RunFolder.delete(folder);
                Files.createDirectories(mark.getParent());
                AtomicFiles.write(mark, key.getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new RunException("The folder " + mark.getParent() + " cannot be written: " + e.getMessage() + ".", e);
        }
    }
}
