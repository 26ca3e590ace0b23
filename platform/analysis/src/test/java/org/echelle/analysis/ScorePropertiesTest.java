package org.echelle.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

class ScorePropertiesTest {
    private static final ScoreOptions OPTIONS =
            ScoreOptions.defaults().withSupport(1, 1).withTop(4, 2).withBootstrap(20, 0.9, 1);

    /** Half of what is found may be false, so that random worlds have something found; every pair is listed. */
    private static final ScoreOptions LOOSE = new ScoreOptions(
            OPTIONS.bins(),
            OPTIONS.aggregate(),
            OPTIONS.gradedCut(),
            100,
            2,
            20,
            0.9,
            1,
            1,
            0.5,
            1,
            OPTIONS.memoryBytes());

    @Property(tries = 100)
    void theOrderOfSamplesDoesNotMatter(@ForAll long seed, @ForAll @IntRange(min = 2, max = 30) int samples) {
        World world = World.random(seed, samples, 5, 0.1);
        int[] order = new int[samples];
        for (int s = 0; s < samples; s++) {
            order[s] = s;
        }
        Random random = new Random(seed);
        for (int i = samples - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int kept = order[i];
            order[i] = order[j];
            order[j] = kept;
        }
        ConceptScores a = world.score(OPTIONS);
        ConceptScores b = world.score(OPTIONS, order);
        assertThat(b.discoveries()).isEqualTo(a.discoveries());
        for (int c = 0; c < a.concepts().size(); c++) {
            ConceptScores.ConceptResult one = a.concepts().get(c);
            ConceptScores.ConceptResult two = b.concepts().get(c);
            assertThat(two.f1Replicates()).isEqualTo(one.f1Replicates());
            assertThat(two.aurocReplicates()).isEqualTo(one.aurocReplicates());
            assertThat(two.features()).hasSameSizeAs(one.features());
            for (int i = 0; i < one.features().size(); i++) {
                FeatureConcept x = one.features().get(i);
                FeatureConcept y = two.features().get(i);
                assertThat(y.feature()).isEqualTo(x.feature());
                assertThat(y.f1()).isEqualTo(x.f1());
                assertThat(y.f1Interval()).isEqualTo(x.f1Interval());
                assertThat(y.p()).isCloseTo(x.p(), within(1e-9));
            }
        }
    }

    @Property(tries = 100)
    void matchedFeaturesAreThoseOfTheFoundPairs(@ForAll long seed, @ForAll @IntRange(min = 4, max = 30) int samples) {
        ConceptScores scores = World.random(seed, samples, 5, 0.1).score(LOOSE);
        Set<Integer> features = new HashSet<>();
        long found = 0;
        for (ConceptScores.ConceptResult result : scores.concepts()) {
            for (FeatureConcept pair : result.features()) {
                if (pair.q() <= 0.5) {
                    found++;
                    features.add(pair.feature());
                }
            }
        }
        assertThat(scores.matchedFeatures()).isBetween(features.size(), scores.testedFeatures());
        if (found == scores.discoveries()) { // else some were silent where thresholds are chosen, and are not listed
            assertThat(scores.matchedFeatures()).isEqualTo(features.size());
        }
    }

    @Property(tries = 30)
    void everyNumberIsInItsRange(
            @ForAll long seed, @ForAll @IntRange(max = 20) int samples, @ForAll @DoubleRange(max = 1) double unknown) {
        ConceptScores scores = World.random(seed, samples, 4, unknown).score(OPTIONS);
        assertThat(scores.toString()).doesNotContain("NaN").doesNotContain("Infinity");
        for (ConceptScores.ConceptResult result : scores.concepts()) {
            for (FeatureConcept pair : result.features()) {
                assertThat(pair.f1()).isBetween(0.0, 1.0);
                assertThat(pair.auroc()).isBetween(0.0, 1.0);
                assertThat(pair.p()).isBetween(0.0, 1.0);
                assertThat(pair.q()).isBetween(pair.p() - 1e-12, 1.0);
                assertThat(pair.f1Interval().low())
                        .isBetween(0.0, pair.f1Interval().high());
            }
        }
    }

    @Property(tries = 50)
    void reconstructionOfPartsMergesToTheWhole(
            @ForAll long seed, @ForAll @IntRange(max = 30) int first, @ForAll @IntRange(max = 30) int second) {
        Random random = new Random(seed);
        int width = 3;
        Reconstruction whole = new Reconstruction(width);
        Reconstruction a = new Reconstruction(width);
        Reconstruction b = new Reconstruction(width);
        for (int row = 0; row < first + second; row++) {
            float[] x = new float[width];
            float[] y = new float[width];
            for (int i = 0; i < width; i++) {
                x[i] = (float) (100 + random.nextGaussian());
                y[i] = x[i] + (float) random.nextGaussian();
            }
            whole.add(x, y, 1);
            (row < first ? a : b).add(x, y, 1);
        }
        a.merge(b);
        assertThat(a.summary().rows()).isEqualTo(whole.summary().rows());
        if (first + second > 1) {
            assertThat(a.summary().fvu())
                    .isCloseTo(
                            whole.summary().fvu(), within(1e-9 * whole.summary().fvu()));
        }
        assertThat(a.summary().cosine()).isCloseTo(whole.summary().cosine(), within(1e-12));
        assertThat(a.summary().shrinkage()).isCloseTo(whole.summary().shrinkage(), within(1e-12));
    }

    @Property(tries = 50)
    void densityOfPartsMergesToTheWhole(@ForAll long seed, @ForAll @IntRange(max = 10) int cut) {
        World world = World.random(seed, 10, 5, 0);
        Density whole = new Density(5);
        Density a = new Density(5);
        Density b = new Density(5);
        for (int s = 0; s < 10; s++) {
            whole.add(world.codes(s));
            (s < cut ? a : b).add(world.codes(s));
        }
        a.merge(b);
        assertThat(a.summary()).usingRecursiveComparison().isEqualTo(whole.summary());
    }
}
