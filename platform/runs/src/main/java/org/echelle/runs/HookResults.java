package org.echelle.runs;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.echelle.analysis.ConceptScores;
import org.echelle.analysis.FactorRecovery;
import org.echelle.analysis.ScoreComparison;
import org.echelle.analysis.naming.FeatureCard;
import org.echelle.analysis.time.AcrossTime;
import org.echelle.api.HookPoint;
import org.echelle.runs.evaluation.Evaluated;
import org.echelle.sae.Revival;
import org.echelle.sae.SaeException;
import org.echelle.sae.TrainConfig;
import org.echelle.sae.health.Advice;
import org.echelle.sae.health.HealthPoint;
import org.echelle.sae.health.TrainingAdvice;
import org.echelle.sae.health.TrainingFacts;
import org.echelle.sae.train.TrainPoint;
import org.echelle.torch.JsonFiles;

/** What a run left at one hook point, read back from its folder. */
public final class HookResults {
    private static final ObjectMapper JSON = ResultJson.mapper();

    private final Path folder;
    private final HookPoint hook;

    HookResults(Path folder, HookPoint hook) {
        this.folder = folder;
        this.hook = hook;
    }

    public HookPoint hook() {
        return hook;
    }

    /** Folder of the feature index. */
    public Path index() {
        return folder.resolve("index");
    }

    /** Folder of the trained dictionary. */
    public Path dictionary() {
        return folder.resolve("dictionary");
    }

    /** The training, point by point. */
    public List<TrainPoint> history() {
        return read("dictionary/history.json", new TypeReference<List<TrainPoint>>() {})
                .orElse(List.of());
    }

    /** What looked off in the training at its end; empty when nothing did, or when too little is known of it. */
    public List<Advice> advice() {
        List<HealthPoint> points = read("dictionary/history.json", new TypeReference<List<HealthPoint>>() {})
                .orElse(List.of());
        return read("dictionary/dictionary.json", new TypeReference<JsonNode>() {})
                .flatMap(HookResults::facts)
                .map(facts -> TrainingAdvice.of(facts, points))
                .orElse(List.of());
    }

    /** From what the dictionary says of its training; nothing where it was not trained here. */
    private static Optional<TrainingFacts> facts(JsonNode dictionary) {
        JsonNode revival = dictionary.at("/training/revival");
        Map<String, String> settings = new LinkedHashMap<>();
        dictionary
                .at("/training/settings")
                .properties()
                .forEach(e -> settings.put(e.getKey(), e.getValue().asText()));
        int width = dictionary.path("width").asInt();
        try {
            return Optional.of(WatchedTraining.facts(
                    TrainConfig.of(
                                    dictionary.path("architecture").asText(),
                                    dictionary.path("features").asInt())
                            .withK(dictionary.path("k").asInt())
                            .withSteps(dictionary.path("steps").asLong())
                            .withSettings(settings)
                            .withRevival(new Revival(
                                    revival.path("auxWeight").asDouble(),
                                    0,
                                    0,
                                    revival.path("resampleEvery").asInt()))
                            .resolve(-1, width),
                    width));
        } catch (SaeException e) {
            return Optional.empty();
        }
    }

    /** Reconstruction and sparsity on held-out rows. */
    public Optional<Evaluation> evaluation() {
        return read("evaluation.json", new TypeReference<>() {});
    }

    /** All metrics in chapters, where {@code echelle evaluate} was asked for them. */
    public Optional<Evaluated> chapters() {
        JsonNode json = RunFolder.readJson(folder.resolve(RunEvaluation.FILE));
        return json == null ? Optional.empty() : Optional.of(Evaluated.of(json));
    }

    /** Fits and features timestep by timestep, where the hook point has timesteps. */
    public Optional<AcrossTime> acrossTime() {
        return read(TimeSteps.FILE, new TypeReference<>() {});
    }

    /** The dictionary's features against the concepts. */
    public Optional<ConceptScores> scores() {
        return read("scores/" + HookRun.OURS + ".json", new TypeReference<>() {});
    }

    /** Cards of its living features; empty where none were made. */
    public List<FeatureCard> cards() {
        return read("cards.json", new TypeReference<Cards>() {})
                .map(Cards::cards)
                .orElse(List.of());
    }

    private record Cards(List<FeatureCard> cards) {}

    /** What each feature is called on its card; features without a name are left out. */
    public Map<Integer, String> names() {
        return RunComparison.names(this);
    }

    /** The dictionary beside the baselines. */
    public Optional<ScoreComparison> comparison() {
        return read("comparison.json", new TypeReference<>() {});
    }

    /** Planted factors found, where there is ground truth. */
    public Optional<FactorRecovery> recovery() {
        return read("recovery.json", new TypeReference<>() {});
    }

    /** Reconstruction of the baselines: method to {@code rows}, {@code fvu}, {@code l0} and others. */
    public Map<String, Map<String, Double>> baselines() {
        return read("baselines.json", new TypeReference<Map<String, Map<String, Double>>>() {})
                .orElse(Map.of());
    }

    /** The trained dictionary's name among the methods. */
    public static String ours() {
        return HookRun.OURS;
    }

    /** What a method of the comparison is, in a sentence. */
    public static String sentenceOf(String method) {
        return Findings.sentenceOf(method);
    }

    private <T> Optional<T> read(String name, TypeReference<T> type) {
        Path file = folder.resolve(name);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readValue(file.toFile(), type));
        } catch (IOException e) {
            throw new RunException(
                    file + " cannot be read back: " + JsonFiles.fault(e) + "; run again with --resume.", e);
        }
    }
}
