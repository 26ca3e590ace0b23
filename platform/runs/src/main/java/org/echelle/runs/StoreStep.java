package org.echelle.runs;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.echelle.api.HookPoint;
import org.echelle.api.Progress;
import org.echelle.api.Subject;
import org.echelle.store.ActivationStore;
import org.echelle.store.ActivationStoreWriter;
import org.echelle.store.StoreManifest;
import org.echelle.store.WriteOptions;
import org.echelle.torch.Torch;

/** Extracts several hook points in one pass over the samples, each into a store of its own; goes on where an earlier try ended. */
final class StoreStep {
    private StoreStep() {}

    /** What is written: one store a hook point. */
    static List<Map<String, Object>> write(
            Subject subject,
            Batches batches,
            List<HookPoint> hooks,
            OpenedDomain opened,
            Function<HookPoint, Path> folderOf,
            Progress progress) {
        RunConfig config = opened.config();
        ExtractOptions options = config.extract();
        Extraction extraction = new Extraction(subject, hooks, options, config.seed());
        NDManager manager = opened.manager();
        ExtractionPlan plan = ExtractionPlan.estimate(extraction, batches, hooks, options, manager);
        progress.note(plan.sentence(hooks));
        requireRoom(plan, options, folderOf.apply(hooks.get(0)));

        SampleGroups groups = SampleGroups.of(opened.samples(), batches.size(), config.score(), Progress.SILENT);
        List<ActivationStoreWriter> writers = new ArrayList<>();
        try {
            for (HookPoint hook : hooks) {
                writers.add(writer(subject, batches, hook, options, groups, hooks.size(), folderOf.apply(hook)));
            }
            int[] from = writers.stream()
                    .mapToInt(w -> Math.max(0, w.resumeSample()))
                    .toArray();
            int first = IntStream.of(from).min().orElse(0);
            int[] order = IntStream.range(first, batches.size()).toArray();
            progress.begin("extract", batches.size() - (long) first, "samples");
            extraction.run(
                    batches,
                    order,
                    (hook, values, rows, coordinates) ->
                            append(writers.get(hook), values, rows, coordinates, from[hook]),
                    manager,
                    progress);
            List<Map<String, Object>> written = new ArrayList<>();
            for (int h = 0; h < writers.size(); h++) {
                try (ActivationStore store = writers.get(h).finish()) {
                    StoreGroups.write(store.folder(), groups);
                    written.add(summary(hooks.get(h), store));
                }
            }
            return written;
        } finally {
            writers.forEach(ActivationStoreWriter::close);
        }
    }

    /** A continued store already holds the samples before its own mark; another store may be further behind. */
    private static void append(
            ActivationStoreWriter writer, FloatBuffer values, int rows, int[][] coordinates, int mark) {
        int skip = 0;
        while (skip < rows && coordinates[0][skip] < mark) {
            skip++;
        }
        if (skip == rows) {
            return;
        }
        if (skip == 0) {
            writer.append(values, rows, coordinates);
            return;
        }
        int width = values.remaining() / rows;
        int[][] rest = new int[coordinates.length][];
        for (int axis = 0; axis < rest.length; axis++) {
            rest[axis] = java.util.Arrays.copyOfRange(coordinates[axis], skip, rows);
        }
        writer.append(values.duplicate().position(values.position() + skip * width), rows - skip, rest);
    }

    private static ActivationStoreWriter writer(
            Subject subject,
            Batches batches,
            HookPoint hook,
            ExtractOptions options,
            SampleGroups groups,
            int stores,
            Path folder) {
        if (Files.exists(folder.resolve("manifest.json"))) {
            RunFolder.delete(folder); // finished, but with another key: the caller asked for it anew
        }
        Map<String, Object> facts = new LinkedHashMap<>(subject.facts());
        facts.putAll(groups.facts());
        StoreManifest.Draft draft = new StoreManifest.Draft(
                hook,
                options.elementType(),
                hook.axes(),
                subject.fingerprint(),
                batches.fingerprint(),
                Torch.versions(),
                facts);
        WriteOptions write =
                WriteOptions.DEFAULT.withShardBytes(options.shard()).resuming();
        if (options.diskBudget() > 0) {
            write = write.withMaxBytes(Math.max(1, options.diskBudget() / stores));
        }
        return ActivationStoreWriter.create(folder, draft, write);
    }

    static void requireRoom(ExtractionPlan plan, ExtractOptions options, Path folder) {
        if (options.diskBudget() > 0 && plan.bytes() > options.diskBudget()) {
            throw new RunException("The activations would take about " + Quantity.bytes(plan.bytes())
                    + " on disk, more than extract.disk-budget = " + Quantity.bytes(options.diskBudget())
                    + "; raise it, take fewer samples (extract.limit) or rows (extract.rows-per-sample), use extract.type: "
                    + "f16, or train without a store (extract.store: false).");
        }
        try {
            Files.createDirectories(folder);
            FileStore disk = Files.getFileStore(folder);
            if (plan.bytes() > disk.getUsableSpace()) {
                throw new RunException("The activations would take about " + Quantity.bytes(plan.bytes())
                        + ", but the disk of " + folder + " has only " + Quantity.bytes(disk.getUsableSpace())
                        + " left; choose another folder with --out, or take fewer samples (extract.limit).");
            }
        } catch (IOException e) {
            throw new RunException("The folder " + folder + " cannot be written: " + e.getMessage() + ".", e);
        }
    }

    private static Map<String, Object> summary(HookPoint hook, ActivationStore store) {
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("hook", hook.name());
        summary.put("width", hook.width());
        summary.put("rows", store.manifest().rows());
        summary.put("samples", store.manifest().samples());
        summary.put("bytes", store.manifest().bytes());
        summary.put("fingerprint", store.fingerprint());
        return summary;
    }
}
