package org.echelle.runs.erasure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.echelle.analysis.Measure;

/** Means of scores; they have no interval, but for that of a single one. */
final class EraseMeans {
    private EraseMeans() {}

    static EraseScore mean(List<EraseScore> scores) {
        return new EraseScore(
                mean(scores, EraseScore::unlearning),
                mean(scores, EraseScore::retention),
                mean(scores, EraseScore::loss),
                kept(scores),
                distances(scores));
    }

    private static List<Kept> kept(List<EraseScore> scores) {
        List<Kept> first = scores.get(0).kept();
        return IntStream.range(0, first.size())
                .mapToObj(g -> new Kept(
                        first.get(g).group(),
                        mean(scores, score -> score.kept().get(g).retention()),
                        mean(scores, score -> score.kept().get(g).loss())))
                .toList();
    }

    private static Optional<FeatureDistances> distances(List<EraseScore> scores) {
        List<FeatureDistances> all =
                scores.stream().flatMap(s -> s.distances().stream()).toList();
        return all.isEmpty() ? Optional.empty() : Optional.of(FeatureDistances.mean(all));
    }

    /** Over targets, by method in the order in which methods are met. */
    static Map<String, EraseOutcome.Means> byMethod(List<EraseResult> all) {
        Map<String, List<EraseScore>> scores = new LinkedHashMap<>();
        all.forEach(r -> r.score().ifPresent(score -> scores.computeIfAbsent(r.method(), m -> new ArrayList<>())
                .add(score)));
        Map<String, EraseOutcome.Means> means = new LinkedHashMap<>();
        scores.forEach((method, mine) -> {
            EraseScore mean = mean(mine);
            means.put(method, new EraseOutcome.Means(mine.size(), mean));
        });
        return means;
    }

    /** Of those that are defined; where none is, the first one's reason. */
    static <T> Measure mean(List<T> scores, Function<T, Measure> which) {
        if (scores.size() == 1) {
            return which.apply(scores.get(0));
        }
        List<Measure> all = scores.stream().map(which).filter(Measure::defined).toList();
        return all.isEmpty()
                ? Measure.undefined(which.apply(scores.get(0)).because())
                : Measure.of(
                        all.stream().mapToDouble(Measure::value).average().orElseThrow(),
                        all.get(0).n());
    }
}
