package org.echelle.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.echelle.api.Concept;
import org.junit.jupiter.api.Test;

class ScoreComparisonTest {
    private static final ScoreOptions OUT_OF_REACH =
            ScoreOptions.defaults().withSupport(1, 10_000).withTop(4, 2).withBootstrap(20, 0.9, 1);

    @Test
    void conceptsThatNobodyScoredAreToldOfInOneSentence() {
        ConceptScores few = World.random(1, 20, 4, 0).score(OUT_OF_REACH);
        assertThat(ScoreComparison.of(Map.of("SAE", few)).warnings())
                .containsExactly("4 concepts are not compared, since not every method scored them: site/a, sample/a,"
                        + " site/graded, sample/b.");

        List<Concept> many = new ArrayList<>();
        for (int c = 0; c < 9; c++) {
            many.add(World.concept("c" + c, Concept.Level.SAMPLE, Concept.Scale.BOOLEAN));
        }
        World world = new World(6, 1, many);
        for (int s = 0; s < 6; s++) {
            world.z[s] = new float[1][1];
            world.y[s] = new float[1][many.size()];
        }
        assertThat(ScoreComparison.of(Map.of("SAE", world.score(OUT_OF_REACH))).warnings())
                .containsExactly("9 concepts are not compared, since not every method scored them: c0, c1, c2, c3, c4"
                        + " and 4 more.");
    }
}
