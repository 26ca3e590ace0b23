package org.echelle.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.SplittableRandom;
import org.echelle.api.Concept;
import org.junit.jupiter.api.Test;

/** Labels and features that say nothing: a sentence each, and never a number that is none. */
class BadLabelsTest {
    private static final ScoreOptions OPTIONS =
            ScoreOptions.defaults().withSupport(1, 1).withBootstrap(20, 0.9, 1);

    private static World world(Concept.Level level, Concept.Scale scale) {
        World world = new World(40, 3, List.of(World.concept("c", level, scale)));
        SplittableRandom random = new SplittableRandom(2);
        for (int s = 0; s < 40; s++) {
            world.z[s] = new float[4][3];
            world.y[s] = new float[4][1];
            for (int r = 0; r < 4; r++) {
                world.y[s][r][0] = random.nextInt(2);
                for (int f = 0; f < 3; f++) {
                    world.z[s][r][f] = random.nextInt(3) / 2f;
                }
            }
        }
        return world;
    }

    private static void noNumberIsNone(ConceptScores scores) {
        assertThat(scores.toString()).doesNotContain("NaN").doesNotContain("Infinity");
    }

    private static void everywhere(World world, float label) {
        for (float[][] sample : world.y) {
            for (float[] row : sample) {
                row[0] = label;
            }
        }
    }

    @Test
    void anAnnotationThatRepeatsItselfForEverIsRefusedBeforeItFillsTheMemory() {
        SampleLabels labels =
                new SampleLabels(List.of(World.concept("c", Concept.Level.SAMPLE, Concept.Scale.BOOLEAN))).clear(4);
        assertThatThrownBy(() -> {
                    while (true) {
                        labels.unknownSample(0);
                    }
                })
                .isInstanceOf(AnalysisException.class)
                .hasMessageContaining("more than 16777216 labels of one sample; does it repeat itself?");
    }

    @Test
    void featuresThatAreZeroEverywhereGiveNoPairAndAWarning() {
        for (Concept.Level level : Concept.Level.values()) {
            World world = world(level, Concept.Scale.BOOLEAN);
            for (int s = 0; s < 40; s++) {
                world.z[s] = new float[4][3];
            }
            ConceptScores scores = world.score(OPTIONS);
            noNumberIsNone(scores);
            assertThat(scores.family()).isZero();
            assertThat(scores.concepts().get(0).best()).isEmpty();
            assertThat(scores.warnings()).anyMatch(w -> w.startsWith("3 of 3 features never fired"));
        }
    }

    @Test
    void aConstantTargetIsLeftOutWhateverItsValue() {
        for (float value : new float[] {0, 0.25f, 0.5f, 1}) {
            World world = world(Concept.Level.SITE, Concept.Scale.GRADED);
            everywhere(world, value);
            ConceptScores scores = world.score(OPTIONS);
            noNumberIsNone(scores);
            assertThat(scores.concepts().get(0).scored()).isFalse();
            assertThat(scores.concepts().get(0).reason())
                    .startsWith(value < 0.5 ? "only 0 positives" : "only 0 negatives");
        }
    }

    @Test
    void aConstantFeatureTellsNothing() {
        World world = world(Concept.Level.SITE, Concept.Scale.GRADED);
        for (float[][] sample : world.z) {
            for (float[] row : sample) {
                row[0] = 1;
                row[1] = 0;
                row[2] = 0;
            }
        }
        ConceptScores scores = world.score(OPTIONS);
        noNumberIsNone(scores);
        FeatureConcept pair = scores.concepts().get(0).best().orElseThrow();
        assertThat(pair.auroc()).isEqualTo(0.5);
        assertThat(pair.correlation()).isZero();
        assertThat(pair.p()).isEqualTo(1);
        assertThat(scores.discoveries()).isZero();
    }

    @Test
    void unknownEverywhereIsNeitherClass() {
        World world = world(Concept.Level.SITE, Concept.Scale.BOOLEAN);
        everywhere(world, -1);
        ConceptScores scores = world.score(OPTIONS);
        noNumberIsNone(scores);
        assertThat(scores.concepts().get(0).reason()).startsWith("only 0 positives on the selection split");
    }

    @Test
    void aLabelOnARowThatIsNotThereIsRefused() {
        SampleLabels labels =
                new SampleLabels(List.of(World.concept("c", Concept.Level.SITE, Concept.Scale.BOOLEAN))).clear(4);
        for (int row : new int[] {-1, 4}) {
            assertThatThrownBy(() -> labels.site(0, row, 1, 0))
                    .isInstanceOf(AnalysisException.class)
                    .hasMessageContaining("names row " + row + ", but the sample has 4 rows");
            assertThatThrownBy(() -> labels.unknownSite(0, row)).isInstanceOf(AnalysisException.class);
        }
        assertThatThrownBy(() -> labels.site(0, 0, Float.NaN, 0)).hasMessageContaining("from 0 to 1");
        assertThatThrownBy(() -> labels.site(0, 0, 17, 0)).hasMessageContaining("from 0 to 1");
    }

    @Test
    void fewHeldOutGroupsAreWarnedOf() {
        World world = world(Concept.Level.SAMPLE, Concept.Scale.BOOLEAN);
        for (int s = 0; s < 40; s++) {
            world.group[s] = s % 2 == 0 ? s : 1;
        }
        ConceptScores scores = world.score(OPTIONS);
        noNumberIsNone(scores);
        assertThat(scores.warnings())
                .anyMatch(w -> w.startsWith("Only 1 group is held out"))
                .noneMatch(w -> w.contains("on both"));
    }
}
