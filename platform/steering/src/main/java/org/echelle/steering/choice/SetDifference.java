package org.echelle.steering.choice;

import java.util.List;
import org.echelle.steering.ErrorTerm;
import org.echelle.steering.FeatureEdit;
import org.echelle.steering.Gate;
import org.echelle.steering.Operation;

/**
 * ItD's set difference (arXiv 2503.09446): features among the strongest of any sample with the concept, but of (nearly) none of the
 * others; multiplied by a negative factor, the error term dropped, where the change exceeds a threshold.
 *
 * @param tolerance share of the other samples that may have the feature among their strongest; published: 0
 * @param factor published: -8
 */
public record SetDifference(double tolerance, double factor) implements Strategy {
    /** As published, but for one in a hundred of the other samples, as labels are never perfect. */
    public SetDifference() {
        this(0.01, -8);
    }

    @Override
    public String name() {
        return "set-difference";
    }

    @Override
    public String sentence() {
        return "Features among the strongest of samples with the target but of at most " + tolerance * 100
                + " % of the others; multiplied by " + factor
                + ", the rest of the row dropped, where that changes a sample enough (ItD).";
    }

    @Override
    public Choice choose(Evidence evidence, int count) {
        List<Ranked> best = Strategy.best(
                evidence.features(),
                j -> evidence.amongTop(false, j) <= tolerance ? evidence.amongTop(true, j) : 0,
                0,
                count,
                "No feature is among the strongest of samples with the target and of at most " + tolerance * 100
                        + " % of the others. Train a dictionary of more features, which are more specific, or choose by"
                        + " --strategy mean-difference, which weighs how strongly features fire.");
        List<FeatureEdit> edits = best.stream()
                .map(r -> new FeatureEdit(r.feature(), new Operation.Scale((float) factor)))
                .toList();
        Choice plain = Choice.everywhere(name(), best, edits);
        return new Choice(name(), best, plain.edits(), Gate.open(), ErrorTerm.DROPPED);
    }

    /** The gate of the published method: 0.99 times the smallest change among samples with the concept. */
    public static Gate gate(double[] changes) {
        return new Gate.Change(0.99 * java.util.Arrays.stream(changes).min().orElse(0));
    }
}
