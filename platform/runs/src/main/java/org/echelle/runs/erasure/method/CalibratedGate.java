package org.echelle.runs.erasure.method;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.echelle.steering.Gate;
import org.echelle.steering.Intervention;

/**
 * Interpret-then-Deactivate's zero-shot gate (arXiv 2503.09446), which leaves samples alone on which an edit would change little: {@code
 * m(sample) = mean (decode(z') - x)^2 >= tau}, asked where the pass first comes by rows to edit, which are those {@linkplain Material#told made
 * with the condition}: without it rows of the first step are the same whatever is asked for. {@code tau = 0.99 min m} over held-out
 * samples of the erased concepts: one metric for choosing the threshold and for using it, where the published code has two. Where nothing
 * can be asked for, nobody can say which samples those are, and the gate stays open.
 *
 * <p>One of n + 1 samples lies below the smallest of n, so that rule leaves the gate shut for some of the concept's own. {@link Rule#BETWEEN} does not
 * where the two sides are apart.
 */
final class CalibratedGate {
    private static final double SHARE = 0.99;

    /** Where the threshold lies. */
    enum Rule {
        /** {@code 0.99 min m} of the erased concepts' samples, as published. */
        PUBLISHED {
            @Override
            double threshold(double[] erased, double[] others) {
                return SHARE * Arrays.stream(erased).min().orElse(0);
            }
        },
        /** Between the sides, at the geometric mean of the erased concepts' smallest m and the others' largest; as published where these overlap. */
        BETWEEN {
            @Override
            double threshold(double[] erased, double[] others) {
                double smallest = Arrays.stream(erased).min().orElse(0);
                double largest = Arrays.stream(others).max().orElse(smallest);
                return largest > 0 && largest < smallest
                        ? Math.sqrt(smallest * largest)
                        : PUBLISHED.threshold(erased, others);
            }
        };

        /**
         * The threshold.
         *
         * @param erased m of held-out samples of the erased concepts
         * @param others m of all other held-out samples
         */
        abstract double threshold(double[] erased, double[] others);
    }

    private CalibratedGate() {}

    /** An edit of the rows made with the condition, behind its gate, whose setting goes on with what the gate lets through. */
    static Trial behind(
            Material material, String method, String setting, int features, Intervention wanted, Rule rule) {
        Intervention edit = wanted.withWhere(wanted.where().and(material.told()));
        if (material.unaskable().isPresent()) {
            return Trial.edits(method, setting + ", no gate", features, List.of(edit));
        }
        Intervention open = edit.withGate(new Gate.FirstChange(0));
        double[] erased = material.calibration().changes(open, true);
        double[] others = material.calibration().changes(open, false);
        double tau = rule.threshold(erased, others);
        String told = setting
                + String.format(
                        Locale.ROOT,
                        ", gate %.3g passed by %d of %d held-out samples of the target and %d of %d others",
                        tau,
                        passing(erased, tau),
                        erased.length,
                        passing(others, tau),
                        others.length);
        return Trial.edits(method, told, features, List.of(edit.withGate(new Gate.FirstChange(tau))));
    }

    static long passing(double[] sizes, double tau) {
        return Arrays.stream(sizes).filter(m -> m >= tau).count();
    }
}
