package org.echelle.analysis;

import java.util.List;
import java.util.Optional;
import org.echelle.api.Concept;

/**
 * What a {@link ConceptScorer} found. Plain records, ready for JSON; no number in it is NaN or infinite.
 *
 * @param features number of features scored
 * @param options as asked
 * @param bins thresholds tried for each pair, after the memory budget
 * @param selection the split on which thresholds were chosen
 * @param heldOut the split on which they were measured
 * @param family number of tested (feature, concept) pairs, over which q is corrected
 * @param discoveries tested pairs with q at most {@code options.alpha}
 * @param testedFeatures features with a tested pair
 * @param matchedFeatures of them, those with a pair of such a q
 * @param concepts one for each concept, in the given order, also those left out
 * @param byFeature one for each feature that fired and has a concept with F1 above 0 on the selection split
 * @param warnings sentences about what was left out or should not be trusted
 */
public record ConceptScores(
        int features,
        ScoreOptions options,
        int bins,
        Split selection,
        Split heldOut,
        long family,
        long discoveries,
        int testedFeatures,
        int matchedFeatures,
        List<ConceptResult> concepts,
        List<FeatureResult> byFeature,
        List<String> warnings) {
    /**
     * Size of one split.
     *
     * @param samples samples
     * @param groups distinct groups
     * @param rows rows
     * @param nonZeros entries that fired
     */
    public record Split(long samples, long groups, long rows, long nonZeros) {}

    /**
     * Labels of one concept on one split, in observations (samples, or rows for a concept of sites).
     *
     * @param positives with the concept
     * @param negatives without
     * @param unknown not counted either way
     * @param positiveSamples samples with at least one positive
     */
    public record Support(long positives, long negatives, long unknown, long positiveSamples) {}

    /**
     * One concept.
     *
     * @param concept the concept
     * @param scored false when it was left out; {@code reason} says why
     * @param reason empty when scored
     * @param selection its labels on the selection split
     * @param heldOut its labels on the held-out split
     * @param features the best features by F1 on the selection split, best first
     * @param byAuroc the best feature by AUROC on the selection split; empty when there is none
     * @param byInstance the features that find its instances best (boxes, domains), by their F1 over instances on the selection
     *     split, best first; empty where the annotation tells no instances apart
     * @param f1Replicates held-out F1 of the first feature in each bootstrap replicate, -1 where the replicate drew no positive;
     *     equal replicate numbers of two methods drew the same groups, so differences are paired
     * @param aurocReplicates the same for the AUROC of {@code byAuroc}, -1 where a class was not drawn
     */
    public record ConceptResult(
            Concept concept,
            boolean scored,
            String reason,
            Support selection,
            Support heldOut,
            List<FeatureConcept> features,
            List<FeatureConcept> byAuroc,
            List<InstanceMatch> byInstance,
            float[] f1Replicates,
            float[] aurocReplicates) {
        /** The best feature by F1 on the selection split. */
        public Optional<FeatureConcept> best() {
            return features.stream().findFirst();
        }

        /** The best feature by AUROC on the selection split. */
        public Optional<FeatureConcept> bestAuroc() {
            return byAuroc.stream().findFirst();
        }
    }

    /**
     * One feature.
     *
     * @param feature feature number
     * @param max the maximum that its thresholds are relative to
     * @param selectionFirings rows of the selection split on which it fired
     * @param heldOutFirings rows of the held-out split on which it fired
     * @param concepts its best concepts by F1 on the selection split, best first
     */
    public record FeatureResult(
            int feature, float max, long selectionFirings, long heldOutFirings, List<FeatureConcept> concepts) {}
}
