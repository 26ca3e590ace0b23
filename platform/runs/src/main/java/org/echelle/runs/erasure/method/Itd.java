package org.echelle.runs.erasure.method;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.echelle.steering.ErrorTerm;
import org.echelle.steering.Gate;
import org.echelle.steering.Intervention;
import org.echelle.steering.Operation;
import org.echelle.steering.SteeringException;
import org.echelle.steering.Where;

/**
 * Interpret-then-Deactivate (arXiv 2503.09446). A concept's features are the K with the largest activation over all rows of its samples;
 * those of erased concepts that no retained one has become {@code z <- s z}, rows become {@code decode(z')} with their error dropped, on
 * the branch with the condition only.
 *
 * <p>Its zero-shot gate leaves samples alone on which that would change little: {@code m(sample) = mean (decode(z') - x)^2 >= tau}, asked
 * where the pass first comes by rows to edit. {@code tau = 0.99 min m} over held-out samples of the erased concepts: one metric for
 * choosing the threshold and for using it, where the published code has two. Where nothing can be asked for, nobody can say which samples
 * those are, and the gate stays open.
 *
 * @param kept whether the error is kept, unlike in the paper: rows then change along the deactivated features only
 */
record Itd(boolean kept) implements ErasureMethod {
    private static final int[] TOPS = {4, 8, 16, 32, 64};
    private static final double[] FACTORS = {-1, -4, -8, -16};
    private static final double SHARE = 0.99;

    @Override
    public String name() {
        return kept ? "itd-kept" : "itd";
    }

    @Override
    public String sentence() {
        return kept
                ? "the same with the rest of each row kept"
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
        Where told = material.hook().axis("branch") < 0 ? Where.everywhere() : Where.along("branch", 1, 1);
        Intervention edit = material.edit(new Operation.Scale((float) factor), features);
        edit = edit.withWhere(edit.where().and(told)).withError(kept ? ErrorTerm.KEPT : ErrorTerm.DROPPED);
        String setting = Words.features(features.length) + ", factor " + Words.number(factor);
        if (material.unaskable().isPresent()) {
            return Trial.edits(name(), setting + ", no gate", features.length, List.of(edit));
        }
        Intervention open = edit.withGate(new Gate.FirstChange(0));
        double[] erased = material.calibration().changes(open, true);
        double[] others = material.calibration().changes(open, false);
        double tau = threshold(erased);
        setting += String.format(
                Locale.ROOT,
                ", gate %.3g passed by %d of %d held-out samples of the target and %d of %d others",
                tau,
                passing(erased, tau),
                erased.length,
                passing(others, tau),
                others.length);
        return Trial.edits(name(), setting, features.length, List.of(edit.withGate(new Gate.FirstChange(tau))));
    }

    /** {@code 0.99 min m} over held-out samples of what is erased. */
    static double threshold(double[] erased) {
        return SHARE * Arrays.stream(erased).min().orElse(0);
    }

    static long passing(double[] sizes, double tau) {
        return Arrays.stream(sizes).filter(m -> m >= tau).count();
    }
}
