package org.echelle.runs.evaluation;

import java.util.BitSet;
import java.util.List;
import org.echelle.analysis.Density;
import org.echelle.analysis.GroupBootstrap;
import org.echelle.analysis.Reconstruction;
import org.echelle.analysis.geometry.Cooccurrence;
import org.echelle.analysis.reconstruction.DarkMatter;
import org.echelle.analysis.reconstruction.PublishedVariance;
import org.echelle.api.Concept;

/**
 * All that chapters are made from.
 *
 * @param selection drawn samples that thresholds, probes and choices are made on
 * @param heldOut drawn samples that figures are measured on
 * @param decoder {@code [n, d]} directions of the features
 * @param concepts all of the run
 * @param probed which of them are looked at one by one
 * @param planted which of them are planted truth
 * @param reconstruction over all held-out rows
 * @param reconstructionIntervals of these figures
 * @param density over all held-out rows
 * @param densityIntervals of these figures
 * @param published over the rows of the drawn held-out samples
 * @param dark fitted on rows of drawn selection samples, measured on those of drawn held-out samples
 * @param together features active in the same held-out sample; of the features in {@code togetherFeatures}
 * @param togetherFeatures which
 * @param unlikely scores of held-out rows, of rows whose columns were shuffled, and of selection rows
 * @param downstream what became of the subject's output with reconstructions in place
 * @param bootstrap of intervals
 */
public record Materials(
        Side selection,
        Side heldOut,
        float[] decoder,
        List<Concept> concepts,
        BitSet probed,
        BitSet planted,
        Reconstruction.Summary reconstruction,
        Reconstruction.Intervals reconstructionIntervals,
        Density.Summary density,
        Density.Intervals densityIntervals,
        PublishedVariance published,
        DarkMatter dark,
        Cooccurrence together,
        int[] togetherFeatures,
        Unlikely unlikely,
        Downstream downstream,
        GroupBootstrap bootstrap) {
    /**
     * Scores of single rows, larger where they are more unlike.
     *
     * @param scores one for each way of scoring
     * @param heldOutGroups what the held-out rows belong to
     * @param shuffledGroups what belongs to the rows whose places shuffled ones took
     * @param selectionGroups likewise of selection rows
     */
    public record Unlikely(
            List<Score> scores, String[] heldOutGroups, String[] shuffledGroups, String[] selectionGroups) {
        /**
         * One way of scoring: a score for each row, or none at all where it is not defined.
         *
         * @param name as shown
         */
        public record Score(String name, float[] heldOut, float[] shuffled, float[] selection) {}
    }

    int features() {
        return heldOut.mean().columns();
    }

    int width() {
        return decoder.length / features();
    }

    String name(int concept) {
        Concept c = concepts.get(concept);
        boolean unique =
                concepts.stream().filter(o -> o.name().equals(c.name())).count() == 1;
        return (unique ? c.name() : c.name() + " (" + c.group() + ")")
                + (c.level() == Concept.Level.SITE ? ", anywhere" : "");
    }
}
