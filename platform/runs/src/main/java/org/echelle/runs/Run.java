package org.echelle.runs;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.echelle.api.CancelledException;
import org.echelle.api.HookPoint;
import org.echelle.api.Progress;
import org.echelle.store.ActivationStore;

/**
 * Carries a run through its steps and leaves every artefact in the run's folder.
 *
 * <p>A step whose key (a digest of all that decides its result) equals the one in {@code run.json} is not done again.
 */
public final class Run {
    /** How far to go. */
    public enum Step {
        /** Activations with coordinates. */
        EXTRACT,
        /** A dictionary for each hook point. */
        TRAIN,
        /** Features of every row, and features against concepts. */
        SCORE
    }

    private final OpenedDomain opened;
    private final RunFolder folder;
    private final Map<String, String> versions;
    private final Progress progress;
    private final TrainingWatch watch;
    private final List<HookPoint> hooks;
    private final SkippedSamples skipped;
    private final SampleBatches batches;
    private final List<String> warnings = new ArrayList<>();
    private Provenance provenance;
    private JsonNode earlier;

    /**
     * Prepares a run.
     *
     * @param opened subject, samples and, for {@link Step#SCORE}, concepts
     * @param versions of the host and the domain's plugin, for provenance
     */
    public Run(OpenedDomain opened, RunFolder folder, Map<String, String> versions, Progress progress) {
        this(opened, folder, versions, progress, TrainingWatch.NONE);
    }

    /** The same with somebody watching its trainings. */
    public Run(
            OpenedDomain opened,
            RunFolder folder,
            Map<String, String> versions,
            Progress progress,
            TrainingWatch watch) {
        this.watch = watch;
        this.opened = opened;
        this.folder = folder;
        this.versions = versions;
        this.progress = progress;
        this.hooks = Extraction.find(opened.subject(), opened.config().hooks());
        this.skipped = new SkippedSamples(progress);
        this.batches = new SampleBatches(
                opened.samples(), opened.subject(), opened.config().extract().limit(), skipped);
    }

    /**
     * Goes through the steps.
     *
     * @param until the last step
     * @param resume use artefacts of an earlier run where they still fit
     * @throws CancelledException when asked to stop; the run can be resumed
     */
    public void go(Step until, boolean resume) {
        earlier = resume ? folder.provenance() : null;
        provenance = new Provenance(folder.path().resolve("run.json"), opened.config(), versions);
        boolean whole = false;
        String message = null;
        try {
            recallSkipped();
            describe();
            steps(until);
            whole = true;
        } catch (CancelledException e) {
            message = e.getMessage();
            throw e;
        } catch (RuntimeException | Error e) {
            message = String.valueOf(e.getMessage());
            throw e;
        } finally {
            provenance.put("skipped-samples", ordered("count", skipped.count(), "named", skipped.named()));
            provenance.finish(whole ? "done" : "stopped", message);
        }
    }

    /** A step that is used again does not meet its bad samples again; run.json goes on naming them. */
    private void recallSkipped() {
        if (earlier != null
                && earlier.path("samples")
                        .path("fingerprint")
                        .asText("")
                        .equals(opened.samples().fingerprint())) {
            JsonNode before = earlier.path("skipped-samples");
            Map<String, String> named = new LinkedHashMap<>();
            before.path("named")
                    .properties()
                    .forEach(e -> named.put(e.getKey(), e.getValue().asText()));
            skipped.recall(before.path("count").asInt(), named);
        }
    }

    private void describe() {
        Map<String, Object> subject = new LinkedHashMap<>(opened.subject().facts());
        subject.put("fingerprint", opened.subject().fingerprint());
        provenance.put("domain", opened.domain().name());
        opened.config().subjectDomain().ifPresent(name -> provenance.put("subject-domain", name));
        provenance.put("device", opened.device().toString());
        provenance.put("subject", subject);
        provenance.put(
                "samples",
                ordered("count", batches.size(), "fingerprint", opened.samples().fingerprint()));
        provenance.put("notes", opened.notes());
        provenance.put("hooks", hooks.stream().map(HookPoint::name).toList());
    }

    /** Which samples belong together. */
    SampleGroups groups() {
        return SampleGroups.of(opened.samples(), batches.size(), opened.config().score(), Progress.SILENT);
    }

    /** The two sides of the samples. */
    SplitSides sides(SampleGroups groups) {
        return SplitSides.of(groups, opened.config().score(), opened.config().seed());
    }

    /** The rows at a hook point; the caller closes them. */
    Activations activations(HookPoint hook) {
        return activations(hook, folder);
    }

    private void steps(Step until) {
        RunConfig config = opened.config();
        SampleGroups groups = SampleGroups.of(opened.samples(), batches.size(), config.score(), progress);
        SplitSides sides = SplitSides.of(groups, config.score(), config.seed());
        Map<String, Object> split = ordered(
                "held-out-share", config.score().heldOut(),
                "selection-samples", sides.selection().cardinality(),
                "held-out-samples", sides.heldOut().cardinality());
        split.putAll(groups.facts());
        provenance.put("split", split);
        warn(Leakage.ofSplit(groups, sides));
        String extractKey = Keys.of(
                "extract",
                opened.subject().fingerprint(),
                opened.samples().fingerprint(),
                config.extract(),
                hooks,
                config.seed());
        if (until != Step.EXTRACT) {
            for (HookPoint hook : hooks) {
                TrainConfigs.requirePossible(config, hook.width());
            }
        }
        if (config.extract().store()) {
            extract(extractKey);
        }
        for (HookPoint hook : hooks) {
            try (Activations activations = activations(hook, folder)) {
                HookRun run = new HookRun(
                        opened,
                        folder,
                        hook,
                        activations,
                        sides,
                        groups,
                        this::step,
                        trainingRows(hook, sides),
                        progress,
                        watch);
                if (until != Step.EXTRACT) {
                    run.train(extractKey);
                    warn(run.leaks());
                }
                if (until == Step.SCORE) {
                    run.score(extractKey);
                    warn(run.repeats());
                }
            }
        }
    }

    /** Names and values in the given order: {@code run.json} reads the same from run to run. */
    private static Map<String, Object> ordered(Object... namesAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return map;
    }

    /** Tells what makes results too good, in the terminal and in {@code run.json}. */
    private void warn(List<String> sentences) {
        sentences.forEach(progress::note);
        warnings.addAll(sentences);
        provenance.put("warnings", warnings);
    }

    private Activations activations(HookPoint hook, RunFolder from) {
        if (opened.config().extract().store()) {
            return Activations.stored(
                    ActivationStore.open(from.hook(hook.name()).resolve("activations")));
        }
        int[] all = java.util.stream.IntStream.range(0, batches.size()).toArray();
        return Activations.live(new LiveRows(
                opened.subject(),
                hook,
                batches,
                all,
                opened.config().extract(),
                opened.config().seed(),
                opened.manager()));
    }

    /** Rows of the selection side where nothing is stored, from one trial batch; -1 where a store counts them. */
    private long trainingRows(HookPoint hook, SplitSides sides) {
        if (opened.config().extract().store()) {
            return -1;
        }
        Extraction one = new Extraction(
                opened.subject(),
                List.of(hook),
                opened.config().extract(),
                opened.config().seed());
        ExtractionPlan plan = ExtractionPlan.estimate(
                one, batches, List.of(hook), opened.config().extract(), opened.manager());
        return plan.rows()[0] * sides.selection().cardinality() / batches.size();
    }

    private void extract(String key) {
        step("extract", key, () -> {
            hooks.forEach(hook -> Keys.claim(folder.hook(hook.name()).resolve("activations"), key));
            List<Map<String, Object>> written = new ArrayList<>(StoreStep.write(
                    opened.subject(),
                    batches,
                    hooks,
                    opened,
                    hook -> folder.hook(hook.name()).resolve("activations"),
                    progress));
            return Map.of("stores", written);
        });
    }

    /** The work of a step and what it found. */
    interface Work {
        Map<String, Object> run();
    }

    /** Does a step unless an earlier run did it with the same key. */
    interface Steps {
        void step(String name, String key, Work work);
    }

    private void step(String name, String key, Work work) {
        JsonNode before = earlier == null ? null : earlier.path("steps").path(name);
        if (before != null && before.path("key").asText("").equals(key)) {
            progress.note(name + ": done by an earlier run, used again.");
            provenance.keep(name, before);
            return;
        }
        long begun = System.nanoTime();
        Map<String, Object> found = work.run();
        provenance.done(name, key, (System.nanoTime() - begun) * 1e-9, found);
    }
}
