package org.echelle.store;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.echelle.api.Axis;
import org.echelle.api.HookPoint;
import org.echelle.torch.ElementType;

/**
 * What an activation store holds; kept as {@code manifest.json} in its folder.
 *
 * @param format always {@value #FORMAT}
 * @param version of the format, {@value #VERSION}
 * @param hookPoint where the rows come from; its width is the rows'
 * @param elementType F32, F16 or BF16
 * @param axes what the coordinates of a row mean; the first one is named "sample"
 * @param rows number of rows
 * @param samples number of samples that have rows
 * @param shards the files, in the order of the rows
 * @param subjectFingerprint names the subject's weights
 * @param samplesFingerprint names the samples
 * @param versions of host, plugin and engine
 * @param facts whatever else the extractor wants to be remembered; JSON values
 * @param created when the store was begun, ISO 8601
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record StoreManifest(
        String format,
        int version,
        HookPoint hookPoint,
        ElementType elementType,
        List<Axis> axes,
        long rows,
        long samples,
        List<Shard> shards,
        String subjectFingerprint,
        String samplesFingerprint,
        Map<String, String> versions,
        Map<String, Object> facts,
        String created) {
    /** What {@link #format} says. */
    public static final String FORMAT = "echelle-activation-store";

    /** What {@link #version} says. */
    public static final int VERSION = 1;

    static final String FILE = "manifest.json";
    static final String PARTIAL = "manifest.partial.json";

    public StoreManifest {
        axes = axes == null ? List.of() : List.copyOf(axes);
        shards = shards == null ? List.of() : List.copyOf(shards);
        versions = versions == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(versions));
        facts = facts == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    }

    /**
     * One file of rows.
     *
     * @param file its name in the folder
     * @param rows number of rows
     * @param bytes its size
     * @param sha256 of its bytes, in hexadecimal
     */
    public record Shard(String file, long rows, long bytes, String sha256) {}

    /**
     * What is known before the first row.
     *
     * @param hookPoint where the rows come from
     * @param elementType F32, F16 or BF16
     * @param axes what the coordinates of a row mean; {@code sample} is put before them if it is not the first already
     * @param subjectFingerprint names the subject's weights
     * @param samplesFingerprint names the samples
     * @param versions of host, plugin and engine
     * @param facts whatever else is to be remembered; JSON values
     */
    public record Draft(
            HookPoint hookPoint,
            ElementType elementType,
            List<Axis> axes,
            String subjectFingerprint,
            String samplesFingerprint,
            Map<String, String> versions,
            Map<String, Object> facts) {
        public Draft {
            if (elementType != ElementType.F32 && elementType != ElementType.F16 && elementType != ElementType.BF16) {
                throw new StoreException(
                        "Activations cannot be stored as " + elementType + "; choose one of F32, F16 and BF16.");
            }
            if (hookPoint.width() < 1) {
                throw new StoreException("Hook point " + hookPoint.name() + " has width " + hookPoint.width()
                        + "; a row needs at least one value.");
            }
            List<Axis> all = new ArrayList<>(axes);
            if (all.isEmpty() || !all.get(0).name().equals("sample")) {
                all.add(0, new Axis("sample", -1));
            }
            if (all.stream().map(Axis::name).distinct().count() != all.size()
                    || all.stream().anyMatch(a -> a.name().equals(ShardSpec.VALUES))) {
                throw new StoreException(
                        "The axes " + all.stream().map(Axis::name).toList() + " of hook point " + hookPoint.name()
                                + " must have different names, none of them \"" + ShardSpec.VALUES + "\".");
            }
            axes = List.copyOf(all);
            versions = Map.copyOf(versions);
            facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
        }

        /** A draft that names no versions. */
        public Draft(
                HookPoint hookPoint,
                ElementType elementType,
                List<Axis> axes,
                String subjectFingerprint,
                String samplesFingerprint,
                Map<String, Object> facts) {
            this(hookPoint, elementType, axes, subjectFingerprint, samplesFingerprint, Map.of(), facts);
        }

        StoreManifest begin() {
            return new StoreManifest(
                    FORMAT,
                    VERSION,
                    hookPoint,
                    elementType,
                    axes,
                    0,
                    0,
                    List.of(),
                    subjectFingerprint,
                    samplesFingerprint,
                    versions,
                    facts,
                    Instant.now().toString());
        }
    }

    /** Names of the axes. */
    public List<String> axisNames() {
        return axes.stream().map(Axis::name).toList();
    }

    /** Size of all shards. */
    public long bytes() {
        return shards.stream().mapToLong(Shard::bytes).sum();
    }

    ShardSpec spec() {
        return new ShardSpec(hookPoint.width(), elementType, axisNames());
    }

    StoreManifest with(List<Shard> newShards, long newSamples) {
        long total = newShards.stream().mapToLong(Shard::rows).sum();
        return new StoreManifest(
                format,
                version,
                hookPoint,
                elementType,
                axes,
                total,
                newSamples,
                newShards,
                subjectFingerprint,
                samplesFingerprint,
                versions,
                facts,
                created);
    }
}
