package org.echelle.report;

import java.util.List;
import java.util.Optional;
import org.echelle.analysis.FactorRecovery;
import org.echelle.analysis.NearestFeatures;
import org.echelle.analysis.naming.FeatureCard;
import org.echelle.analysis.time.AcrossTime;
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
 * @param cards of living features; empty where none were made
 * @param time fits and lives timestep by timestep; empty where the hook point has no timesteps
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
        Optional<Evaluated> chapters,
        List<FeatureCard> cards,
        Optional<AcrossTime> time) {
    /** Without what only later steps give: chapters of an evaluation, cards. */
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
        this(
                hook,
                facts,
                history,
                advice,
                evaluation,
                concepts,
                recovery,
                activations,
                nearest,
                Optional.empty(),
                List.of());
    }

    /** Of a hook point without timesteps. */
    public HookPointReport(
            HookPoint hook,
            List<Facts> facts,
            List<TrainingPoint> history,
            List<Advice> advice,
            Optional<Evaluation> evaluation,
            Optional<ConceptFindings> concepts,
            Optional<FactorRecovery> recovery,
            Optional<FeatureActivations> activations,
            List<NearestFeatures.Neighbours> nearest,
            Optional<Evaluated> chapters,
            List<FeatureCard> cards) {
        this(
                hook,
                facts,
                history,
                advice,
                evaluation,
                concepts,
                recovery,
                activations,
                nearest,
                chapters,
                cards,
                Optional.empty());
    }

    public HookPointReport {
        facts = List.copyOf(facts);
        history = List.copyOf(history);
        advice = List.copyOf(advice);
        nearest = List.copyOf(nearest);
        cards = List.copyOf(cards);
    }

    /** A feature's card; looked for by halving, as cards come in the order of their features. */
    Optional<FeatureCard> card(int feature) {
        int low = 0;
        int high = cards.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int found = cards.get(middle).feature();
            if (found == feature) {
                return Optional.of(cards.get(middle));
            }
            if (found < feature) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return Optional.empty();
    }
}
