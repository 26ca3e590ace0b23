package org.echelle.store;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a feature index holds; kept as {@code manifest.json} in its folder.
 *
 * @param format always {@value #FORMAT}
 * @param version of the format, {@value #VERSION}
 * @param features number of features
 * @param rows number of rows
 * @param nonZeros number of entries
 * @param axes what the coordinates of a row mean
 * @param files the files with their sizes and checksums
 * @param facts whatever the writer wants to be remembered; JSON values
 * @param created when the index was finished, ISO 8601
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record IndexManifest(
        String format,
        int version,
        int features,
        long rows,
        long nonZeros,
        List<String> axes,
        List<StoreManifest.Shard> files,
        Map<String, Object> facts,
        String created) {
    /** What {@link #format} says. */
    public static final String FORMAT = "echelle-feature-index";

    /** What {@link #version} says. */
    public static final int VERSION = 1;

    static final String ROW_START = "row-start.safetensors";
    static final String ROW_FEATURE = "row-feature.safetensors";
    static final String ROW_VALUE = "row-value.safetensors";
    static final String FEATURE_START = "feature-start.safetensors";
    static final String FEATURE_ROW = "feature-row.safetensors";
    static final String FEATURE_VALUE = "feature-value.safetensors";
    static final String STATISTICS = "feature-statistics.safetensors";

    public IndexManifest {
        axes = axes == null ? List.of() : List.copyOf(axes);
        files = files == null ? List.of() : List.copyOf(files);
        facts = facts == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    }

    static Path axis(Path folder, int axis) {
        return folder.resolve("axis-" + axis + ".safetensors");
    }
}
