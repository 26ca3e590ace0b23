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

    @Test
    void oneHeldOutGroupGivesNoIntervalAndNoClearWinner() {
        ScoreOptions options =
                ScoreOptions.defaults().withSupport(1, 1).withTop(4, 2).withBootstrap(40, 0.9, 1);
        World world = World.random(3, 24, 4, 0);
        ScoreComparison several = compared(world, options);
        assertThat(several.overall().interval().known()).isTrue();
        for (int s = 1; s < world.group.length; s += 2) {
            world.group[s] = 1; // all that is held out is one patient's
        }
        ScoreComparison one = compared(world, options);
        assertThat(one.overall().lead()).isEqualTo(several.overall().lead());
        assertThat(one.overall().winner()).isEmpty();
        assertThat(one.overall().interval().known()).isFalse();
        for (ScoreComparison.MethodSummary method : one.summaries()) {
            assertThat(method.meanF1Interval().known()).isFalse();
            assertThat(method.winsF1() + method.winsAuroc()).isZero();
        }
        for (ScoreComparison.ConceptRow row : one.concepts()) {
            for (ScoreComparison.Cell cell : row.cells()) {
                assertThat(cell.f1Interval().known()).isFalse();
                assertThat(cell.aurocInterval().known()).isFalse();
            }
        }
    }

    /** A world beside the same with weaker features, which lose. */
    private static ScoreComparison compared(World world, ScoreOptions options) {
        ConceptScores good = world.score(options);
        World poor = World.random(4, 24, 4, 0);
        for (int s = 0; s < world.z.length; s++) {
            poor.z[s] = new float[world.z[s].length][world.features];
            for (int r = 0; r < poor.z[s].length; r++) {
                poor.z[s][r][0] = r % 2 == 0 ? 1 : 0;
            }
            poor.y[s] = world.y[s];
            poor.group[s] = world.group[s];
        }
        return ScoreComparison.of(new java.util.LinkedHashMap<>(Map.of("good", good, "poor", poor.score(options))));
    }
}
