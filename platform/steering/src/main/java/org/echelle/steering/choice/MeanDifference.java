package org.echelle.steering.choice;

import java.util.List;
import org.echelle.steering.FeatureEdit;
import org.echelle.steering.Operation;

/** Mean activation over rows of samples with the concept, less that of the others; the features are ablated. */
public final class MeanDifference implements Strategy {
    @Override
    public String name() {
        return "mean-difference";
    }

    @Override
    public String sentence() {
        return "Features whose mean activation on samples with the target exceeds that on the others most; ablated.";
    }

    @Override
    public Choice choose(Evidence evidence, int count) {
        List<Ranked> best = Strategy.best(
                evidence.features(),
                j -> evidence.mean(true, j) - evidence.mean(false, j),
                0,
                count,
                "No feature is more active on samples with the target than on those without it: there is nothing to ablate."
                        + " Choose another hook point or target, or name features yourself with --feature.");
        return Choice.everywhere(
                name(),
                best,
                best.stream()
                        .map(r -> new FeatureEdit(r.feature(), Operation.ablate()))
                        .toList());
    }
}
