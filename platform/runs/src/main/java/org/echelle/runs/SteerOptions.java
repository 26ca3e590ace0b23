package org.echelle.runs;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.echelle.steering.ErrorTerm;
import org.echelle.steering.Operation;

/**
 * What a steering experiment is to do.
 *
 * @param hook name of the hook point; empty for the run's only or last one
 * @param target an output or a concept of the same name; empty where features are given, and then what they stand for best
 * @param features the features to edit; empty to let the strategy choose
 * @param strategy name of the strategy; empty for mean-difference
 * @param count features that the strategy chooses at most
 * @param edit what is done to them; empty for what the strategy's authors do, or ablation of given features
 * @param where which rows: {@code all}, {@code class-token}, {@code placed}, or {@code AXIS=FIRST..LAST}
 * @param error what becomes of the rest of a row; empty for the strategy's own choice
 * @param doses strengths of the edit beside 0 and 1
 * @param samples held-out samples at most
 * @param draws controls of each kind
 * @param replicates of the bootstrap
 * @param twin whether the same is done to the subject with random weights
 * @param name of the folder within the run; empty to make one
 */
public record SteerOptions(
        String hook,
        String target,
        List<Integer> features,
        String strategy,
        int count,
        Optional<Edit> edit,
        String where,
        Optional<ErrorTerm> error,
        double[] doses,
        int samples,
        int draws,
        int replicates,
        boolean twin,
        String name) {

    /** An operation that may need to know the features' statistics. */
    public sealed interface Edit {
        /** The same for every feature. */
        record Same(Operation operation) implements Edit {}

        /** Down to each feature's mean where it fires. */
        record ToMean() implements Edit {}

        /** By the posterior of the target given each feature's activation. */
        record ByPosterior() implements Edit {}

        /** The activations of another sample, by its id. */
        record FromSample(String id) implements Edit {}
    }

    public SteerOptions {
        features = List.copyOf(features);
        Bounds.atLeast("count", count, 1);
        Bounds.atLeast("samples", samples, 2);
        Bounds.atLeast("controls", draws, 0);
        Bounds.atLeast("bootstrap", replicates, 0);
    }

    /** Names and values for {@code steering.json}. */
    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("hook", hook);
        json.put("target", target);
        json.put("features", features);
        json.put("strategy", strategy);
        json.put("count", count);
        json.put("edit", edit.map(Object::toString).orElse(""));
        json.put("where", where);
        json.put("error", error.map(Object::toString).orElse(""));
        json.put("doses", doses);
        json.put("samples", samples);
        json.put("controls", draws);
        json.put("bootstrap", replicates);
        json.put("random-subject", twin);
        return json;
    }

    /** All defaults. */
    public static SteerOptions defaults() {
        return new SteerOptions(
                "",
                "",
                List.of(),
                "",
                3,
                Optional.empty(),
                "all",
                Optional.empty(),
                new double[] {0.25, 0.5, 1.5, 2},
                600,
                10,
                1000,
                true,
                "");
    }
}
