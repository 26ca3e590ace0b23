package org.echelle.runs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.IntStream;
import org.echelle.api.HookPoint;
import org.echelle.api.Progress;
import org.echelle.store.ActivationStoreWriter;
import org.echelle.store.StoreManifest;
import org.echelle.store.WriteOptions;
import org.echelle.torch.Torch;

/**
 * Activations without a run: one safetensors file a hook point, holding {@code activations} {@code [rows, d]} and one integer
 * tensor a coordinate axis. Samples may be raw input tensors, so that a subject can be held against any other implementation.
 */
public final class DirectExtraction {
    private DirectExtraction() {}

    /**
     * Extracts.
     *
     * @param opened the subject; its samples are used unless {@code tensors} is given
     * @param tensors a safetensors file of input tensors under the subject's input names, or null
     * @param out folder for the files, made if need be; files of the same name are replaced
     * @return the files, in the order of the hook points
     */
    public static List<Path> write(OpenedDomain opened, Path tensors, Path out, Progress progress) {
        if (tensors == null) {
            SkippedSamples skipped = new SkippedSamples(progress);
            List<Path> files = write(
                    opened,
                    new SampleBatches(
                            opened.samples(),
                            opened.subject(),
                            opened.config().extract().limit(),
                            skipped),
                    out,
                    progress);
            if (skipped.count() > 0) {
                progress.note("skipped " + skipped.count() + " unreadable samples: "
                        + String.join(", ", skipped.named().keySet()));
            }
            return files;
        }
        try (RawTensorBatches raw = new RawTensorBatches(
                tensors, opened.subject(), opened.config().extract().limit())) {
            return write(opened, raw, out, progress);
        }
    }

    private static List<Path> write(OpenedDomain opened, Batches batches, Path out, Progress progress) {
        RunConfig config = opened.config();
        List<HookPoint> hooks = Extraction.find(opened.subject(), config.hooks());
        Extraction extraction = new Extraction(opened.subject(), hooks, config.extract(), config.seed());
        ExtractionPlan plan = ExtractionPlan.estimate(extraction, batches, hooks, config.extract(), opened.manager());
        progress.note(plan.sentence(hooks));
        StoreStep.requireRoom(plan, config.extract(), out);
        List<Path> parts = new ArrayList<>();
        List<ActivationStoreWriter> writers = new ArrayList<>();
        try {
            for (HookPoint hook : hooks) {
                Path part = Files.createTempDirectory(out, ".part-");
                parts.add(part);
                writers.add(ActivationStoreWriter.create(part, draft(opened, batches, hook), options(config, hooks)));
            }
            progress.begin("extract", batches.size(), "samples");
            extraction.run(
                    batches,
                    IntStream.range(0, batches.size()).toArray(),
                    (hook, values, rows, coordinates) -> writers.get(hook).append(values, rows, coordinates),
                    opened.manager(),
                    progress);
            List<Path> files = new ArrayList<>();
            for (int h = 0; h < hooks.size(); h++) {
                writers.get(h).finish().close();
                Path file = out.resolve(hooks.get(h).name().replaceAll("[^A-Za-z0-9._-]", "_") + ".safetensors");
                Files.move(
                        parts.get(h).resolve("shard-00000.safetensors"),
                        file,
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
                files.add(file);
            }
            return files;
        } catch (IOException e) {
            throw new RunException("Cannot write to " + out + ": " + e.getMessage() + ".", e);
        } finally {
            writers.forEach(ActivationStoreWriter::close);
            parts.forEach(RunFolder::delete);
        }
    }

    private static WriteOptions options(RunConfig config, List<HookPoint> hooks) {
        WriteOptions one = WriteOptions.DEFAULT.withShardBytes(Long.MAX_VALUE / 4);
        long budget = config.extract().diskBudget();
        return budget > 0 ? one.withMaxBytes(Math.max(1, budget / hooks.size())) : one;
    }

    private static StoreManifest.Draft draft(OpenedDomain opened, Batches batches, HookPoint hook) {
        return new StoreManifest.Draft(
                hook,
                opened.config().extract().elementType(),
                hook.axes(),
                opened.subject().fingerprint(),
                batches.fingerprint(),
                Torch.versions(),
                new LinkedHashMap<>(opened.subject().facts()));
    }

    /** The subject's hook points, one line each, for {@code inspect}. */
    public static List<String> describe(OpenedDomain opened) {
        List<String> lines = new ArrayList<>();
        opened.subject().facts().forEach((key, value) -> lines.add(String.format("%-16s %s", key, value)));
        lines.add("fingerprint      " + opened.subject().fingerprint());
        opened.subject()
                .inputs()
                .forEach(i -> lines.add("input            " + i.name() + " " + i.shape() + ": " + i.description()));
        opened.subject()
                .outputs()
                .forEach(o -> lines.add("output           " + o.name() + " " + o.shape() + ": " + o.description()));
        lines.add("hook points      width  axes");
        for (HookPoint hook : opened.subject().hookPoints()) {
            String axes = hook.axes().stream()
                    .map(a -> a.name() + (a.size() < 0 ? "" : " " + a.size()))
                    .reduce((a, b) -> a + ", " + b)
                    .orElse("none");
            lines.add(String.format("  %-28s %5d  %s: %s", hook.name(), hook.width(), axes, hook.description()));
        }
        return lines;
    }
}
