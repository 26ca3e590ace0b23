package org.echelle.runs.probing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.echelle.runs.evaluation.Evaluated;

/**
 * What light classifiers read at each hook point and timestep.
 *
 * @param classes by question, the names of its classes
 * @param answers hook point by hook point, timestep by timestep in the order of sampling
 * @param notes what was left out, and what the figures rest on
 * @param facts for other programs
 */
public record Probed(
        Map<String, List<String>> classes, List<ProbeAnswer> answers, List<String> notes, Map<String, Object> facts) {
    /** Hook points, in the order of the answers. */
    public List<String> hooks() {
        return List.copyOf(
                new LinkedHashSet<>(answers.stream().map(ProbeAnswer::hook).toList()));
    }

    /** Timesteps of any hook point, in the order of sampling; empty where none has some. */
    public int[] steps() {
        return answers.stream()
                .map(ProbeAnswer::timestep)
                .flatMapToInt(OptionalInt::stream)
                .distinct()
                .boxed()
                .sorted((a, b) -> b - a)
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** The answer to a question at a hook point and timestep. */
    public Optional<ProbeAnswer> at(String question, String hook, OptionalInt timestep) {
        return answers.stream()
                .filter(a -> a.question().equals(question)
                        && a.hook().equals(hook)
                        && a.timestep().equals(timestep))
                .findFirst();
    }

    /** Where the accuracy of a question is highest; the first among equals. */
    public Optional<ProbeAnswer> best(String question) {
        ProbeAnswer best = null;
        for (ProbeAnswer a : answers) {
            boolean better = a.question().equals(question)
                    && (best == null
                            || a.trial().accuracy().or(0)
                                    > best.trial().accuracy().or(0));
            best = better ? a : best;
        }
        return Optional.ofNullable(best);
    }

    /** All of it for other programs. */
    public Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>(facts);
        json.put("questions", classes);
        List<Map<String, Object>> all = new ArrayList<>();
        for (ProbeAnswer a : answers) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("hook", a.hook());
            a.timestep().ifPresent(t -> one.put("timestep", t));
            one.put("question", a.question());
            one.put("fitted", a.fitted());
            one.put("measured", a.measured());
            one.put("accuracy", Evaluated.measure(a.trial().accuracy()));
            one.put("f1", Evaluated.measure(a.trial().f1()));
            one.put("auroc", Evaluated.measure(a.trial().auroc()));
            one.put("majority", Evaluated.measure(a.trial().majority()));
            all.add(one);
        }
        json.put("answers", all);
        json.put("notes", notes);
        return json;
    }
}
