package org.echelle.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.echelle.api.Concept;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Permutation null: patients with several pictures each, patches that go together, features that know patients and one that knows the
 * concepts. With labels given to the wrong patients nothing is left to discover.
 */
class ShuffledLabelsTest {
    private static final int PATIENTS = 120;
    private static final int PICTURES = 3;
    private static final int ROWS = 12;
    private static final int FEATURES = 30;

    private static final ScoreOptions OPTIONS = ScoreOptions.defaults().withBootstrap(0, 0.95, 0);

    /** Samples alternate sides, so patients do: sample {@code 2 * (PICTURES * (p / 2) + i) + p % 2} is picture i of patient p. */
    private static int sample(int patient, int picture) {
        return 2 * (PICTURES * (patient / 2) + picture) + patient % 2;
    }

    private static World patients(long seed) {
        List<Concept> concepts = List.of(
                World.concept("lesion", Concept.Level.SITE, Concept.Scale.BOOLEAN),
                World.concept("sick", Concept.Level.SAMPLE, Concept.Scale.BOOLEAN),
                World.concept("severity", Concept.Level.SAMPLE, Concept.Scale.GRADED));
        World world = new World(PATIENTS * PICTURES, FEATURES, concepts);
        SplittableRandom random = new SplittableRandom(seed);
        for (int p = 0; p < PATIENTS; p++) {
            boolean sick = random.nextInt(3) == 0;
            boolean[] habit = new boolean[FEATURES];
            for (int f = 0; f < FEATURES; f++) {
                habit[f] = random.nextInt(3) == 0;
            }
            for (int i = 0; i < PICTURES; i++) {
                int s = sample(p, i);
                world.group[s] = p;
                world.z[s] = new float[ROWS][FEATURES];
                world.y[s] = new float[ROWS][3];
                world.y[s][0][1] = sick ? 1 : 0;
                world.y[s][0][2] = sick ? 0.5f + random.nextInt(4) / 8f : random.nextInt(3) / 8f;
                int from = random.nextInt(ROWS);
                for (int r = 0; r < ROWS; r++) {
                    boolean lesion = sick && (r - from + ROWS) % ROWS < 4;
                    world.y[s][r][0] = lesion ? 1 : 0;
                    for (int f = 1; f < FEATURES; f++) {
                        // A patient's features come back in all pictures, in stretches.
                        world.z[s][r][f] = habit[f] && (r + f) % ROWS < 5 ? 0.5f + random.nextInt(4) / 8f : 0;
                    }
                    world.z[s][r][0] = lesion && random.nextInt(5) > 0 ? 1 : 0;
                }
            }
        }
        return world;
    }

    private static ConceptScores shuffled(World world, long seed) {
        World other = new World(world.z.length, FEATURES, world.concepts);
        SplittableRandom random = new SplittableRandom(seed);
        int[] from = new int[PATIENTS];
        for (int p = 0; p < PATIENTS; p++) {
            from[p] = p;
        }
        for (int p = PATIENTS - 1; p > 1; p--) {
            // Within a side.
            int q = p % 2 + 2 * random.nextInt(p / 2 + 1);
            int kept = from[p];
            from[p] = from[q];
            from[q] = kept;
        }
        for (int p = 0; p < PATIENTS; p++) {
            for (int i = 0; i < PICTURES; i++) {
                other.group[sample(p, i)] = p;
                other.z[sample(p, i)] = world.z[sample(p, i)];
                other.y[sample(p, i)] = world.y[sample(from[p], i)];
            }
        }
        return other.score(OPTIONS);
    }

    @Test
    void theTrueLabelsAreDiscovered() {
        ConceptScores scores = patients(1).score(OPTIONS);
        assertThat(scores.discoveries()).isGreaterThanOrEqualTo(2);
        assertThat(scores.matchedFeatures()).isBetween(1, scores.testedFeatures());
        for (ConceptScores.ConceptResult result : scores.concepts()) {
            assertThat(result.best().orElseThrow().feature()).isZero();
            assertThat(result.best().orElseThrow().q()).isLessThan(0.01);
        }
    }

    @Test
    void twentyShufflesByPatientDiscoverNothingBeyondTheNominalRate() {
        // More than 4 of 20 at 5 % each would be seen three times in a thousand.
        assertThat(withDiscoveries(20)).isLessThanOrEqualTo(4);
    }

    @Tag("long")
    @Test
    void twoHundredShufflesByPatientDiscoverNothingBeyondTheNominalRate() {
        assertThat(withDiscoveries(200)).isLessThanOrEqualTo(10);
    }

    private static int withDiscoveries(int shuffles) {
        int found = 0;
        for (int i = 0; i < shuffles; i++) {
            found += shuffled(patients(1 + i / 20), i).discoveries() > 0 ? 1 : 0;
        }
        return found;
    }
}
