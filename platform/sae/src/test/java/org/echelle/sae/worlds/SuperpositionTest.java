package org.echelle.sae.worlds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.echelle.sae.Dictionary;
import org.echelle.sae.baselines.Baselines;
import org.echelle.sae.bench.DictionaryBenchmark;
import org.echelle.store.SparseRows;
import org.echelle.torch.Torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SuperpositionTest {
    private static final DictionaryBenchmark.Sizes SMALL = new DictionaryBenchmark.Sizes(8000, 2000, 128, 256, 400, 1);

    @BeforeAll
    static void oneThread() {
        Torch.threads(1);
    }

    @Test
    void theMatchingOfTheLargestSumIsThatOfTryingAll() {
        SplittableRandom random = new SplittableRandom(1);
        for (int[] shape : new int[][] {{1, 1}, {3, 3}, {3, 5}, {5, 3}, {4, 4}}) {
            for (int trial = 0; trial < 20; trial++) {
                double[][] gain = new double[shape[0]][shape[1]];
                for (double[] row : gain) {
                    for (int c = 0; c < row.length; c++) {
                        row[c] = random.nextDouble(-1, 1);
                    }
                }
                int[] match = Matching.largest(gain);
                double sum = 0;
                List<Integer> taken = new ArrayList<>();
                for (int r = 0; r < match.length; r++) {
                    if (match[r] >= 0) {
                        sum += gain[r][match[r]];
                        taken.add(match[r]);
                    }
                }
                assertThat(taken).doesNotHaveDuplicates().hasSize(Math.min(shape[0], shape[1]));
                assertThat(sum).isCloseTo(best(gain, 0, new boolean[shape[1]], shape[0] - shape[1]), within(1e-12));
            }
        }
    }

    /** The largest sum from a row on, {@code spare} rows being allowed to stay alone. */
    private static double best(double[][] gain, int row, boolean[] taken, int spare) {
        if (row == gain.length) {
            return 0;
        }
        double out = spare > 0 ? best(gain, row + 1, taken, spare - 1) : Double.NEGATIVE_INFINITY;
        for (int c = 0; c < taken.length; c++) {
            if (!taken[c]) {
                taken[c] = true;
                out = Math.max(out, gain[row][c] + best(gain, row + 1, taken, spare));
                taken[c] = false;
            }
        }
        return out;
    }

    @Test
    void equalSeedsGiveEqualWorldsAndRows() {
        SuperpositionWorld.Plan plan = plan(SuperpositionWorld.Firing.ZIPF, 0.1);
        float[][] a = SuperpositionWorld.of(plan, 3).draw(4, 50).rows();
        float[][] b = SuperpositionWorld.of(plan, 3).draw(4, 50).rows();
        float[][] c = SuperpositionWorld.of(plan, 3).draw(5, 50).rows();
        assertThat(Arrays.deepEquals(a, b)).isTrue();
        assertThat(Arrays.deepEquals(a, c)).isFalse();
    }

    @Test
    void rowsAreTheSumOfTheirDirections() {
        SuperpositionWorld world = SuperpositionWorld.of(plan(SuperpositionWorld.Firing.EQUAL, 0), 3);
        SuperpositionWorld.Draw draw = world.draw(1, 20);
        SparseRows s = draw.strengths();
        for (int r = 0; r < 20; r++) {
            for (int i = 0; i < 32; i++) {
                double sum = 0;
                for (int e = s.rowStart()[r]; e < s.rowStart()[r + 1]; e++) {
                    sum += (double) s.value()[e] * world.directions()[s.feature()[e]][i];
                }
                assertThat((double) draw.rows()[r][i]).isCloseTo(sum, within(1e-5));
            }
        }
    }

    @Test
    void everyKindOfWorldHasTheFrequenciesThatItPromises() {
        int rows = 20_000;
        for (SuperpositionWorld.Firing firing : SuperpositionWorld.Firing.values()) {
            SuperpositionWorld world = SuperpositionWorld.of(plan(firing, 0), 3);
            SparseRows s = world.draw(1, rows).strengths();
            double[] share = new double[64];
            for (int e = 0; e < s.nonZeros(); e++) {
                share[s.feature()[e]] += 1.0 / rows;
            }
            assertThat(s.nonZeros() / (double) rows).isCloseTo(3, within(0.06)); // 5 deviations
            for (int g = 0; g < 64; g++) {
                double p = world.frequency()[g];
                assertThat(share[g]).isCloseTo(p, within(5 * Math.sqrt(p * (1 - p) / rows)));
            }
        }
    }

    @Test
    void aChildNeverFiresWithoutItsParent() {
        SuperpositionWorld world = SuperpositionWorld.of(plan(SuperpositionWorld.Firing.FAMILIES, 0), 3);
        SparseRows s = world.draw(1, 2000).strengths();
        for (int r = 0; r < s.rows(); r++) {
            List<Integer> there = new ArrayList<>();
            for (int e = s.rowStart()[r]; e < s.rowStart()[r + 1]; e++) {
                int parent = world.parent()[s.feature()[e]];
                assertThat(parent < 0 || there.contains(parent)).isTrue();
                there.add(s.feature()[e]);
            }
        }
    }

    /** Orthonormal directions read by their own dictionary: everything is found, nothing is left over, nothing shrinks. */
    @Test
    void theTrueDirectionsRecoverEverything() {
        SuperpositionWorld.Plan plan =
                new SuperpositionWorld.Plan(8, 8, 2, SuperpositionWorld.Firing.FAMILIES, false, 0);
        float[][] axes = new float[8][8];
        float[] flat = new float[64];
        for (int g = 0; g < 8; g++) {
            axes[g][(3 * g) % 8] = 1; // a permutation, so that the matching has something to do
            flat[9 * g] = 1;
        }
        SuperpositionWorld like = SuperpositionWorld.of(plan, 1);
        SuperpositionWorld world = new SuperpositionWorld(plan, axes, like.parent(), like.frequency());
        try (NDManager m = Torch.newManager(Device.cpu());
                Dictionary truth = Baselines.linear("random", flat, new float[8], 0, Map.of(), m)) {
            Recovery found = Recovery.of(truth, world, world.draw(1, 500), m);
            assertThat(found.numbers().values())
                    .as(found.toString())
                    .usingElementComparator((a, b) -> Math.abs(a - b) < 1e-6 ? 0 : 1)
                    .startsWith(1.0, 1.0, 1.0, 1.0, 1.0, 0.0);
            assertThat(found.shrinkage()).isCloseTo(1, within(1e-6));
            assertThat(found.parents()).isEqualTo(1);
            assertThat(found.absorbed()).isEqualTo(0);
            assertThat(found.dead()).isEqualTo(0);
        }
    }

    @Test
    void trainedDictionariesFindFarMoreThanRandomDirections() {
        Map<String, Recovery> found = run("l0-3-noise", List.of("topk", "batch-topk", "gated", "random"));
        double random = found.get("random").matched();
        assertThat(found.get("random").recovered()).isLessThan(0.05);
        for (String trained : List.of("topk", "batch-topk", "gated")) {
            assertThat(found.get(trained).matched()).as(trained).isGreaterThan(random + 0.3);
            assertThat(found.get(trained).recovered()).as(trained).isGreaterThan(0.5);
        }
    }

    /** sae-variants 3.1: gamma below 1 is shrinkage, which L1 causes at a fixed support and a gate does not. */
    @Test
    void l1ShrinksAndAGateDoesNot() {
        Map<String, Recovery> found = run("l0-3", List.of("relu-l1", "gated"));
        assertThat(found.get("relu-l1").shrinkage()).isLessThan(0.9);
        assertThat(found.get("gated").shrinkage()).isBetween(0.95, 1.05);
    }

    /** A parent whose feature stays silent when a child is there has been absorbed (arXiv 2409.14507); prefixes hinder that. */
    @Test
    void matryoshkaAbsorbsFewerParentsThanTopkOnEverySeed() {
        DictionaryBenchmark.Sizes three = new DictionaryBenchmark.Sizes(8000, 2000, 128, 256, 400, 3);
        Map<String, List<Recovery>> found = DictionaryBenchmark.seeds(three, "families", List.of("topk", "matryoshka"));
        for (int seed = 0; seed < 3; seed++) {
            assertThat(found.get("matryoshka").get(seed).absorbed())
                    .isLessThan(found.get("topk").get(seed).absorbed());
        }
    }

    private static Map<String, Recovery> run(String world, List<String> architectures) {
        Map<String, Recovery> out = new LinkedHashMap<>();
        DictionaryBenchmark.seeds(SMALL, world, architectures).forEach((name, all) -> out.put(name, all.get(0)));
        return out;
    }

    private static SuperpositionWorld.Plan plan(SuperpositionWorld.Firing firing, double noise) {
        return new SuperpositionWorld.Plan(32, 64, 3, firing, false, noise);
    }
}
