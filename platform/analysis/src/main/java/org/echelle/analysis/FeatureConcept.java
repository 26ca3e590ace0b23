package org.echelle.analysis;

/**
 * How well one feature tells one concept. Threshold chosen on the selection split; everything else, where not named otherwise,
 * measured on the held-out split.
 *
 * <p>Intervals are drawn for the features kept for a concept and for a feature's first concept. The other concepts of a feature
 * have none: {@link Interval#known()} is false and both ends are the value.
 *
 * @param feature feature number
 * @param concept concept number
 * @param threshold the feature says yes when its activation is above this (strictly)
 * @param relativeThreshold the threshold as a share of the feature's maximum
 * @param selectionF1 F1 at the threshold on the selection split
 * @param selectionAuroc AUROC on the selection split
 * @param truePositives observations (samples, or rows for a concept of sites) above the threshold that have the concept
 * @param fired observations above the threshold, of those whose label is known
 * @param positives observations that have the concept
 * @param observations observations whose label is known
 * @param precision true positives / fired; 0 when nothing fired
 * @param precisionInterval its interval
 * @param recall true positives / positives
 * @param recallInterval its interval
 * @param f1 harmonic mean of precision and recall
 * @param f1Interval its interval
 * @param instances instances (boxes, domains) of the concept; 0 when the annotation tells none apart
 * @param instanceRecall share of instances with at least one row above the threshold; the plain recall where there are none
 * @param instanceF1 harmonic mean of precision (rows) and instance recall, as InterPLM defines it for domains
 * @param auroc area under the ROC curve, ties counted half
 * @param aurocError the binned area is at most this far from the exact one
 * @param aurocInterval its interval; only for a concept's first feature by F1 and first by AUROC
 * @param correlation Pearson correlation of activation and degree; 0 for a boolean concept
 * @param correlationInterval its interval
 * @param tested whether the pair belongs to the tested family
 * @param p one-sided p-value for enrichment; 1 when not tested
 * @param q Benjamini-Hochberg q over the whole family; 1 when not tested
 */
public record FeatureConcept(
        int feature,
        int concept,
        float threshold,
        double relativeThreshold,
        double selectionF1,
        double selectionAuroc,
        long truePositives,
        long fired,
        long positives,
        long observations,
        double precision,
        Interval precisionInterval,
        double recall,
        Interval recallInterval,
        double f1,
        Interval f1Interval,
        long instances,
        double instanceRecall,
        double instanceF1,
        double auroc,
        double aurocError,
        Interval aurocInterval,
        double correlation,
        Interval correlationInterval,
        boolean tested,
        double p,
        double q) {}
