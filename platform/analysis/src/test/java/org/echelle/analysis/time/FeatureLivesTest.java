package org.echelle.analysis.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.echelle.analysis.GroupBootstrap;
import org.echelle.analysis.PoissonWeights;
import org.junit.jupiter.api.Test;

class FeatureLivesTest {
    @Test
    void aFeatureIsBornAndDiesWhereItsMeanPassesHalfOfItsPeak() {
        assertThat(FeatureLives.moments(new double[] {0, 1, 2, 4, 3, 1})).containsExactly(2, 3, 4);
        // exactly half counts; a rest in between does not end a life; the first of equal peaks is the peak
        assertThat(FeatureLives.moments(new double[] {2, 0, 4, 0, 4, 2})).containsExactly(0, 2, 5);
        assertThat(FeatureLives.moments(new double[] {0, 0, 7})).containsExactly(2, 2, 2);
    }

    @Test
    void silentRowsCountAndRowsThatTakeNoPartDoNot() {
        // steps 0 and 1; two rows each, a fifth row takes no part
        int[] step = {0, 0, 1, 1, -1};
        FeatureLives lives = new FeatureLives(step, new int[5], new String[] {"g"}, 2, GroupBootstrap.NONE);
        FeatureLife life =
                lives.of(7, new int[] {0, 2, 3, 4}, new float[] {1, 2, 4, 100}).orElseThrow();
        assertThat(life.feature()).isEqualTo(7);
        assertThat(life.mean()).containsExactly(.5f, 3);
        assertThat(life.share()).containsExactly(.5f, 1);
        assertThat(life.peak().step()).isEqualTo(1);
        assertThat(life.birth().step()).isEqualTo(1);
        assertThat(life.peak().known()).isFalse();
        assertThat(lives.of(8, new int[] {4}, new float[] {1})).isEmpty();
        // nothing of one feature is left over for the next
        assertThat(lives.of(9, new int[] {1}, new float[] {6}).orElseThrow().mean())
                .containsExactly(3, 0);
    }

    @Test
    void replicatesAreThoseOfDrawingTheRowsOfEachGroupAnew() {
        Random random = new Random(5);
        int groups = 9;
        int steps = 4;
        int n = 300;
        String[] names = new String[groups];
        Arrays.setAll(names, g -> "group " + g);
        int[] step = random.ints(n, 0, steps).toArray();
        int[] group = random.ints(n, 0, groups).toArray();
        float[] value = new float[n];
        for (int r = 0; r < n; r++) {
            // whole numbers, so that the order of a sum changes nothing
            value[r] = random.nextInt(3) == 0 ? 1 + random.nextInt(9) : 0;
        }
        int[] row =
                java.util.stream.IntStream.range(0, n).filter(r -> value[r] > 0).toArray();
        float[] active = new float[row.length];
        for (int i = 0; i < row.length; i++) {
            active[i] = value[row[i]];
        }
        GroupBootstrap draws = new GroupBootstrap(100, .9, 3);
        FeatureLife life = new FeatureLives(step, group, names, steps, draws)
                .of(0, row, active)
                .orElseThrow();

        int[][] weights = new int[groups][100];
        for (int g = 0; g < groups; g++) {
            PoissonWeights.draw(names[g], 3, weights[g]);
        }
        int[] peaks = new int[100];
        for (int b = 0; b < 100; b++) {
            double[] sum = new double[steps];
            double[] count = new double[steps];
            for (int r = 0; r < n; r++) {
                sum[step[r]] += weights[group[r]][b] * value[r];
                count[step[r]] += weights[group[r]][b];
            }
            for (int t = 1; t < steps; t++) {
                if (sum[t] / count[t] > sum[peaks[b]] / count[peaks[b]]) {
                    peaks[b] = t;
                }
            }
        }
        Arrays.sort(peaks);
        assertThat(life.peak().low()).isEqualTo(peaks[5]);
        assertThat(life.peak().high()).isEqualTo(peaks[94]);
        assertThat(life.peak().known()).isTrue();
    }

    @Test
    void eachStepIsComparedWithItsOwnMean() {
        StepFits fits = new StepFits(2, new GroupBootstrap(50, .95, 1));
        // step 10: rows (1,0), (3,0), returned as their mean: nothing explained. Step 5: returned as they are.
        fits.add(10, "a", new float[] {1, 0}, new float[] {2, 0}, 1);
        fits.add(10, "b", new float[] {3, 0}, new float[] {2, 0}, 3);
        fits.add(5, "a", new float[] {100, 7}, new float[] {100, 7}, 4);
        fits.add(5, "b", new float[] {102, 9}, new float[] {102, 9}, 4);
        assertThat(fits.steps()).containsExactly(5, 10);
        var found = fits.of(new int[] {10, 5});
        assertThat(found.get(0).fvu()).isCloseTo(1, within(1e-12));
        assertThat(found.get(0).l0()).isEqualTo(2);
        assertThat(found.get(0).variance()).isCloseTo(1, within(1e-12));
        assertThat(found.get(0).rows()).isEqualTo(2);
        assertThat(found.get(1).fvu()).isZero();
        assertThat(found.get(1).variance()).isCloseTo(2, within(1e-12));
        assertThat(found.get(1).l0Interval().low()).isEqualTo(4);
    }
}
