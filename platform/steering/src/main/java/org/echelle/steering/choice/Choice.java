package org.echelle.steering.choice;

import java.util.List;
import org.echelle.steering.ErrorTerm;
import org.echelle.steering.FeatureEdit;
import org.echelle.steering.Gate;
import org.echelle.steering.Intervention;
import org.echelle.steering.Push;
import org.echelle.steering.Where;

/**
 * Features that a strategy chose, and what its authors do with them.
 *
 * @param strategy its name
 * @param ranking the chosen features, best first
 * @param edits one a part of the pass; several where timesteps have features of their own
 * @param gate which samples are edited
 * @param error what becomes of what the dictionary does not explain
 */
public record Choice(String strategy, List<Ranked> ranking, List<Part> edits, Gate gate, ErrorTerm error) {
    /** Edits and pushes for some rows. */
    public record Part(Where where, List<FeatureEdit> edits, List<Push> pushes) {}

    public Choice {
        ranking = List.copyOf(ranking);
        edits = List.copyOf(edits);
    }

    /** Everywhere and always, the error term kept. */
    public static Choice everywhere(String strategy, List<Ranked> ranking, List<FeatureEdit> edits) {
        return new Choice(
                strategy,
                ranking,
                List.of(new Part(Where.everywhere(), edits, List.of())),
                Gate.open(),
                ErrorTerm.KEPT);
    }

    /** The features, best first. */
    public int[] features() {
        return ranking.stream().mapToInt(Ranked::feature).toArray();
    }

    /** What the strategy's authors do, at a hook point. */
    public List<Intervention> interventions(String hook) {
        return edits.stream()
                .map(part -> Intervention.of(hook, part.edits())
                        .withPushes(part.pushes())
                        .withWhere(part.where())
                        .withGate(gate)
                        .withError(error))
                .toList();
    }

    /** The same with another gate. */
    public Choice withGate(Gate other) {
        return new Choice(strategy, ranking, edits, other, error);
    }
}
