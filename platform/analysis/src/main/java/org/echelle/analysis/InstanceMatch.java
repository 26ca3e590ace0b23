package org.echelle.analysis;

/**
 * How well one feature finds the instances of one concept (boxes, domains, intervals). Feature and threshold are chosen by F1 on the
 * selection split, all else is measured on the held-out split.
 *
 * <p>Precision counts sites and recall counts instances, as InterPLM defines it for domains: one firing in an instance finds it.
 *
 * @param feature feature number
 * @param concept concept number
 * @param threshold the feature says yes when its activation is above this (strictly)
 * @param relativeThreshold the threshold as a share of the feature's maximum
 * @param selectionF1 F1 at the threshold on the selection split
 * @param instances instances of the concept
 * @param found instances in which the feature says yes at least once
 * @param truePositives sites with the concept on which it says yes
 * @param fired sites on which it says yes, of those whose label is known
 * @param precision true positives / fired; 0 when nothing fired
 * @param recall found / instances
 * @param f1 harmonic mean of precision and recall
 * @param interval bootstrap interval of {@code f1} over groups; only for a concept's first feature
 */
public record InstanceMatch(
        int feature,
        int concept,
        float threshold,
        double relativeThreshold,
        double selectionF1,
        long instances,
        long found,
        long truePositives,
        long fired,
        double precision,
        double recall,
        double f1,
        Interval interval) {}
