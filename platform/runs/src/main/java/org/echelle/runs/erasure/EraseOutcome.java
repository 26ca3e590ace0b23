package org.echelle.runs.erasure;

import java.util.List;
import java.util.Map;
import org.echelle.analysis.Measure;
import org.echelle.runs.pictures.Course;
import org.echelle.runs.pictures.Picture;

/**
 * What an erasure found.
 *
 * @param facts config, versions, fingerprints
 * @param hook where edits were made
 * @param distanceHook hook point of the judge whose mean rows distances are of; empty where it has none
 * @param asked classes that samples ask for; empty where nothing can be asked for
 * @param classes the judge's
 * @param n samples measured on
 * @param tuning samples tuned on
 * @param unedited how often unedited samples show what they are asked for; where nothing is asked for, undefined
 * @param before pictures of the first samples, unedited
 * @param results method by method, target by target
 * @param settings every setting that a method could have had, the chosen one among them; empty where nobody asked
 * @param means the same over all targets, by method
 * @param attacked where and how far conditions were changed
 * @param robustness whether what was erased comes back, method by method, target by target; empty where nobody asked
 * @param courses by target: one sample on its way from noise to picture, unedited and by each method; empty where the subject does not tell
 */
public record EraseOutcome(
        Map<String, Object> facts,
        String hook,
        String distanceHook,
        List<String> asked,
        List<String> classes,
        int n,
        int tuning,
        Measure unedited,
        List<Picture> before,
        List<EraseResult> results,
        List<EraseResult> settings,
        Map<String, Means> means,
        Attacked attacked,
        List<Robustness> robustness,
        Map<String, List<Course>> courses) {
    /** For other programs. */
    public Map<String, Object> json() {
        return EraseJson.of(this);
    }

    /**
     * How conditions were attacked.
     *
     * @param hook point of the condition; empty where they were not
     * @param bound of what was added, as a share of the embedding's length
     * @param samples of each share that attacks report
     */
    public record Attacked(String hook, double bound, int samples) {}

    /** Means over targets. */
    public record Means(int targets, EraseScore score) {}
}
