package org.echelle.runs;

import java.util.List;
import org.echelle.analysis.comparison.UseShift;

/**
 * Two runs side by side. Plain values, ready for JSON.
 *
 * @param kind {@code features} (two dictionaries, layers or models on the same samples) or {@code samples} (two data sets through one
 *     dictionary)
 * @param first the first run
 * @param second the second
 * @param likeness by what features were paired
 * @param least likeness from which a pair counts as matched
 * @param exact whether the pairing is the best there is
 * @param matched features matched
 * @param matchedByChance the same for random directions, or for shuffled samples
 * @param likenesses of all pairs, matched or not, in the order of the first's features; empty for two data sets
 * @param unit what a shift is in
 * @param pairs matched features, or all living ones of the one dictionary, the clearest shifts first
 * @param onlyFirst features of the first without a match in the second, or silent in the second data set; most used first
 * @param onlySecond the other way round
 * @param shown the strongest samples of both features of the clearest pairs, first and second in turn
 * @param skewness of the deltas over features; 0 where they are not compared
 * @param measured what the figures rest on: n, split, intervals
 * @param notes what a reader must know
 */
public record Comparison(
        String kind,
        Side first,
        Side second,
        String likeness,
        double least,
        boolean exact,
        int matched,
        int matchedByChance,
        List<Float> likenesses,
        UseShift.Of unit,
        List<Pair> pairs,
        List<Alone> onlyFirst,
        List<Alone> onlySecond,
        List<Shown> shown,
        double skewness,
        String measured,
        List<String> notes) {
    /** What {@link #kind} says of two dictionaries on the same samples. */
    public static final String FEATURES = "features";

    /** What {@link #kind} says of two data sets through one dictionary. */
    public static final String SAMPLES = "samples";

    /**
     * One side.
     *
     * @param run its folder
     * @param title of the run
     * @param hook its hook point
     * @param dictionary architecture and size
     * @param features of its dictionary
     * @param living features that fire on the measured samples
     * @param samples measured
     * @param groups of these
     */
    public record Side(
            String run,
            String title,
            String hook,
            String dictionary,
            int features,
            int living,
            int samples,
            int groups) {}

    /**
     * Two features that belong together.
     *
     * @param likeness by which they were paired; 1 for a feature and itself
     * @param heldOut the same likeness on held-out samples where activations are correlated, else the one above
     * @param firstName name of the first feature; empty when it has none
     * @param secondName of the second
     * @param shift how differently they are used
     */
    public record Pair(double likeness, double heldOut, String firstName, String secondName, UseShift.Shift shift) {}

    /**
     * A feature without a match.
     *
     * @param feature number
     * @param name of it; empty when it has none
     * @param nearest its greatest likeness with any feature of the other side
     * @param use share of its side's measured samples on which it fires
     */
    public record Alone(int feature, String name, double nearest, double use) {}

    /**
     * A feature and the samples that it fires most on.
     *
     * @param side 0 for the first, 1 for the second
     * @param feature number
     * @param name of it; empty when it has none
     * @param samples among the measured ones of its side, strongest first
     */
    public record Shown(int side, int feature, String name, List<Sample> samples) {}

    /**
     * One of these.
     *
     * @param number in its side's source
     * @param id name there
     * @param activation pooled
     */
    public record Sample(int number, String id, double activation) {}

    /** The q up to which a shift is told as one. */
    public static final double CLEAR = 0.05;

    /** Pairs whose shift has a q of at most 5 %. */
    public long shifted() {
        return pairs.stream().filter(p -> p.shift().q() <= CLEAR).count();
    }
}
