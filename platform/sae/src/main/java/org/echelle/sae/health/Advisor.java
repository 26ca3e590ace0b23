package org.echelle.sae.health;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Follows one training and says each piece of advice once, when it first applies. */
public final class Advisor {
    private final TrainingFacts facts;
    private final List<HealthPoint> points = new ArrayList<>();
    private final Set<Advice.Topic> said = EnumSet.noneOf(Advice.Topic.class);
    private List<Advice> standing = List.of();

    /** @param facts the training's settings */
    public Advisor(TrainingFacts facts) {
        this.facts = facts;
    }

    /**
     * Hears of a point.
     *
     * @return what applies now and was not said before
     */
    public List<Advice> hear(HealthPoint point) {
        points.add(point);
        standing = TrainingAdvice.of(facts, points);
        return standing.stream().filter(a -> said.add(a.topic())).toList();
    }

    /** What applies now, said before or not; the worst first. */
    public List<Advice> standing() {
        return standing;
    }
}
