package org.echelle.analysis.counting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.echelle.analysis.AnalysisException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConceptCountsTest {
    /** A dense world with boxes that may overlap: z[sample][row][feature], boxes as {sample, concept, first row, last row}. */
    private record World(float[][][] z, List<int[]> boxes, boolean[][][] unknown, int concepts, int features) {
        static World random(long seed, int samples, int features, int concepts) {
            SplittableRandom random = new SplittableRandom(seed);
            float[][][] z = new float[samples][][];
            boolean[][][] unknown = new boolean[samples][][];
            List<int[]> boxes = new ArrayList<>();
            for (int s = 0; s < samples; s++) {
                int rows = 1 + random.nextInt(12);
                z[s] = new float[rows][features];
                unknown[s] = new boolean[rows][concepts];
                for (int r = 0; r < rows; r++) {
                    for (int f = 0; f < features; f++) {
                        z[s][r][f] = random.nextInt(3) == 0 ? random.nextInt(1, 21) / 20f : 0;
                    }
                    for (int c = 0; c < concepts; c++) {
                        unknown[s][r][c] = random.nextInt(5) == 0;
                    }
                }
                for (int b = random.nextInt(5); b > 0; b--) {
                    int first = random.nextInt(rows);
                    boxes.add(new int[] {s, random.nextInt(concepts), first, first + random.nextInt(rows - first)});
                }
            }
            return new World(z, boxes, unknown, concepts, features);
        }

        boolean positive(int s, int r, int c) {
            return boxes.stream().anyMatch(b -> b[0] == s && b[1] == c && b[2] <= r && r <= b[3]);
        }

        boolean unknown(int s, int r, int c) {
            return unknown[s][r][c] && !positive(s, r, c);
        }

        void tell(ConceptCounts counts, int s) {
            int rows = z[s].length;
            int[] start = new int[rows + 1];
            List<Integer> feature = new ArrayList<>();
            List<Float> value = new ArrayList<>();
            for (int r = 0; r < rows; r++) {
                for (int f = 0; f < features; f++) {
                    // A stored zero is as good as none.
                    if (z[s][r][f] > 0 || f == 0) {
                        feature.add(f);
                        value.add(z[s][r][f]);
                    }
                }
                start[r + 1] = feature.size();
            }
            float[] values = new float[value.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = value.get(i);
            }
            counts.rows(rows, start, feature.stream().mapToInt(i -> i).toArray(), values);
            for (int r = 0; r < rows; r++) {
                for (int c = 0; c < concepts; c++) {
                    if (positive(s, r, c)) {
                        counts.positive(r, c);
                    } else if (unknown(s, r, c)) {
                        counts.unknown(r, c);
                    }
                }
            }
            for (int[] box : boxes) {
                if (box[0] == s) {
                    int instance = counts.instance(box[1]);
                    // Not in rising order, as an annotation may tell them.
                    for (int r = box[3]; r >= box[2]; r--) {
                        counts.inInstance(r, instance);
                    }
                }
            }
        }

        int[] fired(int f, int c, float threshold) {
            int[] counts = new int[3];
            for (int s = 0; s < z.length; s++) {
                for (int r = 0; r < z[s].length; r++) {
                    if (z[s][r][f] > threshold) {
                        counts[0]++;
                        counts[1] += positive(s, r, c) ? 1 : 0;
                        counts[2] += unknown(s, r, c) ? 1 : 0;
                    }
                }
            }
            return counts;
        }

        int found(int f, int c, float threshold) {
            int found = 0;
            for (int[] box : boxes) {
                boolean hit = false;
                for (int r = box[2]; r <= box[3]; r++) {
                    hit |= z[box[0]][r][f] > threshold;
                }
                found += box[1] == c && hit ? 1 : 0;
            }
            return found;
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1, 5, 1, false",
        "2, 64, 1, true",
        "3, 8, 2, false",
        "4, 11, 2, true",
        "5, 128, 3, true",
        "6, 1, 1, false"
    })
    void everyCountEqualsBruteForceWhateverTheThresholdsTheThreadsAndTheBatches(
            long seed, int thresholds, int threads, boolean small) {
        World world = World.random(seed, 40, 7, 4);
        float[] max = {1, 0.9f, 1, 0.5f, 1, 1, 0.7f};
        double[] shares = {0, 0.15, 0.5, 0.6, 0.8};
        ThresholdGrid grid =
                thresholds == 5 ? ThresholdGrid.shares(shares, max) : ThresholdGrid.quadratic(thresholds, max);
        ConceptCounts counts = new ConceptCounts(grid, 4, threads);
        for (int s = 0; s < world.z.length; s++) {
            world.tell(counts, s);
            if (small) {
                counts.settle();
            }
        }
        counts.settle();
        check(world, grid, counts);
    }

    private static void check(World world, ThresholdGrid grid, ConceptCounts counts) {
        for (int c = 0; c < world.concepts; c++) {
            int concept = c;
            assertThat(counts.instances(c)).isEqualTo((int)
                    world.boxes.stream().filter(b -> b[1] == concept).count());
            for (int f = 0; f < world.features; f++) {
                for (int t = 0; t < grid.bins(); t++) {
                    int[] expected = world.fired(f, c, grid.edge(f, t));
                    assertThat(counts.fired(f, t)).isEqualTo(expected[0]);
                    assertThat(counts.truePositives(f, c, t)).isEqualTo(expected[1]);
                    int unknown = 0;
                    for (int b = t; b < grid.bins() && counts.unknown(c).length > 0; b++) {
                        unknown += counts.unknown(c)[f * grid.bins() + b];
                    }
                    assertThat(unknown).isEqualTo(expected[2]);
                }
                for (int t = 0; t < grid.coarseBins(); t++) {
                    assertThat(counts.instancesHit(f, c, t)).isEqualTo(world.found(f, c, grid.edge(f, grid.fineOf(t))));
                }
            }
        }
    }

    @Test
    void manyThreadsCountTheSameAsOne() {
        SplittableRandom random = new SplittableRandom(1);
        int rows = 40_000;
        int k = 8;
        int[] start = new int[rows + 1];
        int[] feature = new int[rows * k];
        float[] value = new float[rows * k];
        for (int r = 0; r < rows; r++) {
            start[r + 1] = (r + 1) * k;
            for (int i = 0; i < k; i++) {
                feature[r * k + i] = i * 10 + random.nextInt(10);
                value[r * k + i] = (float) random.nextDouble();
            }
        }
        float[] max = new float[80];
        java.util.Arrays.fill(max, 1f);
        ConceptCounts[] both = new ConceptCounts[2];
        for (int threads = 1; threads <= 2; threads++) {
            ConceptCounts counts = new ConceptCounts(ThresholdGrid.quadratic(16, max), 30, threads);
            counts.rows(rows, start, feature, value);
            for (int c = 0; c < 30; c++) {
                int instance = counts.instance(c);
                for (int r = c; r < rows; r += 5) {
                    counts.positive(r, c);
                    counts.inInstance(r, instance);
                }
            }
            counts.settle();
            both[threads - 1] = counts;
        }
        for (int c = 0; c < 30; c++) {
            assertThat(both[1].positive(c)).isEqualTo(both[0].positive(c));
            assertThat(both[1].instanceBins(c)).isEqualTo(both[0].instanceBins(c));
        }
        assertThat(both[1].total()).isEqualTo(both[0].total());
        assertThat(java.util.Arrays.stream(both[1].total()).sum()).isEqualTo(rows * k);
    }

    @Test
    void aBinHoldsWhatIsAboveItsThresholdAndNoMore() {
        for (ThresholdGrid grid : List.of(
                ThresholdGrid.quadratic(64, new float[] {0.7f}),
                ThresholdGrid.shares(new double[] {0.1, 0.15, 0.5, 0.6, 0.8}, new float[] {0.7f}))) {
            SplittableRandom random = new SplittableRandom(3);
            for (int i = 0; i < 20_000; i++) {
                int t = random.nextInt(grid.bins());
                float edge = grid.edge(0, t);
                for (float v :
                        new float[] {edge, Math.nextUp(edge), Math.nextDown(edge), (float) random.nextDouble()}) {
                    int above = -1;
                    for (int b = 0; b < grid.bins(); b++) {
                        above = v > grid.edge(0, b) ? b : above;
                    }
                    assertThat(grid.bin(0, v)).isEqualTo(above);
                }
            }
        }
    }

    @Test
    void thresholdsThatDoNotRiseAreRefused() {
        assertThatThrownBy(() -> ThresholdGrid.shares(new double[] {0, 0.5, 0.5}, new float[1]))
                .isInstanceOf(AnalysisException.class)
                .hasMessageContaining("number 3 is 0.5");
        assertThatThrownBy(() -> ThresholdGrid.shares(new double[] {-0.1}, new float[1]))
                .isInstanceOf(AnalysisException.class);
        assertThatThrownBy(() -> ThresholdGrid.quadratic(129, new float[1])).isInstanceOf(AnalysisException.class);
    }
}
