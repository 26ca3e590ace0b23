package org.echelle.runs;

import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.echelle.analysis.ConceptScores;
import org.echelle.analysis.GroupBootstrap;
import org.echelle.analysis.ScoreOptions;
import org.echelle.api.HookPoint;
import org.echelle.api.PlainFeatures;
import org.echelle.api.Progress;
import org.echelle.api.Subject;
import org.echelle.sae.Dictionary;
import org.echelle.sae.formats.Dictionaries;
import org.echelle.sae.train.TrainResult;
import org.echelle.store.ActivationStore;
import org.echelle.store.FeatureIndex;
import org.echelle.store.FeatureIndexWriter;
import org.echelle.store.RowSource;

/** The steps after extraction, for one hook point. */
final class HookRun {
    /** The trained dictionary's name among the methods. */
    static final String OURS = "SAE";

    private final OpenedDomain opened;
    private final RunConfig config;
    private final HookPoint hook;
    private final Path folder;
    private final RowSource rows;
    private final SplitSides sides;
    private final SampleGroups groups;
    private final Run.Steps steps;
    private final Progress progress;
    private final long trainingRows;
    private final TrainingWatch watch;

    /** @param trainingRows rows on the selection side where {@code activations} does not count them itself; else -1 */
    HookRun(
            OpenedDomain opened,
            RunFolder folder,
            HookPoint hook,
            Activations activations,
            SplitSides sides,
            SampleGroups groups,
            Run.Steps steps,
            long trainingRows,
            Progress progress,
            TrainingWatch watch) {
        this.trainingRows = trainingRows;
        this.watch = watch;
        this.opened = opened;
        this.config = opened.config();
        this.hook = hook;
        this.folder = folder.hook(hook.name());
        this.rows = activations.rows();
        this.sides = sides;
        this.groups = groups;
        this.steps = steps;
        this.progress = progress;
    }

    /** Trains the dictionary on the selection side and measures it on the held-out side. */
    void train(String extractKey) {
        steps.step("train " + hook.name(), trainKey(extractKey), () -> {
            Keys.claim(folder.resolve("dictionary"), trainKey(extractKey));
            TrainResult result = train(WatchedTraining.of(watch, hook.name()), rows, folder.resolve("dictionary"));
            TrainingGroups.of(groups, sides.selection()).write(folder.resolve("dictionary"));
            try (Dictionary dictionary = Dictionaries.load(folder.resolve("dictionary"), opened.manager())) {
                Evaluation evaluation = evaluation(dictionary, rows);
                RunFolder.writeJson(folder.resolve("evaluation.json"), evaluation);
                Map<String, Object> found = new LinkedHashMap<>();
                found.put("architecture", dictionary.architecture());
                found.put("features", dictionary.features());
                found.put("steps", result.last().step());
                found.put("held-out", evaluation.summary());
                return found;
            }
        });
    }

    /** On the held-out side, with the draws that scores use. */
    private Evaluation evaluation(Dictionary dictionary, RowSource from) {
        return Evaluation.of(
                dictionary, from.where(sides.heldOut()::get), opened.manager(), groups::of, draws(), progress);
    }

    private GroupBootstrap draws() {
        return new GroupBootstrap(config.score().bootstrap(), 0.95, config.seed());
    }

    private String trainKey(String extractKey) {
        if (config.score().groups().isPresent()
                || !config.score().heldOutGroups().isEmpty()) {
            return Keys.of(
                    "train",
                    extractKey,
                    config.dictionary(),
                    sides,
                    groups.facts(),
                    config.score().heldOut(),
                    config.seed());
        }
        return Keys.of("train", extractKey, config.dictionary(), config.score().heldOut(), config.seed());
    }

    /** Where held-out figures of the dictionary are not held out; sentences, none when all is well. */
    List<String> leaks() {
        return Leakage.ofDictionary(
                hook.name(), TrainingGroups.read(folder.resolve("dictionary")), groups, sides.heldOut());
    }

    /** Which held-out samples the selection side holds already; sentences, none when all is well. */
    List<String> repeats() {
        return Leakage.ofRows(hook.name(), RepeatedSamples.read(folder));
    }

    private TrainResult train(WatchedTraining training, RowSource from, Path into) {
        return training.run(
                TrainConfigs.of(config, hook.width(), trainingRows),
                from.where(sides.selection()::get),
                opened.device(),
                into,
                true,
                progress);
    }

    /** Indexes every row's features and scores features and baselines against the concepts. */
    void score(String extractKey) {
        String indexKey = TimeSteps.has(hook)
                ? Keys.of("index", trainKey(extractKey), "timesteps 1")
                : Keys.of("index", trainKey(extractKey));
        steps.step("index " + hook.name(), indexKey, this::index);
        String key = Keys.of("score", indexKey, config.score(), opened.concepts(), config.conceptsText());
        steps.step("score " + hook.name(), key, this::scoreAll);
    }

    private Map<String, Object> index() {
        RunFolder.delete(folder.resolve("index"));
        RunFolder.delete(folder.resolve(RunEvaluation.FILE)); // these tell of the dictionary before
        RunFolder.delete(folder.resolve(TimeSteps.FILE));
        RepeatedSamples.clear(folder);
        RepeatedSamples repeated = new RepeatedSamples(groups, sides, rows.width());
        progress.begin("index " + hook.name(), rows.rows(), "rows");
        try (Dictionary dictionary = Dictionaries.load(folder.resolve("dictionary"), opened.manager());
                FeatureIndexWriter writer =
                        FeatureIndexWriter.create(folder.resolve("index"), dictionary.features(), rows.axes())) {
            long[] done = new long[1];
            Optional<TimeSteps> time = TimeSteps.of(hook, dictionary, sides.heldOut(), groups::of, draws());
            new EncodedCodes(dictionary, rows, opened.manager(), progress).blocks(sample -> true, (x, codes, block) -> {
                writer.append(codes, block.coordinates());
                time.ifPresent(t -> t.add(dictionary, x, codes, block.coordinates()));
                repeated.add(block);
                done[0] += codes.rows();
                progress.advance(done[0], "");
            });
            repeated.write(folder);
            try (FeatureIndex index = writer.finish()) {
                Map<String, Object> found = new LinkedHashMap<>();
                found.put("rows", index.rows());
                found.put("non-zeros", index.nonZeros());
                time.ifPresent(t -> found.put("across-time", t.finish(index, folder)));
                return found;
            }
        }
    }

    private Map<String, Object> scoreAll() {
        Map<String, ConceptScores> scores = new LinkedHashMap<>();
        if (opened.concepts().isEmpty()) {
            progress.note("no concepts in the config: features stay without names.");
            return Map.of("concepts", 0);
        }
        ScoringPass pass = new ScoringPass(opened, hook, sides, groups, options());
        Map<String, Object> shuffled = new LinkedHashMap<>();
        Crossings crossings;
        try (FeatureIndex index = FeatureIndex.open(folder.resolve("index"))) {
            IndexedCodes codes = new IndexedCodes(index, hook.axes().size(), progress);
            scores.put(OURS, pass.score(OURS, codes, progress));
            scores.get(OURS).warnings().forEach(progress::note);
            crossings = pass.crossings();
            shuffled.putAll(shuffled(pass, codes));
        }
        Map<String, Object> reconstruction = new LinkedHashMap<>();
        for (ScoringOptions.Baseline baseline : config.score().baselines()) {
            scoreBaseline(baseline, pass, scores, reconstruction);
        }
        Map<String, Object> found = Findings.write(folder, scores, reconstruction, opened);
        if (!shuffled.isEmpty()) {
            found.put("shuffled-labels", shuffled);
        }
        if (crossings.any()) {
            progress.note(crossings.sentence());
            found.put("crossings", crossings.facts());
        }
        return found;
    }

    private Map<String, Object> shuffled(ScoringPass pass, CodeSource codes) {
        int times = config.score().shuffles();
        return times == 0 ? Map.of() : Findings.ofShuffles(pass.shuffled(codes, times, config.seed(), progress));
    }

    private ScoreOptions options() {
        return ScoreOptions.defaults()
                .withGradedCut(config.score().gradedCut())
                .withBootstrap(config.score().bootstrap(), 0.95, config.seed());
    }

    private void scoreBaseline(
            ScoringOptions.Baseline baseline,
            ScoringPass pass,
            Map<String, ConceptScores> scores,
            Map<String, Object> reconstruction) {
        String name = Findings.nameOf(baseline);
        if (baseline == ScoringOptions.Baseline.RANDOM_SUBJECT) {
            scores.put(name, untrainedSubject(pass, reconstruction));
            return;
        }
        if (baseline == ScoringOptions.Baseline.PLAIN) {
            Optional<PlainFeatures> plain = opened.plainFeatures();
            plain.ifPresent(p -> scores.put(name, scorePlain(name, p, pass)));
            return;
        }
        try (Dictionary dictionary = BaselineDictionaries.fit(
                baseline, rows.where(sides.selection()::get), config, opened.manager(), progress)) {
            scores.put(name, score(name, dictionary, rows, pass));
            reconstruction.put(name, evaluation(dictionary, rows).summary());
        }
    }

    private ConceptScores scorePlain(String name, PlainFeatures plain, ScoringPass pass) {
        try (FeatureIndex index = FeatureIndex.open(folder.resolve("index"))) {
            CodeSource places = new IndexedCodes(index, hook.axes().size(), progress);
            progress.note("plain features: " + String.join(", ", plain.names()) + ".");
            return pass.score(
                    name, new PlainCodes(plain, places, opened.samples(), hook, sides.selection()::get), progress);
        }
    }

    private ConceptScores score(String method, Dictionary dictionary, RowSource from, ScoringPass pass) {
        return pass.score(method, new EncodedCodes(dictionary, from, opened.manager(), progress), progress);
    }

    /** The same pipeline on the same architecture with random weights; its activations are removed afterwards. */
    private ConceptScores untrainedSubject(ScoringPass pass, Map<String, Object> reconstruction) {
        Path place = folder.resolve("random-subject");
        Path stored = place.resolve("activations");
        RunFolder.delete(place);
        try (Subject twin = opened.subject().randomTwin(config.seed(), opened.context());
                NDManager scope = opened.manager().newSubManager()) {
            SampleBatches batches = new SampleBatches(
                    opened.samples(), twin, config.extract().limit(), new SkippedSamples(Progress.SILENT));
            StoreStep.write(twin, batches, List.of(hook), opened, h -> stored, progress);
            try (ActivationStore store = ActivationStore.open(stored)) {
                train(
                        WatchedTraining.baseline(watch, hook.name() + " with random weights"),
                        store,
                        place.resolve("dictionary"));
                try (Dictionary dictionary = Dictionaries.load(place.resolve("dictionary"), scope)) {
                    reconstruction.put(
                            Findings.nameOf(ScoringOptions.Baseline.RANDOM_SUBJECT),
                            evaluation(dictionary, store).summary());
                    return score(Findings.nameOf(ScoringOptions.Baseline.RANDOM_SUBJECT), dictionary, store, pass);
                }
            }
        } finally {
            RunFolder.delete(stored);
        }
    }
}
