package org.echelle.analysis.naming;

import java.util.List;
import org.echelle.analysis.Interval;

/**
 * What is known of a feature, in samples. Chosen on the selection side, measured on the held-out side. Plain values, ready for JSON.
 *
 * @param feature number
 * @param heldOut samples of the held-out side
 * @param active of these, on how many it fires
 * @param meanings what it may stand for, best first by F1 on the selection side; empty when no concept fits
 * @param confidence how well the first meaning tells when it fires; {@link Confidence#positives} is 0 when there is no meaning
 * @param contrasts samples that differ in little and in this feature much
 * @param alarms held-out samples above the threshold without the first meaning, strongest first
 * @param misses held-out samples with the first meaning on which it is silent
 * @param texts what describers say
 */
public record FeatureCard(
        int feature,
        int heldOut,
        int active,
        List<Meaning> meanings,
        Confidence confidence,
        List<Contrast> contrasts,
        List<Integer> alarms,
        List<Integer> misses,
        List<Text> texts) {
    /** The name in a few words; "no name" where nothing fits. */
    public String name() {
        return meanings.isEmpty() ? "no name" : meanings.get(0).name();
    }

    /** The same card with texts. */
    public FeatureCard with(List<Text> more) {
        return new FeatureCard(
                feature, heldOut, active, meanings, confidence, contrasts, alarms, misses, List.copyOf(more));
    }

    /**
     * A concept, or two that must both be there.
     *
     * @param concepts numbers
     * @param name for people
     * @param threshold the feature says yes above it
     * @param selectionF1 on the selection side, where concept and threshold were chosen
     * @param precision held-out share of samples above the threshold that have it
     * @param precisionInterval over groups
     * @param recall held-out share of samples with it that are above the threshold
     * @param recallInterval over groups
     * @param f1 harmonic mean
     * @param baseRate share of held-out samples with it
     * @param lift precision / base rate; 0 where nothing was above the threshold
     * @param fired held-out samples above the threshold, of those whose label is known
     * @param positives held-out samples with it
     * @param known held-out samples whose label is known
     */
    public record Meaning(
            List<Integer> concepts,
            String name,
            double threshold,
            double selectionF1,
            double precision,
            Interval precisionInterval,
            double recall,
            Interval recallInterval,
            double f1,
            double baseRate,
            double lift,
            int fired,
            int positives,
            int known) {}

    /**
     * RecSAE's test: does the meaning tell the feature's strongest samples from silent ones?
     *
     * @param share right ones of {@code positives + negatives}
     * @param interval Wilson's, over samples
     * @param positives the strongest held-out samples
     * @param rightPositives of these with the meaning
     * @param negatives silent held-out samples, drawn
     * @param rightNegatives of these without the meaning
     * @param near silent samples that are nearest to the strongest in all other features
     * @param rightNear of these without the meaning: a harder test, as they look alike
     * @param verified whether the share is at least 0.8
     */
    public record Confidence(
            double share,
            Interval interval,
            int positives,
            int rightPositives,
            int negatives,
            int rightNegatives,
            int near,
            int rightNear,
            boolean verified) {
        /** From this share on a meaning counts as verified, as RecSAE has it. */
        public static final double VERIFIED = 0.8;
    }

    /**
     * A pair of samples.
     *
     * @param strong a sample on which the feature is strong
     * @param activation there
     * @param silent the sample nearest to it by all other features on which the feature is silent
     * @param cosine of the two codes without this feature
     * @param tells whether the first meaning is on the strong one and not on the silent one
     */
    public record Contrast(int strong, float activation, int silent, double cosine, boolean tells) {}

    /**
     * A description.
     *
     * @param by its describer
     * @param text what it says
     */
    public record Text(String by, String text) {}
}
