package org.echelle.runs;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.echelle.torch.Checksums;

/** Digests that tell whether a step's result still fits what would decide it now. */
final class Keys {
    private Keys() {}

    /** SHA-256 over the parts' text; records print all their components. */
    static String of(Object... parts) {
        String text = Arrays.stream(parts).map(String::valueOf).collect(Collectors.joining("\n"));
        return Checksums.sha256(text.getBytes(StandardCharsets.UTF_8));
    }
}
