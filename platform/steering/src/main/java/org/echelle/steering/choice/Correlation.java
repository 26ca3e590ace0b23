package org.echelle.steering.choice;

import java.util.List;
import org.echelle.steering.FeatureEdit;
import org.echelle.steering.Operation;

/**
 * Correlation over samples of a feature's maximum with an outcome; the positive ones are added with their mean maximum over the
 * samples where the outcome came true (CorrSteer, arXiv 2508.12535).
 */
public final class Correlation implements Strategy {
    @Override
    public String name() {
        return "correlation";
    }

    @Override
    public String sentence() {
        return "Features whose maximum on a sample correlates best with the outcome, the probability that the subject gives the"
                + " target; added with their mean where it is above one half (CorrSteer).";
    }

    @Override
    public Choice choose(Evidence evidence, int count) {
        List<Ranked> best = Strategy.best(
                evidence.features(),
                evidence::correlation,
                0,
                count,
                "No feature's maximum on a sample goes along with the probability that the subject gives the target; does that"
                        + " probability vary at all? Choose another hook point or target, or name features yourself with"
                        + " --feature.");
        return Choice.everywhere(
                name(),
                best,
                best.stream()
                        .map(r -> new FeatureEdit(
                                r.feature(), new Operation.Add((float) evidence.positiveMean(r.feature()))))
                        .toList());
    }
}
