package org.echelle.analysis.matching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LinearAssignmentTest {
    @Test
    void theAssignmentCostsWhatTheBestOfAllPermutationsCosts() {
        SplittableRandom random = new SplittableRandom(1);
        for (int trial = 0; trial < 2000; trial++) {
            int n = 1 + random.nextInt(7);
            float[] cost = new float[n * n];
            boolean ties = trial % 3 == 0;
            for (int i = 0; i < cost.length; i++) {
                cost[i] = ties ? random.nextInt(4) - 2 : (float) random.nextGaussian();
            }
            int[] found = LinearAssignment.solve(cost, n);
            assertThat(Arrays.stream(found)
                            .distinct()
                            .filter(j -> j >= 0 && j < n)
                            .count())
                    .isEqualTo(n);
            assertThat(total(cost, n, found)).isCloseTo(least(cost, n, 0, new boolean[n]), within(1e-6));
        }
    }

    @Test
    void aLargePlantedPermutationIsFound() {
        int n = 600;
        SplittableRandom random = new SplittableRandom(2);
        int[] planted = permutation(n, random);
        float[] cost = new float[n * n];
        for (int i = 0; i < cost.length; i++) {
            cost[i] = random.nextFloat();
        }
        for (int i = 0; i < n; i++) {
            cost[i * n + planted[i]] = -1; // below every other, so it is the only best assignment
        }
        assertThat(LinearAssignment.solve(cost, n)).isEqualTo(planted);
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

    private static double total(float[] cost, int n, int[] columns) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += cost[i * n + columns[i]];
        }
        return sum;
    }

    private static double least(float[] cost, int n, int row, boolean[] used) {
        if (row == n) {
            return 0;
        }
        double best = Double.POSITIVE_INFINITY;
        for (int j = 0; j < n; j++) {
            if (!used[j]) {
                used[j] = true;
                best = Math.min(best, cost[row * n + j] + least(cost, n, row + 1, used));
                used[j] = false;
            }
        }
        return best;
    }
}
