package org.echelle.report;

import java.util.List;
import java.util.Optional;
import org.echelle.analysis.FactorRecovery;
import org.echelle.analysis.NearestFeatures;
import org.echelle.api.HookPoint;
import org.echelle.runs.evaluation.Evaluated;
import org.echelle.sae.health.Advice;

/**
 * What was found at one hook point.
 *
 * @param hook the hook point
 * @param facts about its dictionary and its training, in groups
 * @param history training, one point a logged step; empty when the dictionary was loaded
 * @param advice what looked off when training ended, and what to change; empty when nothing did
 * @param evaluation reconstruction and sparsity on rows that were not trained on
 * @param concepts scores of features against concepts; empty where there are no concepts
 * @param recovery planted factors that were found; empty where there is no ground truth
 * @param activations where each feature is active; feature pages need it
 * @param nearest {@code [feature]}, as {@link NearestFeatures} finds them among decoder directions; empty when not known
 * @param chapters all metrics; empty where nobody asked for them
 */
public record HookPointReport(
        HookPoint hook,
        List<Facts> facts,
        List<TrainingPoint> history,
        List<Advice> advice,
        Optional<Evaluation> evaluation,
        Optional<ConceptFindings> concepts,
        Optional<FactorRecovery> recovery,
        Optional<FeatureActivations> activations,
        List<NearestFeatures.Neighbours> nearest,
        Optional<Evaluated> chapters) {
    /** Without an evaluation. */
    public HookPointReport(
            HookPoint hook,
            List<Facts> facts,
            List<TrainingPoint> history,
            List<Advice> advice,
            Optional<Evaluation> evaluation,
            Optional<ConceptFindings> concepts,
            Optional<FactorRecovery> recovery,
            Optional<FeatureActivations> activations,
            List<NearestFeatures.Neighbours> nearest) {
        this(hook, facts, history, advice, evaluation, concepts, recovery, activations, nearest, Optional.empty());
    }

    public HookPointReport {
        facts = List.copyOf(facts);
        history = List.copyOf(history);
        advice = List.copyOf(advice);
        nearest = List.copyOf(nearest);
    }
}
