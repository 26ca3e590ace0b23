package org.echelle.analysis.prediction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.echelle.analysis.AnalysisException;
import org.junit.jupiter.api.Test;

class FewLabelsTest {
    private static final FewLabels.Request SMALL =
            new FewLabels.Request(new int[] {8, 32, 128}, 20, new double[] {0.1, 1, 10, 100, 1000}, 0.2, 1);

    private static float[][] noise(int n, int p, long seed) {
        Random numbers = new Random(seed);
        float[][] rows = new float[n][p];
        for (float[] row : rows) {
            for (int j = 0; j < p; j++) {
                row[j] = (float) numbers.nextGaussian();
            }
        }
        return rows;
    }

    private static String[] alone(int n) {
        return IntStream.range(0, n).mapToObj(i -> "s" + i).toArray(String[]::new);
    }

    private static FewLabels.Outcome of(List<Inputs> inputs, double[] y, String[] groups, FewLabels.Request request) {
        return FewLabels.of(inputs, y, groups, Optional.empty(), request, () -> {});
    }

    @Test
    void aPlantedTargetIsFoundByTheInputsThatHoldItAndBetterWithMoreLabels() {
        float[][] rows = noise(240, 30, 1);
        Random numbers = new Random(2);
        double[] y = new double[240];
        for (int i = 0; i < y.length; i++) {
            y[i] = 2 * rows[i][4] - rows[i][9] + 0.3 * numbers.nextGaussian();
        }
        AtomicInteger done = new AtomicInteger();
        FewLabels.Outcome found = FewLabels.of(
                List.of(Inputs.dense("rows", rows), Inputs.dense("noise", noise(240, 30, 3))),
                y,
                alone(240),
                Optional.of(Arrays.stream(y).map(v -> -v).toArray()),
                SMALL,
                done::incrementAndGet);
        assertThat(done).hasValue(20);
        assertThat(found.curves())
                .extracting(FewLabels.Curve::name)
                .containsExactly("rows", "noise", "score without labels", FewLabels.MEAN);
        List<FewLabels.Point> points = found.curves().get(0).points();
        assertThat(points).extracting(FewLabels.Point::labels).containsExactly(8, 32, 128);
        assertThat(points.get(2).median())
                .isGreaterThan(0.95)
                .isGreaterThan(points.get(0).median());
        assertThat(points.get(2).medianExplained()).isGreaterThan(0.9);
        assertThat(found.curves().get(1).points().get(2).middle().holds(0)).isTrue();
        assertThat(found.curves().get(2).points().get(0).median()).isCloseTo(-1, within(1e-12));
        assertThat(found.curves().get(3).points().get(2).spearman()).containsOnly(0);
        assertThat(found.curves().get(3).points().get(2).medianExplained()).isNotPositive();
        double[] ahead = found.curves().get(0).less(found.curves().get(1), 2);
        assertThat(Arrays.stream(ahead).min().orElseThrow()).isPositive();
    }

    @Test
    void pureNoiseIsPredictedNoBetterThanChanceWhateverTheSeed() {
        double sum = 0;
        int worlds = 30;
        for (int w = 0; w < worlds; w++) {
            double[] y = new Random(100 + w).doubles(120).toArray();
            FewLabels.Request request = new FewLabels.Request(new int[] {24, 64}, 10, new double[] {1, 100}, 0.25, w);
            for (FewLabels.Point point : of(List.of(Inputs.dense("noise", noise(120, 40, w))), y, alone(120), request)
                    .curves()
                    .get(0)
                    .points()) {
                sum += point.median() / (2 * worlds);
            }
        }
        // a test side of 30 has a standard deviation of 1/sqrt(29) = 0.19; repeats of a world are much alike, worlds
        // are independent
        assertThat(Math.abs(sum)).isLessThan(4 * 0.19 / Math.sqrt(worlds));
        FewLabels.Request many = new FewLabels.Request(new int[] {24}, 40, new double[] {1, 100}, 0.25, 5);
        double[] y = new Random(5).doubles(200).toArray();
        assertThat(of(List.of(Inputs.dense("noise", noise(200, 40, 9))), y, alone(200), many)
                        .curves()
                        .get(0)
                        .points()
                        .get(0)
                        .middle()
                        .holds(0))
                .isTrue();
    }

    @Test
    void aGroupIsNeverOnBothSidesAndSmallTrainingSetsLieInLargerOnes() {
        String[] groups = IntStream.range(0, 200)
                .mapToObj(i -> i < 60 ? "large" : "g" + i / 7)
                .toArray(String[]::new);
        for (LabelSplits.Sides sides : LabelSplits.draw(groups, 0.2, 50, 3)) {
            Set<String> tested =
                    IntStream.of(sides.test()).mapToObj(i -> groups[i]).collect(Collectors.toSet());
            Set<String> trained =
                    IntStream.of(sides.pool()).mapToObj(i -> groups[i]).collect(Collectors.toSet());
            assertThat(tested).doesNotContainAnyElementsOf(trained);
            assertThat(sides.test().length).isBetween(40, 60);
            assertThat(sides.test().length + sides.pool().length).isEqualTo(200);
        }
    }

    /** Inputs that only tell the group: within groups they predict perfectly, of a new group they know nothing. */
    @Test
    void whatOnlyTellsTheGroupIsWorthNothingOnGroupsHeldOut() {
        Random numbers = new Random(6);
        float[][] rows = new float[300][60];
        double[] y = new double[300];
        String[] groups = new String[300];
        double[] level = numbers.doubles(60).toArray();
        for (int i = 0; i < 300; i++) {
            rows[i][i / 5] = 1;
            y[i] = level[i / 5] + 0.01 * numbers.nextGaussian();
            groups[i] = "g" + i / 5;
        }
        FewLabels.Request request = new FewLabels.Request(new int[] {200}, 20, new double[] {0.01, 1}, 0.2, 1);
        Inputs x = Inputs.dense("identity", rows);
        assertThat(of(List.of(x), y, alone(300), request)
                        .curves()
                        .get(0)
                        .points()
                        .get(0)
                        .median())
                .isGreaterThan(0.9);
        assertThat(of(List.of(x), y, groups, request)
                        .curves()
                        .get(0)
                        .points()
                        .get(0)
                        .median())
                .isLessThan(0.2);
    }

    @Test
    void theTestSideHasNoSayInTheFit() {
        float[][] rows = noise(100, 12, 1);
        double[] y = new Random(3).doubles(100).toArray();
        int[] training = IntStream.range(0, 60).toArray();
        Ridge.Fit before = Ridge.of(Inputs.dense("x", rows), training, y, SMALL.alphas());
        for (int i = 60; i < 100; i++) {
            y[i] = 1e9;
            Arrays.fill(rows[i], 1e6f);
        }
        Ridge.Fit after = Ridge.of(Inputs.dense("x", rows), training, y, SMALL.alphas());
        assertThat(after.weight()).isEqualTo(before.weight());
        assertThat(after.alpha()).isEqualTo(before.alpha());
    }

    @Test
    void theCommitteeNamesThePlantedColumnsAndRanksWhatHasNoLabel() {
        float[][] rows = noise(150, 20, 1);
        Random numbers = new Random(2);
        double[] y = new double[150];
        for (int i = 0; i < y.length; i++) {
            y[i] = 2 * rows[i][4] - rows[i][9] + 0.2 * numbers.nextGaussian();
        }
        float[][] fresh = noise(40, 20, 7);
        Committee committee = Committee.of(Inputs.dense("x", rows), y, alone(150), SMALL, 1000, () -> {});
        assertThat(committee.labels()).isEqualTo(120);
        assertThat(committee.median()).isGreaterThan(0.9);
        List<Committee.Weight> weights = committee.weights(2);
        assertThat(weights).extracting(Committee.Weight::column).containsExactly(4, 9);
        assertThat(weights.get(0).mean()).isCloseTo(2, within(0.4));
        assertThat(weights.get(1).mean()).isCloseTo(-1, within(0.3));
        assertThat(weights).allMatch(w -> w.agree() == 1);
        List<Committee.Prediction> ranked = committee.predict(Inputs.dense("fresh", fresh));
        assertThat(ranked).hasSize(40);
        assertThat(new HashSet<>(ranked.stream().map(Committee.Prediction::row).toList()))
                .hasSize(40);
        double[] truth = IntStream.range(0, 40)
                .mapToDouble(i -> 2 * fresh[i][4] - fresh[i][9])
                .toArray();
        double best = Arrays.stream(truth).max().orElseThrow();
        assertThat(truth[ranked.get(0).row()]).isGreaterThan(best - 0.5);
        assertThat(ranked).allMatch(p -> p.spread() > 0 && p.spread() < 1);
    }

    @Test
    void equalSeedsGiveEqualCurvesWhateverTheThreads() {
        Inputs x = Inputs.dense("x", noise(90, 10, 1));
        double[] y = new Random(4).doubles(90).toArray();
        FewLabels.Request request = new FewLabels.Request(new int[] {8, 60}, 6, new double[] {1}, 0.2, 9);
        FewLabels.Outcome one = of(List.of(x), y, alone(90), request);
        FewLabels.Outcome two = of(List.of(x), y, alone(90), request);
        for (int s = 0; s < 2; s++) {
            assertThat(one.curves().get(0).points().get(s).spearman())
                    .isEqualTo(two.curves().get(0).points().get(s).spearman());
        }
    }

    @Test
    void sizesThatAreNotThereAreLeftOutAndWhatCannotBeMeasuredIsToldInASentence() {
        Inputs x = Inputs.dense("x", noise(60, 5, 1));
        double[] y = new Random(4).doubles(60).toArray();
        FewLabels.Outcome found = of(List.of(x), y, alone(60), SMALL);
        assertThat(found.pool()).isEqualTo(48);
        assertThat(found.leastTested()).isEqualTo(12);
        assertThat(found.tooLarge()).containsExactly(128);
        assertThat(found.curves().get(0).points())
                .extracting(FewLabels.Point::labels)
                .containsExactly(8, 32);

        assertThatThrownBy(() -> of(List.of(x), new double[60], alone(60), SMALL))
                .isInstanceOf(AnalysisException.class)
                .hasMessageContaining("0.0 for all 60 samples");
        assertThatThrownBy(() -> of(List.of(x), Arrays.copyOf(y, 19), alone(19), SMALL))
                .isInstanceOf(AnalysisException.class)
                .hasMessageContaining("known for 19 samples");
        double[] hardly = new double[400];
        hardly[0] = 1;
        assertThatThrownBy(() -> of(
                        List.of(Inputs.dense("x", noise(400, 2, 1))),
                        hardly,
                        alone(400),
                        new FewLabels.Request(new int[] {8}, 2, new double[] {1}, 0.02, 1)))
                .isInstanceOf(AnalysisException.class)
                .hasMessageContaining("in each of 2 repeats all held-out samples have one value");
        String[] one = new String[60];
        Arrays.fill(one, "all");
        assertThatThrownBy(() -> of(List.of(x), y, one, SMALL))
                .isInstanceOf(AnalysisException.class)
                .hasMessageContaining("of one group (all)");
        assertThatThrownBy(() -> of(
                        List.of(x), y, alone(60), new FewLabels.Request(new int[] {50}, 5, new double[] {1}, 0.2, 1)))
                .isInstanceOf(AnalysisException.class)
                .hasMessageContaining("48 are left to train on");
    }
}
