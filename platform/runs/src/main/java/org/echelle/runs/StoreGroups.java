package org.echelle.runs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.echelle.torch.AtomicFiles;

/**
 * The group of each sample of an activation store, as {@code groups.txt} in its folder tells: a line a sample, the first 64 bits of the
 * SHA-256 of the group's name in hexadecimal. So a store that is trained on without its plugin still divides no patient.
 *
 * @param groupOf by sample
 */
record StoreGroups(long[] groupOf) {
    private static final String FILE = "groups.txt";

    static void write(Path store, SampleGroups groups) {
        String lines = IntStream.range(0, groups.samples())
                .mapToObj(s -> String.format("%016x", TrainingGroups.hash(groups.of(s))))
                .collect(Collectors.joining("\n", "", "\n"));
        AtomicFiles.write(store.resolve(FILE), lines.getBytes(StandardCharsets.UTF_8));
    }

    /** Those of a store's folder; empty for a file, and for a store that tells none. */
    static Optional<StoreGroups> read(Path store) {
        Path file = store.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            List<String> lines = Files.readAllLines(file);
            return Optional.of(new StoreGroups(lines.stream()
                    .mapToLong(line -> Long.parseUnsignedLong(line, 16))
                    .toArray()));
        } catch (IOException | NumberFormatException e) {
            throw new RunException(
                    "The groups of the activation store, " + file + ", cannot be read: " + e.getMessage()
                            + "; extract it anew, or delete that file if its samples are independent.",
                    e);
        }
    }

    /** Whether a sample is held out when this share of the groups is. */
    boolean holdsOut(int sample, double share) {
        return sample < groupOf.length && (groupOf[sample] >>> 11) * 0x1p-53 < share;
    }
}
