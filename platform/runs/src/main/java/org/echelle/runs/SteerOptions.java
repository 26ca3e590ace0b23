package org.echelle.runs;

import java.nio.file.Path;
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
 * @param target an output or a concept of the same name
 * @param choosing which features
 * @param edit what is done to them; empty for what the strategy's authors do, or ablation of given features
 * @param places which rows and samples
 * @param error what becomes of the rest of a row; empty for the strategy's own choice
 * @param measuring how much is measured
 * @param fold where the edit is to be written into the subject's weights
 * @param name of the folder within the run; empty to make one
 * @param letters for subjects that predict letters at places
 */
public record SteerOptions(
        String hook,
        String target,
        Choosing choosing,
        Optional<Edit> edit,
        Places places,
        Optional<ErrorTerm> error,
        Measuring measuring,
        Optional<Fold> fold,
        String name,
        Letters letters) {
    /** For subjects that tell classes. */
    public SteerOptions(
            String hook,
            String target,
            Choosing choosing,
            Optional<Edit> edit,
            Places places,
            Optional<ErrorTerm> error,
            Measuring measuring,
            Optional<Fold> fold,
            String name) {
        this(hook, target, choosing, edit, places, error, measuring, fold, name, new Letters(List.of(), 0));
    }

    /**
     * What is asked of a subject that predicts letters at places.
     *
     * @param on samples to measure on, by id; empty for held-out ones
     * @param sequences sampled from each of a few samples under every pass; 0 for none
     */
    public record Letters(List<String> on, int sequences) {
        public Letters {
            on = List.copyOf(on);
            Bounds.flagAtLeast("sequences", sequences, 0);
        }
    }

    /**
     * Which features.
     *
     * @param features by number; empty to let the strategy choose
     * @param strategy its name; empty for mean-difference
     * @param count features that the strategy chooses at most
     * @param percentile of the scores above which timestep-score takes all; empty to take the best {@code count}
     * @param factor by which a strategy multiplies, where it does; empty for its own
     */
    public record Choosing(
            List<Integer> features, String strategy, int count, Optional<Double> percentile, Optional<Double> factor) {
        public Choosing {
            features = List.copyOf(features);
            Bounds.flagAtLeast("count", count, 1);
        }
    }

    /**
     * Which rows of which samples.
     *
     * @param where as {@link SteerPlaces} reads it
     * @param when as {@link SteerPlaces} reads it; empty for the strategy's own gate
     */
    public record Places(String where, String when) {}

    /**
     * How much is measured.
     *
     * @param doses strengths of the edit beside 0 and 1
     * @param samples held-out samples at most
     * @param draws controls of each kind
     * @param replicates of the bootstrap
     * @param twin whether the same is done to the subject with random weights
     */
    public record Measuring(double[] doses, int samples, int draws, int replicates, boolean twin) {
        public Measuring {
            doses = doses.clone();
            for (double dose : doses) {
                if (!Double.isFinite(dose)) {
                    throw new RunException("A strength is a finite number, not " + dose + ".");
                }
            }
            Bounds.flagAtLeast("samples", samples, 2);
            Bounds.flagAtLeast("controls", draws, 0);
            Bounds.flagAtLeast("bootstrap", replicates, 0);
        }
    }

    /**
     * An edited checkpoint.
     *
     * @param file that is written; a folder where the subject's weights are one
     * @param layer of the checkpoint into which the edit goes; empty to look for one
     */
    public record Fold(Path file, String layer) {}

    /** An operation that may need to know the features' statistics. */
    public sealed interface Edit {
        /** The same for every feature. */
        record Same(Operation operation) implements Edit {}

        /** A multiple of each feature's largest activation on the selection side. */
        record ToMax(double factor) implements Edit {}

        /** Down to each feature's mean where it fires. */
        record ToMean() implements Edit {}

        /** By the posterior of the target given each feature's activation. */
        record ByPosterior() implements Edit {}

        /** The activations of another sample, by its id. */
        record FromSample(String id) implements Edit {}

        /** The part of a row that lies in the span of the features' atoms is multiplied by a factor, features fired or not. */
        record Project(double factor) implements Edit {}
    }

    /** Names and values for {@code steering.json}. */
    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("hook", hook);
        json.put("target", target);
        json.put("features", choosing.features());
        json.put("strategy", choosing.strategy());
        json.put("count", choosing.count());
        choosing.percentile().ifPresent(p -> json.put("percentile", p));
        choosing.factor().ifPresent(f -> json.put("factor", f));
        json.put("edit", edit.map(Object::toString).orElse(""));
        json.put("where", places.where());
        if (!letters.on().isEmpty()) {
            json.put("on", letters.on());
        }
        if (letters.sequences() > 0) {
            json.put("sequences", letters.sequences());
        }
        json.put("when", places.when());
        json.put("error", error.map(Object::toString).orElse(""));
        json.put("doses", measuring.doses());
        json.put("samples", measuring.samples());
        json.put("controls", measuring.draws());
        json.put("bootstrap", measuring.replicates());
        json.put("random-subject", measuring.twin());
        fold.ifPresent(f -> json.put("fold", f.file().toString()));
        return json;
    }
}
