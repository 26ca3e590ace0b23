package org.echelle.runs;

import ai.djl.ndarray.NDManager;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.echelle.analysis.GroupBootstrap;
import org.echelle.api.HookPoint;
import org.echelle.api.Progress;
import org.echelle.runs.probing.HookReading;
import org.echelle.runs.probing.ProbeRequest;
import org.echelle.runs.probing.Probed;
import org.echelle.runs.probing.Probing;
import org.echelle.store.ActivationStore;
import org.echelle.store.ReadOrder;
import org.echelle.store.RowBlock;
import org.echelle.store.RowReader;

/**
 * Probes hook points of a run, timestep by timestep where they have some (after Revelio, arXiv 2411.16725, whose classifier is a small
 * network where this is logistic regression). Stored rows are read from the store; all other hook points in one pass of the subject.
 */
public final class RunProbing {
    private static final int BLOCK = 4096;

    private RunProbing() {}

    /**
     * Probes.
     *
     * @param folder of a run that was carried as far as its activations, or that stores none
     * @param versions of the parts involved
     */
    public static Probed go(
            OpenedDomain opened,
            RunFolder folder,
            ProbeRequest request,
            Map<String, String> versions,
            Progress progress) {
        RunView run = new RunView(opened, folder, progress);
        List<HookPoint> hooks = hooks(opened, request);
        List<HookReading> readings =
                hooks.stream().map(h -> new HookReading(h, opened)).toList();
        List<HookReading> live = new ArrayList<>();
        for (HookReading reading : readings) {
            Path store = folder.hook(reading.hook().name()).resolve("activations");
            if (Files.exists(store.resolve("manifest.json"))) {
                stored(store, reading, progress);
            } else {
                live.add(reading);
            }
        }
        if (!live.isEmpty()) {
            through(opened, live, progress);
        }
        GroupBootstrap draws =
                new GroupBootstrap(request.replicates(), 0.95, opened.config().seed());
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("versions", versions);
        facts.put("selection-samples", run.sides().selection().cardinality());
        facts.put("held-out-samples", run.sides().heldOut().cardinality());
        facts.putAll(run.groups().facts());
        facts.put("bootstrap", request.replicates());
        return new Probing(request, run.sides().selection(), run.sides().heldOut(), run.groups()::of, draws)
                .of(readings, facts, progress);
    }

    private static List<HookPoint> hooks(OpenedDomain opened, ProbeRequest request) {
        if (request.hooks().contains(ProbeRequest.ALL)) {
            return opened.subject().hookPoints();
        }
        return Extraction.find(
                opened.subject(), request.hooks().isEmpty() ? opened.config().hooks() : request.hooks());
    }

    private static void stored(Path folder, HookReading reading, Progress progress) {
        try (ActivationStore store = ActivationStore.open(folder);
                RowReader reader = store.read(ReadOrder.sequential())) {
            progress.begin("read " + reading.hook().name(), store.rows(), "rows");
            RowBlock block = RowBlock.allocate(BLOCK, store);
            long done = 0;
            while (reader.read(block) > 0) {
                progress.check();
                reading.add(block.values(), block.rows(), block.coordinates());
                done += block.rows();
                progress.advance(done, "");
            }
        }
    }

    private static void through(OpenedDomain opened, List<HookReading> readings, Progress progress) {
        SampleBatches batches = new SampleBatches(
                opened.samples(), opened.subject(), opened.config().extract().limit(), new SkippedSamples(progress));
        Extraction extraction = new Extraction(
                opened.subject(),
                readings.stream().map(HookReading::hook).toList(),
                opened.config().extract(),
                opened.config().seed());
        int[] all = IntStream.range(0, batches.size()).toArray();
        progress.begin(
                "read " + (readings.size() == 1 ? readings.get(0).hook().name() : readings.size() + " hook points"),
                all.length,
                "samples");
        try (NDManager scope = opened.manager().newSubManager()) {
            extraction.run(
                    batches,
                    all,
                    (hook, values, rows, where) -> readings.get(hook).add(values, rows, where),
                    scope,
                    progress);
        }
    }
}
