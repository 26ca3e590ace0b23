package org.echelle.runs.reliance;

import java.util.List;
import java.util.Optional;
import org.echelle.analysis.Measure;

/** What was found, in parts that a page and a file show. */
public final class Findings {
    private Findings() {}

    /**
     * A way of looking at the subject.
     *
     * @param what {@code base}, {@code reconstruction}, {@code ON}, {@code OFF}
     * @param units {@code features}, {@code random features} or {@code raw channels}; empty for the base
     * @param count features of each class, 0 for all
     * @param kept how many units stand in the set (mean over draws for random ones)
     * @param auroc of the target
     * @param precision average precision (area under the precision-recall curve) of the target
     */
    public record Intervened(String what, String units, int count, double kept, Measure auroc, Measure precision) {}

    /**
     * The verdict in a part of the held-out samples.
     *
     * @param name id of the concept that makes the part, with {@code not} before it for its complement
     * @param samples in the part
     * @param positives of these with the finding
     * @param base AUROC of the subject as it is
     * @param reconstruction AUROC through the dictionary
     * @param count features of each class that stay or go; 0 where none were asked
     * @param on AUROC on these alone
     * @param off AUROC without them
     */
    public record Subgroup(
            String name,
            int samples,
            int positives,
            Measure base,
            Measure reconstruction,
            int count,
            Optional<Measure> on,
            Optional<Measure> off) {}

    /**
     * A feature on which the classes differ.
     *
     * @param with mean activation over the finding's samples
     * @param without over the others
     * @param apart difference in standard errors
     * @param rankWith place among the strongest of the finding's class, from 1
     * @param rankWithout place among the strongest of the others
     */
    public record TopFeature(
            int feature, String name, double with, double without, double apart, int rankWith, int rankWithout) {}

    /**
     * How maps of one kind lie on an annotation.
     *
     * @param concept what is annotated
     * @param method {@code best feature}, {@code best raw channel}, {@code Grad-CAM}, {@code whole sample}
     * @param unit which feature or channel, the most often chosen; -1 for none
     * @param threshold share of a map's maximum, the most often chosen
     * @param iou mean over groups; its n counts groups
     * @param pointing share of samples whose strongest place lies inside
     * @param energy share of the map that lies inside
     * @param samples on which it is told
     */
    public record Located(
            String concept,
            String method,
            int unit,
            double threshold,
            Measure iou,
            Measure pointing,
            Measure energy,
            int samples) {}

    /** By how much the best feature is ahead of another method in IoU, paired. */
    public record Ahead(String concept, String method, Measure difference) {}

    /**
     * A feature beside the finding and a confounder.
     *
     * @param feature its number; -1 for the subject's own output
     * @param confounder id of the confounder that it tells best on the selection side
     * @param ofFinding AUROC of the finding among samples alike in the confounder
     * @param ofConfounder AUROC of the confounder among samples alike in the finding
     * @param difference confounder less finding, each as distance from 0.5
     * @param confounded whether the difference's and the confounder's intervals say so
     */
    public record Confounded(
            int feature,
            String name,
            String confounder,
            Measure ofFinding,
            Measure ofConfounder,
            Measure difference,
            boolean confounded) {}

    /** Samples whose maps are drawn, with the numbers of their best feature. */
    public record Drawn(String concept, int feature, float full, List<DrawnSample> samples) {}

    /**
     * One drawn sample.
     *
     * @param coordinates {@code [axis][row]}
     * @param values {@code [row]} the feature's
     * @param truth {@code [row]}: 1 inside, 0 outside or unknown
     */
    public record DrawnSample(int sample, int[][] coordinates, float[] values, float[] truth) {}
}
