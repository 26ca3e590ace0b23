package org.echelle.runs;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.echelle.analysis.ConceptScores;
import org.echelle.analysis.FactorRecovery;
import org.echelle.analysis.FeatureConcept;
import org.echelle.analysis.InstanceMatch;
import org.echelle.analysis.ScoreComparison;
import org.echelle.api.Concept;

/** Scores of all methods at one hook point, compared and written. */
final class Findings {
    private Findings() {}

    /** How a baseline is called in tables and files. */
    static String nameOf(ScoringOptions.Baseline baseline) {
        return switch (baseline) {
            case NEURONS -> "neurons";
            case PCA -> "PCA";
            case RANDOM -> "random dictionary";
            case RANDOM_SUBJECT -> "untrained subject";
            case PLAIN -> "plain features";
            case ICA -> "ICA";
            case NMF -> "NMF";
            case K_MEANS -> "k-means";
        };
    }

    /** What a method is, in a sentence. */
    static String sentenceOf(String method) {
        return switch (method) {
            case HookRun.OURS -> "the trained dictionary's features";
            case "neurons" -> "the raw activations: each neuron's positive and negative part";
            case "PCA" -> "principal components fitted on the selection side: each one's positive and negative part";
            case "ICA" -> "independent components fitted on the selection side: each one's positive and negative part";
            case "NMF" -> "parts of a non-negative factorisation fitted on the selection side, the same k active";
            case "k-means" ->
                "clusters of the selection side, as many as the dictionary has features, the nearest active";
            case "random dictionary" ->
                "random unit directions, as many as the dictionary has features, the same k active";
            case "untrained subject" ->
                "the same dictionary trained the same way on the same network with random weights";
            case "plain features" ->
                "measures of the sites that need no network, such as the brightness of a patch: high, and low";
            default -> method;
        };
    }

    /** Writes {@code scores/METHOD.json}, {@code comparison.json} and {@code recovery.json}; returns what run.json tells. */
    static Map<String, Object> write(
            Path folder, Map<String, ConceptScores> scores, Map<String, Object> reconstruction, OpenedDomain opened) {
        RunFolder.delete(folder.resolve("scores"));
        scores.forEach((method, result) ->
                RunFolder.writeJson(folder.resolve("scores").resolve(method.replace(' ', '-') + ".json"), result));
        ScoreComparison comparison = ScoreComparison.of(scores);
        RunFolder.writeJson(folder.resolve("comparison.json"), comparison);
        RunFolder.writeJson(folder.resolve("baselines.json"), reconstruction);
        Map<String, Object> found = new LinkedHashMap<>();
        found.put("concepts", comparison.concepts().size());
        found.put(
                "concepts-left-out",
                opened.concepts().size() - comparison.concepts().size());
        found.put("methods", comparison.summaries());
        found.put("tested-pairs", scores.get(HookRun.OURS).family());
        found.put("discoveries", scores.get(HookRun.OURS).discoveries());
        found.put("alpha", scores.get(HookRun.OURS).options().alpha());
        instances(scores.get(HookRun.OURS), found);
        found.put("overall", sentence(comparison.overall()));
        Set<String> planted = planted(opened);
        RunFolder.delete(folder.resolve("recovery.json"));
        if (!planted.isEmpty()) {
            Map<String, ConceptScores> only = new LinkedHashMap<>();
            scores.forEach((method, result) -> only.put(method, keep(result, planted)));
            FactorRecovery recovery = FactorRecovery.of(only, FactorRecovery.RECOVERED_F1);
            RunFolder.writeJson(folder.resolve("recovery.json"), recovery);
            found.put("planted-factors", recovery.methods());
        }
        return found;
    }

    private static void instances(ConceptScores ours, Map<String, Object> found) {
        List<InstanceMatch> best = ours.concepts().stream()
                .flatMap(c -> c.byInstance().stream().limit(1))
                .toList();
        if (!best.isEmpty()) {
            Map<String, Object> told = new LinkedHashMap<>();
            told.put("concepts", best.size());
            told.put(
                    "mean-f1",
                    best.stream().mapToDouble(InstanceMatch::f1).average().orElse(0));
            told.put(
                    "mean-recall",
                    best.stream().mapToDouble(InstanceMatch::recall).average().orElse(0));
            found.put("instances", told);
        }
    }

    /** What shuffled labels gave, for run.json. */
    static Map<String, Object> ofShuffles(List<ConceptScores> shuffles) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("shuffles", shuffles.size());
        told.put("tested-pairs", shuffles.get(0).family());
        told.put("alpha", shuffles.get(0).options().alpha());
        told.put(
                "shuffles-with-discoveries",
                shuffles.stream().filter(s -> s.discoveries() > 0).count());
        told.put(
                "mean-discoveries",
                shuffles.stream()
                        .mapToLong(ConceptScores::discoveries)
                        .average()
                        .orElse(0));
        told.put(
                "mean-best-f1",
                shuffles.stream()
                        .flatMap(s -> s.concepts().stream())
                        .filter(ConceptScores.ConceptResult::scored)
                        .mapToDouble(c -> c.best().map(FeatureConcept::f1).orElse(0.0))
                        .average()
                        .orElse(0));
        return told;
    }

    private static String sentence(ScoreComparison.Verdict verdict) {
        if (verdict.runnerUp().isEmpty()) {
            return "";
        }
        String interval = verdict.interval().known()
                ? String.format(
                        Locale.ROOT,
                        " [%+.3f, %+.3f]",
                        verdict.interval().low(),
                        verdict.interval().high())
                : "";
        String lead =
                String.format(Locale.ROOT, "mean F1 %+.3f%s over %s", verdict.lead(), interval, verdict.runnerUp());
        return verdict.winner().isEmpty()
                ? "no clear winner: " + verdict.best() + " is ahead by " + lead
                : verdict.winner() + " leads: " + lead;
    }

    private static Set<String> planted(OpenedDomain opened) {
        List<Concept> concepts = opened.concepts();
        boolean[] flags = opened.planted();
        return java.util.stream.IntStream.range(0, flags.length)
                .filter(i -> flags[i])
                .mapToObj(i -> concepts.get(i).id())
                .collect(Collectors.toSet());
    }

    private static ConceptScores keep(ConceptScores all, Set<String> ids) {
        return new ConceptScores(
                all.features(),
                all.options(),
                all.bins(),
                all.selection(),
                all.heldOut(),
                all.family(),
                all.discoveries(),
                all.testedFeatures(),
                all.matchedFeatures(),
                all.concepts().stream()
                        .filter(c -> ids.contains(c.concept().id()))
                        .toList(),
                all.byFeature(),
                all.warnings());
    }
}
