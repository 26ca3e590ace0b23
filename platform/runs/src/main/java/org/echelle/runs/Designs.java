package org.echelle.runs;

import java.util.List;
import java.util.Map;
import org.echelle.analysis.Interval;

/**
 * Changed sequences that features propose, and how much of that is the features'.
 *
 * @param run its title
 * @param hook name of the hook point
 * @param target name of the number
 * @param original what is changed
 * @param labels that were learnt from
 * @param measured variants with a number that were not learnt from
 * @param held Spearman of the prediction on these
 * @param features that were steered
 * @param designs best prediction first
 * @param origins where proposals come from, and what was measured of them
 * @param notes what a reader must know
 */
public record Designs(
        String run,
        String hook,
        String target,
        String original,
        int labels,
        int measured,
        double held,
        List<Feature> features,
        List<Design> designs,
        List<Origin> origins,
        List<String> notes) {
    /** What they are proposed by, for tables. */
    public static final String STEERED = "steered predictive features";

    /** The control. */
    public static final String MATCHED = "matched random features";

    /**
     * A feature that was steered.
     *
     * @param weight of the prediction, target by standard deviation
     * @param agree share of the lines whose weight has the same sign
     * @param values to which it was set
     * @param name from its card; may be empty
     */
    public record Feature(int feature, double weight, double agree, List<Double> values, String name) {}

    /**
     * A proposed sequence.
     *
     * @param name such as {@code A42G:K77R}
     * @param letters the whole sequence
     * @param distance letters that differ from the original
     * @param predicted mean over lines
     * @param middle 95 % of lines
     * @param score how likely the subject finds it, without labels
     * @param features whose edits proposed its changes
     * @param known what was measured of it and not learnt from; NaN where nothing was
     */
    public record Design(
            String name,
            String letters,
            int distance,
            double predicted,
            Interval middle,
            double score,
            List<Integer> features,
            double known) {}

    /**
     * Proposals of one origin, single changes only.
     *
     * @param name of it
     * @param proposals single changes that it proposed, mean over draws
     * @param predicted mean prediction of these; NaN where they were not predicted
     * @param known how many of them were measured and not learnt from, mean over draws
     * @param mean of what was measured
     * @param percentile mean place of these among all measured ones that were not learnt from, 0 worst, 100 best
     * @param spread the middle 95 % of that over draws; unknown where there is one
     */
    public record Origin(
            String name,
            double proposals,
            double predicted,
            double known,
            double mean,
            double percentile,
            Interval spread) {}

    public Designs {
        features = List.copyOf(features);
        designs = List.copyOf(designs);
        origins = List.copyOf(origins);
        notes = List.copyOf(notes);
    }

    /** The origin of a name. */
    public Origin origin(String name) {
        return origins.stream().filter(o -> o.name().equals(name)).findFirst().orElseThrow();
    }

    /** The proposals as FASTA, best first. */
    public Map<String, String> fasta() {
        StringBuilder out = new StringBuilder();
        designs.forEach(d -> out.append('>')
                .append(d.name())
                .append(String.format(
                        java.util.Locale.ROOT, " predicted=%.4g distance=%d", d.predicted(), d.distance()))
                .append('\n')
                .append(d.letters().replaceAll("(.{60})", "$1\n").strip())
                .append('\n'));
        return Map.of("designs.fasta", out.toString());
    }
}
