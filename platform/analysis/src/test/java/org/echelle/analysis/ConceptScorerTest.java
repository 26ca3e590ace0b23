package org.echelle.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.commons.statistics.distribution.HypergeometricDistribution;
import org.echelle.api.Concept;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConceptScorerTest {
    private static final ScoreOptions OPTIONS =
            ScoreOptions.defaults().withSupport(1, 1).withTop(6, 4).withBootstrap(20, 0.9, 1);

    @ParameterizedTest
    @CsvSource({"1, 0", "2, 0", "3, 0.2", "4, 0.2", "5, 0.5"})
    void everyFigureEqualsBruteForce(long seed, double unknown) {
        World world = World.random(seed, 60, 6, unknown);
        ConceptScores scores = world.score(OPTIONS);
        for (int c = 0; c < world.concepts.size(); c++) {
            ConceptScores.ConceptResult result = scores.concepts().get(c);
            assertThat(result.features()).isNotEmpty();
            for (FeatureConcept pair : result.features()) {
                checkPair(world, pair);
            }
            double bestByForce = 0;
            for (int f = 0; f < world.features; f++) {
                bestByForce = Math.max(bestByForce, bestF1(world.observe(f, c, 0)));
            }
            assertThat(result.best().orElseThrow().selectionF1()).isCloseTo(bestByForce, within(1e-6));
        }
    }

    private static void checkPair(World world, FeatureConcept pair) {
        World.Observed o = world.observe(pair.feature(), pair.concept(), 1);
        long tp = 0;
        long fired = 0;
        long positives = 0;
        double[] sums = new double[5];
        boolean graded = world.concepts.get(pair.concept()).scale() == Concept.Scale.GRADED;
        for (int i = 0; i < o.activation().size(); i++) {
            boolean positive = graded ? o.degree().get(i) >= 0.5f : o.degree().get(i) > 0;
            boolean fires = o.activation().get(i) > pair.threshold();
            positives += positive ? 1 : 0;
            fired += fires ? 1 : 0;
            tp += positive && fires ? 1 : 0;
            double a = o.activation().get(i);
            double g = o.degree().get(i);
            sums[0] += a;
            sums[1] += a * a;
            sums[2] += g;
            sums[3] += g * g;
            sums[4] += a * g;
        }
        assertThat(pair.observations()).isEqualTo(o.activation().size());
        assertThat(pair.positives()).isEqualTo(positives);
        assertThat(pair.fired()).isEqualTo(fired);
        assertThat(pair.truePositives()).isEqualTo(tp);
        assertThat(pair.precision()).isCloseTo(fired == 0 ? 0 : (double) tp / fired, within(1e-12));
        assertThat(pair.recall()).isCloseTo((double) tp / positives, within(1e-12));
        assertThat(pair.f1()).isCloseTo(2.0 * tp / (fired + positives), within(1e-12));
        // The world's values lie on eighths and 3/32nds, which 64 quadratic bins tell apart nearly everywhere.
        assertThat(pair.auroc()).isCloseTo(exactAuroc(o, graded), within(pair.aurocError() + 1e-9));
        assertThat(pair.selectionF1())
                .isCloseTo(bestF1(world.observe(pair.feature(), pair.concept(), 0)), within(1e-6));
        if (graded) {
            double n = o.activation().size();
            double r = (n * sums[4] - sums[0] * sums[2])
                    / Math.sqrt((n * sums[1] - sums[0] * sums[0]) * (n * sums[3] - sums[2] * sums[2]));
            assertThat(pair.correlation()).isCloseTo(r, within(1e-9));
        }
        if (world.concepts.get(pair.concept()).level() == Concept.Level.SAMPLE) {
            double p = HypergeometricDistribution.of(o.activation().size(), (int) positives, (int) fired)
                    .survivalProbability((int) tp - 1);
            assertThat(pair.p()).isCloseTo(p, within(1e-10));
        }
    }

    private static double exactAuroc(World.Observed o, boolean graded) {
        double wins = 0;
        long pairs = 0;
        for (int i = 0; i < o.degree().size(); i++) {
            for (int j = 0; j < o.degree().size(); j++) {
                float cut = graded ? 0.5f : Float.MIN_VALUE;
                if (o.degree().get(i) >= cut && o.degree().get(j) < cut) {
                    pairs++;
                    int sign =
                            Float.compare(o.activation().get(i), o.activation().get(j));
                    wins += sign > 0 ? 1 : sign == 0 ? 0.5 : 0;
                }
            }
        }
        return wins / pairs;
    }

    /** Best F1 over every threshold between distinct activations, which the grid can all tell apart. */
    private static double bestF1(World.Observed o) {
        boolean graded = o.degree().stream().anyMatch(d -> d > 0 && d < 1);
        double best = 0;
        for (int t = 0; t < 64; t++) {
            float threshold = (float) ((double) t * t / 4096);
            long tp = 0;
            long sum = 0;
            for (int i = 0; i < o.activation().size(); i++) {
                boolean positive = o.degree().get(i) >= (graded ? 0.5f : Float.MIN_VALUE);
                boolean fires = o.activation().get(i) > threshold;
                tp += positive && fires ? 1 : 0;
                sum += (positive ? 1 : 0) + (fires ? 1 : 0);
            }
            best = Math.max(best, sum == 0 ? 0 : 2.0 * tp / sum);
        }
        return best;
    }

    @Test
    void theBestSelectionF1OfAPairIsTheBestOverAllThresholds() {
        World world = World.random(11, 80, 5, 0.1);
        ConceptScores scores = world.score(OPTIONS);
        for (ConceptScores.ConceptResult result : scores.concepts()) {
            for (FeatureConcept pair : result.features()) {
                assertThat(pair.selectionF1())
                        .isCloseTo(bestF1(world.observe(pair.feature(), pair.concept(), 0)), within(1e-6));
            }
        }
    }

    @Test
    void interplmExampleOfTwentyResiduesHasItsPublishedF1() {
        // Domain A is residues 3-7, B 12-15; the feature fires on 3, 4, 5, 9, 12: P = .8, R = 4/9, domain recall 1.
        FeatureConcept pair = domains(new int[] {3, 4, 5, 9, 12}, new int[][] {{3, 7}, {12, 15}}, 20);
        assertThat(pair.precision()).isEqualTo(0.8);
        assertThat(pair.recall()).isCloseTo(4.0 / 9, within(1e-12));
        assertThat(pair.f1()).isCloseTo(0.57142857, within(1e-8));
        assertThat(pair.instances()).isEqualTo(2);
        assertThat(pair.instanceRecall()).isEqualTo(1);
        assertThat(pair.instanceF1()).isCloseTo(0.88888889, within(1e-8));
    }

    @Test
    void oneFiringInEachDomainGivesDomainF1OfOne() {
        FeatureConcept pair = domains(new int[] {0, 10, 20}, new int[][] {{0, 9}, {10, 19}, {20, 29}}, 60);
        assertThat(pair.precision()).isEqualTo(1);
        assertThat(pair.recall()).isCloseTo(0.1, within(1e-12));
        assertThat(pair.instanceRecall()).isEqualTo(1);
        assertThat(pair.instanceF1()).isEqualTo(1);
    }

    private static FeatureConcept domains(int[] fires, int[][] domains, int rows) {
        List<Concept> concepts = List.of(World.concept("d", Concept.Level.SITE, Concept.Scale.BOOLEAN));
        ConceptScorer scorer = new ConceptScorer(1, new float[] {1}, concepts, OPTIONS);
        int[] start = new int[rows + 1];
        int n = 0;
        for (int r = 0; r < rows; r++) {
            n += n < fires.length && fires[n] == r ? 1 : 0;
            start[r + 1] = n;
        }
        float[] value = new float[fires.length];
        Arrays.fill(value, 1f);
        SampleCodes codes = new SampleCodes(rows, start, new int[fires.length], value);
        SampleLabels labels = new SampleLabels(concepts).clear(rows);
        for (int d = 0; d < domains.length; d++) {
            for (int r = domains[d][0]; r <= domains[d][1]; r++) {
                labels.site(0, r, 1, d + 1);
            }
        }
        scorer.select("a", codes, labels);
        scorer.freeze();
        scorer.holdOut("b", codes, labels);
        return scorer.finish().concepts().get(0).best().orElseThrow();
    }

    @Test
    void twoBoxesOverOnePatchCountItOnceAndBothBoxes() {
        List<Concept> concepts = List.of(World.concept("box", Concept.Level.SITE, Concept.Scale.BOOLEAN));
        ConceptScorer scorer = new ConceptScorer(1, new float[] {1}, concepts, OPTIONS);
        SampleCodes codes = new SampleCodes(3, new int[] {0, 1, 1, 1}, new int[] {0}, new float[] {0.9f});
        SampleLabels labels = new SampleLabels(concepts).clear(3);
        labels.site(0, 0, 1, 1);
        labels.site(0, 0, 1, 2);
        labels.unknownSite(0, 0);
        scorer.select("a", codes, labels);
        scorer.freeze();
        scorer.holdOut("b", codes, labels);
        FeatureConcept pair = scorer.finish().concepts().get(0).best().orElseThrow();
        assertThat(pair.positives()).isEqualTo(1);
        assertThat(pair.observations()).isEqualTo(3);
        assertThat(pair.instances()).isEqualTo(2);
        assertThat(pair.instanceRecall()).isEqualTo(1);
    }

    @Test
    void conceptsThatCannotBeScoredAreLeftOutWithASentenceAndNothingIsNaN() {
        World world = World.random(7, 40, 5, 0);
        for (int s = 0; s < 40; s++) {
            for (int r = 0; r < world.z[s].length; r++) {
                world.y[s][r][0] = 0;
                world.y[s][r][1] = 1;
                world.z[s][r][4] = 0;
                if (s % 2 == 1) {
                    world.y[s][r][3] = 0;
                }
            }
        }
        ConceptScores scores = world.score(OPTIONS);
        assertThat(scores.warnings())
                .anyMatch(w -> w.contains("site/a") && w.contains("positives on the selection"))
                .anyMatch(w -> w.contains("sample/a") && w.contains("negatives on the selection"))
                .anyMatch(w -> w.contains("sample/b") && w.contains("positives on the held-out"))
                .anyMatch(w -> w.contains("1 of 5 features never fired"));
        assertThat(scores.concepts().get(0).scored()).isFalse();
        assertThat(scores.concepts().get(2).scored()).isTrue();
        assertThat(scores.toString()).doesNotContain("NaN").doesNotContain("Infinity");
    }

    @Test
    void emptySplitsGiveWarningsAndNoFailure() {
        World world = World.random(7, 1, 3, 0);
        ConceptScores scores = world.score(OPTIONS);
        assertThat(scores.family()).isZero();
        assertThat(scores.warnings()).anyMatch(w -> w.contains("held-out split is empty"));
        assertThat(scores.toString()).doesNotContain("NaN");
    }

    @Test
    void aGroupOnBothSidesIsNamed() {
        World world = World.random(7, 20, 3, 0);
        world.group[3] = 2;
        assertThat(world.score(OPTIONS).warnings()).anyMatch(w -> w.contains("g2") && w.contains("both"));
    }

    @Test
    void theFamilyIsEveryTestedFeatureWithEveryScoredConcept() {
        World world = World.random(9, 60, 6, 0);
        assertThat(world.score(OPTIONS).family()).isEqualTo(6 * 4);
    }

    @Test
    void fewerThresholdsAreTakenWhenTheBudgetIsSmallAndTooSmallABudgetIsRefused() {
        World world = World.random(9, 60, 6, 0);
        ConceptScores scores = world.score(OPTIONS.withMemory(ConceptScorer.histogramBytes(6, 4, 16)));
        assertThat(scores.bins()).isEqualTo(16);
        assertThat(scores.warnings()).anyMatch(w -> w.contains("from 64 to 16"));
        assertThatThrownBy(() -> world.score(OPTIONS.withMemory(10)))
                .isInstanceOf(AnalysisException.class)
                .hasMessageContaining("raise the budget");
    }

    @Test
    void brokenActivationsAndLabelsAreRefusedInASentence() {
        World world = World.random(9, 4, 2, 0);
        world.z[0][0][1] = Float.NaN;
        assertThatThrownBy(() -> world.score(OPTIONS)).hasMessageContaining("Feature 1 has the activation NaN");
        SampleLabels labels = new SampleLabels(world.concepts).clear(2);
        assertThatThrownBy(() -> labels.site(0, 2, 1, 0)).hasMessageContaining("site/a names row 2");
        assertThatThrownBy(() -> labels.sample(0, 1)).hasMessageContaining("use site");
        assertThatThrownBy(() -> labels.site(1, 0, 1, 0)).hasMessageContaining("use sample");
        assertThatThrownBy(() -> labels.sample(1, 2)).hasMessageContaining("from 0 to 1");
        assertThatThrownBy(() -> labels.sample(9, 1)).hasMessageContaining("only 4 concepts");
    }

    @Test
    void replicatesAreWeightedCountsOfEverySampleWhateverItsSize() {
        List<Concept> concepts = List.of(World.concept("site", Concept.Level.SITE, Concept.Scale.BOOLEAN));
        World world = new World(300, 2, concepts);
        SplittableRandom random = new SplittableRandom(4);
        for (int s = 0; s < 300; s++) {
            int rows = s % 10 == 1 ? 400 : 1 + random.nextInt(60);
            world.z[s] = new float[rows][2];
            world.y[s] = new float[rows][1];
            for (int r = 0; r < rows; r++) {
                world.y[s][r][0] = random.nextInt(2);
                world.z[s][r][0] = random.nextDouble() < 0.5 + 0.3 * world.y[s][r][0] ? 1 : 0;
            }
        }
        ConceptScores.ConceptResult result =
                world.score(OPTIONS.withBootstrap(41, 0.9, 7)).concepts().get(0);
        double[] tp = new double[41];
        double[] sum = new double[41];
        int[] weights = new int[41];
        for (int s = 1; s < 300; s += 2) {
            PoissonWeights.draw("g" + s, 7, weights);
            for (int r = 0; r < world.z[s].length; r++) {
                for (int b = 0; b < 41; b++) {
                    tp[b] += weights[b] * world.z[s][r][0] * world.y[s][r][0];
                    sum[b] += weights[b] * (world.z[s][r][0] + world.y[s][r][0]);
                }
            }
        }
        for (int b = 0; b < 41; b++) {
            assertThat((double) result.f1Replicates()[b]).isCloseTo(2 * tp[b] / sum[b], within(1e-6));
        }
    }

    @Test
    void whereBatchesEndMakesNoDifference() {
        World world = World.random(12, 60, 6, 0.2);
        ConceptScorer scorer = new ConceptScorer(6, world.max(), world.concepts, OPTIONS);
        SampleLabels labels = new SampleLabels(world.concepts);
        for (int s = 0; s < 60; s += 2) {
            scorer.select("g" + s, world.codes(s), world.labels(labels, s));
            scorer.settle();
        }
        scorer.freeze();
        for (int s = 1; s < 60; s += 2) {
            scorer.holdOut("g" + s, world.codes(s), world.labels(labels, s));
            scorer.settle();
        }
        assertThat(scorer.finish()).usingRecursiveComparison().isEqualTo(world.score(OPTIONS));
    }

    @Test
    void intervalsBelongToAConceptsFeaturesAndAFeaturesFirstConcept() {
        ConceptScores scores = World.random(3, 60, 6, 0).score(OPTIONS.withTop(1, 4));
        long without = 0;
        for (ConceptScores.FeatureResult feature : scores.byFeature()) {
            assertThat(feature.concepts().get(0).f1Interval().known()).isTrue();
            for (FeatureConcept pair : feature.concepts()) {
                if (!pair.f1Interval().known()) {
                    without++;
                    assertThat(pair.f1Interval()).isEqualTo(Interval.none(pair.f1()));
                }
            }
        }
        assertThat(without).isPositive();
        for (ConceptScores.ConceptResult result : scores.concepts()) {
            assertThat(result.best().orElseThrow().f1Interval().known()).isTrue();
        }
    }

    @Test
    void edgesAreStrict() {
        PairCounts counts = new PairCounts(1, 1, 64, new float[] {3.7f});
        for (int t = 0; t < 64; t++) {
            float edge = counts.edge(0, t);
            if (t > 0) {
                assertThat(counts.bin(0, edge)).isEqualTo(t - 1);
            }
            assertThat(counts.bin(0, Math.nextUp(edge))).isEqualTo(t);
        }
        assertThat(counts.bin(0, 99f)).isEqualTo(63);
    }
}
