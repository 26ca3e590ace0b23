package org.echelle.runs.erasure.method;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.echelle.steering.ErrorTerm;
import org.echelle.steering.Intervention;
import org.echelle.steering.Operation;
import org.echelle.steering.SteeringException;

/**
 * Interpret-then-Deactivate (arXiv 2503.09446). A concept's features are the K with the largest activation over all rows of its samples;
 * those of erased concepts that no retained one has become {@code z <- s z}, rows become {@code decode(z')} with their error dropped, on
 * the branch with the condition only, in samples that {@link CalibratedGate} lets through.
 *
 * @param kept whether the error is kept, unlike in the paper: rows then change along the deactivated features only
 */
record Itd(boolean kept) implements ErasureMethod {
    private static final int[] TOPS = {4, 8, 16, 32, 64};
    private static final double[] FACTORS = {-1, -4, -8, -16};

    @Override
    public String name() {
        return kept ? "itd-kept" : "itd";
    }

    @Override
    public String sentence() {
        return kept
                ? "itd with the rest of each row kept"
                : "Interpret-then-Deactivate: features of the class's largest activations and of no other class's, times a negative"
                        + " factor, the rest of the row dropped, in samples that a calibrated gate lets through";
    }

    @Override
    public List<Trial> trials(Material material) {
        List<Trial> trials = new ArrayList<>();
        Set<List<Integer>> met = new LinkedHashSet<>();
        SteeringException nothing = new SteeringException("No feature was looked at.");
        for (int top : TOPS) {
            try {
                int[] features = material.peaks().difference(material.target().numbers(), top);
                if (met.add(Arrays.stream(features).boxed().toList())) {
                    for (double factor : FACTORS) {
                        trials.add(trial(material, features, factor));
                    }
                }
            } catch (SteeringException e) {
                nothing = e;
            }
        }
        if (trials.isEmpty()) {
            throw nothing;
        }
        return trials;
    }

    private Trial trial(Material material, int[] features, double factor) {
        Intervention edit = material.edit(new Operation.Scale((float) factor), features)
                .withError(kept ? ErrorTerm.KEPT : ErrorTerm.DROPPED);
        String setting = Words.features(features.length) + ", factor " + Words.number(factor);
        return CalibratedGate.behind(material, name(), setting, features.length, edit, CalibratedGate.Rule.PUBLISHED);
    }
}
