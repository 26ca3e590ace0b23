package org.echelle.runs;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What an evaluation looks at.
 *
 * @param hooks names of hook points; empty for all of the run's
 * @param probe ids, names or groups of concepts to look at one by one; empty for the most frequent ones
 * @param samples how many samples of each side are drawn
 * @param other folder of a run on the same samples whose dictionaries are set beside these
 */
public record EvaluationRequest(List<String> hooks, List<String> probe, int samples, Optional<Path> other) {
    /** Samples a side unless told otherwise. */
    public static final int SAMPLES = 2000;

    public EvaluationRequest {
        hooks = List.copyOf(hooks);
        probe = List.copyOf(probe);
        if (samples < 50) {
            throw new RunException("--samples must be at least 50, not " + samples + ": fewer tell nothing.");
        }
    }
}
