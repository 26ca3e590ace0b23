package org.echelle.runs;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;
import org.echelle.torch.Checksums;

/**
 * Which samples and groups a dictionary was trained on, as {@code groups.json} beside it tells: the first 64 bits of the names'
 * SHA-256, sorted, so that no name of a patient travels with a dictionary.
 *
 * @param kind what the groups are, in a word; empty when nobody knew
 * @param samples hashes of the samples' names
 * @param groups hashes of the groups' names
 */
record TrainingGroups(String kind, long[] samples, long[] groups) {
    static final String FILE = "groups.json";

    /** Those of some samples. */
    static TrainingGroups of(SampleGroups all, BitSet used) {
        return new TrainingGroups(
                all.kind(),
                used.stream()
                        .mapToLong(s -> hash(all.id(s)))
                        .sorted()
                        .distinct()
                        .toArray(),
                all.among(used).stream()
                        .mapToLong(TrainingGroups::hash)
                        .sorted()
                        .distinct()
                        .toArray());
    }

    static long hash(String name) {
        return Long.parseUnsignedLong(
                Checksums.sha256(name.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                        .substring(0, 16),
                16);
    }

    boolean hasSample(String id) {
        return Arrays.binarySearch(samples, hash(id)) >= 0;
    }

    boolean hasGroup(String group) {
        return Arrays.binarySearch(groups, hash(group)) >= 0;
    }

    /** Writes {@code groups.json} into a dictionary's folder. */
    void write(Path folder) {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("format", "echelle-training-groups");
        content.put("version", 1);
        content.put("grouped-by", kind);
        content.put("sample-count", samples.length);
        content.put("group-count", groups.length);
        content.put("samples", text(samples));
        content.put("groups", text(groups));
        RunFolder.writeJson(folder.resolve(FILE), content);
    }

    /** What a dictionary's folder tells; empty when it tells nothing. */
    static Optional<TrainingGroups> read(Path folder) {
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        JsonNode json = RunFolder.readJson(file);
        return Optional.of(new TrainingGroups(
                json.path("grouped-by").asText(),
                numbers(json.path("samples").asText()),
                numbers(json.path("groups").asText())));
    }

    private static String text(long[] hashes) {
        ByteBuffer bytes = ByteBuffer.allocate(8 * hashes.length);
        bytes.asLongBuffer().put(hashes);
        return Base64.getEncoder().encodeToString(bytes.array());
    }

    private static long[] numbers(String text) {
        LongBuffer longs = ByteBuffer.wrap(Base64.getDecoder().decode(text)).asLongBuffer();
        LongSupplier next = longs::get;
        return LongStream.generate(next).limit(longs.remaining()).toArray();
    }
}
