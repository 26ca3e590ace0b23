package org.echelle.runs;

import java.util.List;
import java.util.function.UnaryOperator;
import org.echelle.api.Sample;
import org.echelle.steering.Intervention;

/**
 * One way to erase a class, with all its settings decided.
 *
 * @param method its name
 * @param setting its settings, in words
 * @param features how many features are edited at one timestep, at most; 0 for a baseline
 * @param edits what is done to activations; empty for a baseline
 * @param samples what is asked for instead; the same for an edit of activations
 */
record EraseTrial(
        String method, String setting, int features, List<Intervention> edits, UnaryOperator<Sample> samples) {
    /** Edits of activations. */
    static EraseTrial edits(String method, String setting, int features, List<Intervention> edits) {
        return new EraseTrial(method, setting, features, edits, UnaryOperator.identity());
    }

    /** Nothing is edited, something else is asked for. */
    static EraseTrial asking(String method, String setting, UnaryOperator<Sample> samples) {
        return new EraseTrial(method, setting, 0, List.of(), samples);
    }

    /** Nothing at all. */
    static final EraseTrial NOTHING = asking("unedited", "", UnaryOperator.identity());
}
