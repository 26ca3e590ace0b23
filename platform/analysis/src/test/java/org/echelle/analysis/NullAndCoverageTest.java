package org.echelle.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.echelle.api.Concept;
import org.junit.jupiter.api.Test;

/** What the statistics promise, checked on worlds where the truth is known. */
class NullAndCoverageTest {
    /** Features fire in stretches of rows and concepts cover stretches of rows, neither knowing of the other. */
    private static ConceptScores unrelated(long seed, int samples, int rows, double share) {
        List<Concept> concepts = List.of(
                World.concept("site", Concept.Level.SITE, Concept.Scale.BOOLEAN),
                World.concept("sample", Concept.Level.SAMPLE, Concept.Scale.BOOLEAN));
        int features = 40;
        World world = new World(samples, features, concepts);
        SplittableRandom random = new SplittableRandom(seed);
        for (int s = 0; s < samples; s++) {
            world.z[s] = new float[rows][features];
            world.y[s] = new float[rows][2];
            world.y[s][0][1] = random.nextInt(2);
            int length = 1 + random.nextInt((int) (2 * share * rows));
            int from = random.nextInt(rows);
            for (int i = 0; i < length; i++) {
                world.y[s][(from + i) % rows][0] = 1;
            }
            for (int f = 0; f < features; f++) {
                if (random.nextDouble() < 0.5) {
                    int start = random.nextInt(rows);
                    for (int i = 0; i < 4; i++) {
                        world.z[s][(start + i) % rows][f] = (float) (0.1 + 0.9 * random.nextDouble());
                    }
                }
            }
        }
        return world.score(ScoreOptions.defaults().withBootstrap(0, 0.95, 0).withTop(40, 2));
    }

    @Test
    void unrelatedLabelsGiveDiscoveriesAtOrBelowTheNominalRate() {
        int runsWithDiscoveries = 0;
        int small = 0;
        int tests = 0;
        int runs = 60;
        for (int seed = 0; seed < runs; seed++) {
            ConceptScores scores = unrelated(seed, 100, 24, 0.2);
            runsWithDiscoveries += scores.discoveries() > 0 ? 1 : 0;
            for (ConceptScores.ConceptResult result : scores.concepts()) {
                for (FeatureConcept pair : result.features()) {
                    tests++;
                    small += pair.p() <= 0.05 ? 1 : 0;
                }
            }
        }
        // Nominal: 5 % of runs (3; more than 9 one time in a thousand) and 5 % of tests.
        assertThat(runsWithDiscoveries).isLessThanOrEqualTo(9);
        assertThat((double) small / tests).isLessThanOrEqualTo(0.06);
        assertThat(tests).isGreaterThan(3000);
    }

    @Test
    void oneVoicePerGroupIsNotCountedOncePerSample() {
        // Every sample of a group has the same label and the same activations: 20 groups of 10 on the held-out split.
        int found = 0;
        for (int seed = 0; seed < 40; seed++) {
            List<Concept> concepts = List.of(World.concept("sample", Concept.Level.SAMPLE, Concept.Scale.BOOLEAN));
            World world = new World(400, 20, concepts);
            SplittableRandom random = new SplittableRandom(seed);
            for (int g = 0; g < 40; g++) {
                float[] z = new float[20];
                for (int f = 0; f < 20; f++) {
                    z[f] = random.nextInt(2);
                }
                float label = random.nextInt(2);
                for (int i = 0; i < 10; i++) {
                    // Groups alternate sides with the parity of the sample number.
                    int s = (g / 2 * 10 + i) * 2 + g % 2;
                    world.group[s] = g;
                    world.z[s] = new float[][] {z.clone()};
                    world.y[s] = new float[][] {{label}};
                }
            }
            ConceptScores scores = world.score(ScoreOptions.defaults().withBootstrap(0, 0.95, 0));
            assertThat(scores.heldOut().groups()).isEqualTo(20);
            found += scores.discoveries() > 0 ? 1 : 0;
        }
        assertThat(found).isLessThanOrEqualTo(8);
    }

    /** Labels and firings both lean to their group's side, neither knowing of the other: between all alike and not at all. */
    @Test
    void labelsThatLeanToTheirGroupAreNotCountedOncePerSample() {
        int small = 0;
        int tests = 0;
        for (int seed = 0; seed < 100; seed++) {
            List<Concept> concepts = List.of(World.concept("sample", Concept.Level.SAMPLE, Concept.Scale.BOOLEAN));
            World world = new World(400, 20, concepts);
            SplittableRandom random = new SplittableRandom(seed);
            double[] leaning = new double[20 * 21];
            for (int i = 0; i < leaning.length; i++) {
                leaning[i] = random.nextDouble() < 0.5 ? 0.15 : 0.85;
            }
            for (int s = 0; s < 400; s++) {
                // Groups alternate sides with the parity of the sample number: 10 of 20 on either.
                int g = s / 40 * 2 + s % 2;
                world.group[s] = g;
                world.z[s] = new float[1][20];
                for (int f = 0; f < 20; f++) {
                    world.z[s][0][f] = random.nextDouble() < leaning[g * 21 + f] ? 1 : 0;
                }
                world.y[s] = new float[][] {{random.nextDouble() < leaning[g * 21 + 20] ? 1 : 0}};
            }
            ConceptScores scores = world.score(
                    ScoreOptions.defaults().withBootstrap(0, 0.95, 0).withTop(20, 1));
            for (FeatureConcept pair : scores.concepts().get(0).features()) {
                tests++;
                small += pair.p() <= 0.05 ? 1 : 0;
            }
        }
        assertThat((double) small / tests).isLessThanOrEqualTo(0.06);
        assertThat(tests).isGreaterThan(1000);
    }

    /** Ten classes of the same four seeds on either side, as a diffusion model samples them: seeds are groups that say nothing of the class. */
    @Test
    void classesThatEverySeedHasAreToldByAsManySamplesAsThereAre() {
        List<Concept> concepts = List.of(
                World.concept("three", Concept.Level.SAMPLE, Concept.Scale.BOOLEAN),
                World.concept("even seed", Concept.Level.SAMPLE, Concept.Scale.BOOLEAN));
        World world = new World(320, 4, concepts);
        for (int s = 0; s < 320; s++) {
            int seed = s % 8;
            int asked = s / 8 % 10;
            world.group[s] = seed;
            boolean three = asked == 3;
            boolean even = seed / 2 % 2 == 0;
            // Feature 0 fires for threes, feature 1 for every other seed, 2 always.
            world.z[s] = new float[][] {{three ? 1 : 0, even ? 1 : 0, 1, 0}};
            world.y[s] = new float[][] {{three ? 1 : 0, even ? 1 : 0}};
        }
        ConceptScores scores = world.score(ScoreOptions.defaults().withBootstrap(0, 0.95, 0));
        assertThat(scores.heldOut().groups()).isEqualTo(4);
        FeatureConcept three = scores.concepts().get(0).best().orElseThrow();
        assertThat(three.feature()).isZero();
        assertThat(three.p()).as("16 of 160 samples").isLessThan(1e-10);
        // Two of four seeds: one arrangement of six.
        FeatureConcept even = scores.concepts().get(1).best().orElseThrow();
        assertThat(even.feature()).isEqualTo(1);
        assertThat(even.p()).isCloseTo(1 / 6.0, within(1e-9));
        assertThat(scores.warnings())
                .contains(
                        "Groups hold 40.0 samples on average; tests of concepts of whole samples count 4 to 160 of the"
                                + " 160 held-out samples, the fewer the more a concept goes with the group.",
                        "Only 4 groups are held out; intervals over so few say little.");
    }

    @Test
    void aPlantedFeatureIsFoundAndTellsItsConcept() {
        List<Concept> concepts = List.of(
                World.concept("site", Concept.Level.SITE, Concept.Scale.BOOLEAN),
                World.concept("sample", Concept.Level.SAMPLE, Concept.Scale.BOOLEAN));
        World world = planted(concepts, 1, 600, 0.9, 0.02);
        ConceptScores scores = world.score(ScoreOptions.defaults());
        // A feature that says yes or no has area (1 + hit rate - false alarm rate) / 2.
        // Rows: 0.72 and 0.02; samples, through the maximum over 8 rows: nearly 1 and 1 - 0.98^8.
        double[] closed = {0.85, (2 - (1 - Math.pow(0.98, 8))) / 2};
        for (int c = 0; c < 2; c++) {
            FeatureConcept best = scores.concepts().get(c).best().orElseThrow();
            assertThat(best.feature()).isEqualTo(c);
            assertThat(best.q()).isLessThan(1e-3);
            assertThat(best.f1Interval().holds(best.f1())).isTrue();
            assertThat(best.auroc()).isCloseTo(closed[c], within(0.05));
        }
    }

    private static World planted(List<Concept> concepts, long seed, int samples, double hit, double falseAlarm) {
        int rows = 8;
        World world = new World(samples, 10, concepts);
        SplittableRandom random = new SplittableRandom(seed);
        for (int s = 0; s < samples; s++) {
            world.z[s] = new float[rows][10];
            world.y[s] = new float[rows][concepts.size()];
            // Half of the samples are easy and half are hard, so that rows of a sample go together.
            double ease = random.nextDouble() < 0.5 ? 1 : 0.6;
            boolean sample = random.nextInt(2) == 0;
            for (int r = 0; r < rows; r++) {
                for (int c = 0; c < concepts.size(); c++) {
                    boolean site = concepts.get(c).level() == Concept.Level.SITE;
                    boolean positive = site ? random.nextDouble() < 0.3 : sample;
                    world.y[s][r][c] = positive ? 1 : 0;
                    boolean fires = random.nextDouble() < (positive ? hit * ease : falseAlarm);
                    world.z[s][r][c] = fires ? 1 : 0;
                }
                world.z[s][r][9] = random.nextDouble() < 0.2 ? 1 : 0;
            }
        }
        return world;
    }

    @Test
    void bootstrapIntervalsCoverTheTrueF1() {
        List<Concept> concepts = List.of(World.concept("site", Concept.Level.SITE, Concept.Scale.BOOLEAN));
        // Precision and recall in the limit: 0.3 positive, hit 0.9 * (1 + 0.6) / 2 = 0.72, false alarms 0.05.
        double tp = 0.3 * 0.72;
        double f1 = 2 * tp / (tp + 0.7 * 0.05 + 0.3);
        int covered = 0;
        int runs = 100;
        for (int seed = 0; seed < runs; seed++) {
            FeatureConcept best = planted(concepts, seed, 160, 0.9, 0.05)
                    .score(ScoreOptions.defaults().withBootstrap(200, 0.9, seed))
                    .concepts()
                    .get(0)
                    .best()
                    .orElseThrow();
            assertThat(best.feature()).isZero();
            covered += best.f1Interval().holds(f1) ? 1 : 0;
        }
        // Nominal 90 of 100; three binomial deviations and a little for 80 groups only.
        assertThat(covered).isBetween(79, 99);
    }

    @Test
    void theComparisonNamesTheBetterMethodAndNoWinnerAmongEquals() {
        List<Concept> concepts = List.of(World.concept("site", Concept.Level.SITE, Concept.Scale.BOOLEAN));
        ScoreOptions options = ScoreOptions.defaults();
        World good = planted(concepts, 5, 200, 0.95, 0.02);
        World weak = new World(200, 10, concepts);
        World twin = new World(200, 10, concepts);
        SplittableRandom random = new SplittableRandom(8);
        for (int s = 0; s < 200; s++) {
            weak.y[s] = good.y[s];
            twin.y[s] = good.y[s];
            weak.z[s] = new float[8][10];
            twin.z[s] = new float[8][10];
            for (int r = 0; r < 8; r++) {
                weak.z[s][r][0] = random.nextDouble() < 0.5 ? good.z[s][r][0] : random.nextInt(2);
                // As good as the first, with its own mistakes.
                twin.z[s][r][3] = good.y[s][r][0] == 1
                        ? (random.nextDouble() < 0.76 ? 1 : 0)
                        : random.nextDouble() < 0.02 ? 1 : 0;
            }
        }
        Map<String, ConceptScores> scores = new LinkedHashMap<>();
        scores.put("dictionary", good.score(options));
        scores.put("neurons", weak.score(options));
        ScoreComparison two = ScoreComparison.of(scores);
        assertThat(two.concepts().get(0).byF1().winner()).isEqualTo("dictionary");
        assertThat(two.overall().winner()).isEqualTo("dictionary");
        assertThat(two.summaries().get(0).winsF1()).isEqualTo(1);
        scores.put("twin", twin.score(options));
        ScoreComparison three = ScoreComparison.of(scores);
        assertThat(three.concepts().get(0).byF1().sentence()).isEqualTo("no clear winner");
        assertThat(three.concepts().get(0).byF1().interval().holds(0)).isTrue();
        FactorRecovery recovery = FactorRecovery.of(scores, 0.8);
        assertThat(recovery.methods().get(0).recovered()).isEqualTo(1);
        assertThat(recovery.methods().get(0).recoveredIds()).containsExactly("site");
        assertThat(recovery.methods().get(1).recovered()).isZero();
    }
}
