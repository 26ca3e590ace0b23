package org.echelle.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class StabilityTest {
    @Test
    void aPermutedCopyIsTheSameDictionary() {
        int n = 300;
        int width = 24;
        float[] rows = normal(n * width, 3);
        int[] order = permutation(n, new SplittableRandom(4));
        float[] moved = new float[rows.length];
        for (int i = 0; i < n; i++) {
            for (int d = 0; d < width; d++) {
                moved[order[i] * width + d] = 3 * rows[i * width + d]; // lengths do not matter
            }
        }
        for (int mostExact : new int[] {1000, 1}) {
            Stability.Pair pair = Stability.compare(features(rows, rows, n), features(moved, moved, n), mostExact);
            assertThat(pair.exact()).isEqualTo(mostExact == 1000);
            assertThat(pair.matched()).isEqualTo(1);
            assertThat(pair.decoderMatched()).isEqualTo(1);
            assertThat(pair.meanMaxCosine()).isCloseTo(1, within(1e-6));
            assertThat(pair.pwMcc()).isCloseTo(1, within(1e-6));
        }
    }

    @Test
    void aFeatureThatReadsSomethingElseIsMatchedByItsDecoderOnly() {
        float[] axes = identity(8);
        float[] crossed = axes.clone(); // features 0 and 1 read what the other writes
        System.arraycopy(axes, 0, crossed, 8, 8);
        System.arraycopy(axes, 8, crossed, 0, 8);
        Stability.Pair pair = Stability.compare(features(axes, axes), features(crossed, axes));
        assertThat(pair.decoderMatched()).isEqualTo(1);
        assertThat(pair.matched()).isEqualTo(6 / 8.0);
    }

    @Test
    void aFeatureThatNeverFiredIsUnmatchedAndLowersTheMeans() {
        float[] axes = identity(10);
        boolean[] fires = new boolean[10];
        Arrays.fill(fires, 2, 10, true);
        Stability.Pair pair = Stability.compare(new Stability.Features(axes, axes, fires), features(axes, axes));
        assertThat(pair.silent()).isEqualTo(2);
        assertThat(pair.matched()).isEqualTo(0.8);
        assertThat(pair.pwMcc()).isCloseTo(0.8, within(1e-6));
        assertThat(pair.meanMaxCosine()).isCloseTo(0.8, within(1e-6));
    }

    @Test
    void oppositeDirectionsAreNotTheSame() {
        int n = 256;
        int width = 64;
        float[] rows = normal(n * width, 5);
        float[] negative = rows.clone();
        for (int i = 0; i < negative.length; i++) {
            negative[i] = -negative[i];
        }
        Stability.Pair pair = Stability.compare(features(rows, rows, n), features(negative, negative, n));
        Stability.Pair chance = Stability.chance(n, width, width, 6);
        assertThat(pair.matched()).isZero();
        assertThat(pair.meanMaxCosine()).isCloseTo(chance.meanMaxCosine(), within(0.02));
    }

    /** The greatest of n cosines with a random direction of d coordinates is about sqrt(2 ln n / d). */
    @Test
    void chanceHasTheGreatestCosineThatTheoryExpects() {
        Stability.Pair chance = Stability.chance(1024, 256, 256, 7);
        double theory = Math.sqrt(2 * Math.log(1024) / 256);
        assertThat(chance.meanMaxCosine()).isBetween(0.8 * theory, theory);
        assertThat(chance.pwMcc()).isLessThan(chance.meanMaxCosine());
        assertThat(chance.matched()).isZero();
    }

    @Test
    void overSeveralSeedsEveryPairCountsOnceAndChanceIsTold() {
        float[] axes = identity(16);
        float[] half = axes.clone();
        Arrays.fill(half, 0, 8 * 16, 0); // eight dead atoms
        Stability.Summary summary =
                Stability.of(List.of(features(axes, axes), features(axes, axes), features(half, half)), () -> {});
        assertThat(summary.pairs()).isEqualTo(3);
        assertThat(summary.pwMcc().mean()).isCloseTo((1 + 0.5 + 0.5) / 3, within(1e-6));
        assertThat(summary.pwMcc().sd()).isCloseTo(Math.sqrt(1 / 12.0), within(1e-6));
        assertThat(summary.pwMcc().aboveChance())
                .isEqualTo(summary.pwMcc().mean() - summary.pwMcc().chance());
        assertThat(summary.matched().chance()).isLessThan(0.2);
    }

    @Test
    void dictionariesOfOtherShapesCannotBePaired() {
        assertThatThrownBy(
                        () -> Stability.compare(features(identity(4), identity(4)), features(identity(5), identity(5))))
                .isInstanceOf(AnalysisException.class)
                .hasMessageContaining("one shape");
    }

    /** As many features as an identity matrix of that size has rows. */
    private static Stability.Features features(float[] encoder, float[] decoder) {
        return features(encoder, decoder, (int) Math.round(Math.sqrt(encoder.length)));
    }

    private static Stability.Features features(float[] encoder, float[] decoder, int n) {
        boolean[] fires = new boolean[n];
        Arrays.fill(fires, true);
        return new Stability.Features(encoder, decoder, fires);
    }

    private static float[] identity(int n) {
        float[] out = new float[n * n];
        for (int i = 0; i < n; i++) {
            out[i * n + i] = 1;
        }
        return out;
    }

    private static float[] normal(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] out = new float[count];
        for (int i = 0; i < count; i++) {
            out[i] = (float) random.nextGaussian();
        }
        return out;
    }

    private static int[] permutation(int n, SplittableRandom random) {
        int[] out = new int[n];
        for (int i = 0; i < n; i++) {
            int j = random.nextInt(i + 1);
            out[i] = out[j];
            out[j] = i;
        }
        return out;
    }
}
