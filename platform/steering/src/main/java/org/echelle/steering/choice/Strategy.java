package org.echelle.steering.choice;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.echelle.steering.SteeringException;

/** A rule that chooses features for a target. */
public interface Strategy {
    /** What is no strategy of evidence alone: pushes along directions fitted by {@link DirectionTrials}. */
    String TARGETED = "targeted-directions";

    /** The name on the command line. */
    String name();

    /** What it does, in a sentence with its source. */
    String sentence();

    /**
     * Chooses.
     *
     * @param evidence from the selection side only
     * @param count how many features at most
     * @throws SteeringException when none qualifies
     */
    Choice choose(Evidence evidence, int count);

    /** All strategies that need nothing but evidence, with their published settings. */
    static List<Strategy> all() {
        return List.of(
                new MeanDifference(), new Correlation(), new TimestepScore(), new SetDifference(), new Guardrail());
    }

    /** One of {@link #all} by its name. */
    static Strategy named(String name) {
        return all().stream()
                .filter(s -> s.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new SteeringException("There is no strategy '" + name + "'; there are "
                        + String.join(", ", all().stream().map(Strategy::name).toList()) + ", " + TARGETED + "."));
    }

    /** The features with the highest scores above a bound, best first; of equal ones the lower number. */
    static List<Ranked> best(int features, IntToDoubleFunction score, double above, int count, String otherwise) {
        List<Ranked> all = sorted(features, score, above);
        if (all.isEmpty()) {
            throw new SteeringException(otherwise);
        }
        return List.copyOf(all.subList(0, Math.min(count, all.size())));
    }

    /** All features with a score above a bound, best first; of equal ones the lower number. */
    static List<Ranked> sorted(int features, IntToDoubleFunction score, double above) {
        List<Ranked> all = new ArrayList<>();
        for (int j = 0; j < features; j++) {
            double s = score.applyAsDouble(j);
            if (s > above) {
                all.add(new Ranked(j, s));
            }
        }
        all.sort(Comparator.comparingDouble(Ranked::score).reversed().thenComparingInt(Ranked::feature));
        return all;
    }
}
