package org.echelle.runs.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.echelle.analysis.GroupBootstrap;
import org.echelle.analysis.Interval;
import org.echelle.analysis.Measure;
import org.echelle.analysis.PoissonWeights;
import org.junit.jupiter.api.Test;

/** Means over targets, each erased by itself and measured on the same samples. */
class EraseFiguresTest {
    private static final int CLASSES = 3;
    private static final int REPLICATES = 300;
    private static final GroupBootstrap DRAWS = new GroupBootstrap(REPLICATES, 0.95, 11);
    private static final Offset<Double> NEAR = within(1e-9);

    /** Square of the 97.5th percentile of the standard normal distribution. */
    private static final double Z2 = 1.959963984540054 * 1.959963984540054;

    private static BitSet only(int target) {
        BitSet set = new BitSet();
        set.set(target);
        return set;
    }

    /** Every seed asks for each class once; or each sample is of a seed of its own and nothing is asked for. */
    private static EraseSamples samples(int seeds, boolean ask) {
        int n = seeds * CLASSES;
        return new EraseSamples(
                List.of(),
                IntStream.range(0, n).map(i -> ask ? i % CLASSES : -1).toArray(),
                IntStream.range(0, n)
                        .mapToObj(i -> "" + (ask ? i / CLASSES : i))
                        .toArray(String[]::new));
    }

    /** Each target's samples judged anew at random, the others of it seldom. */
    private static int[][] judged(int[] before) {
        Random random = new Random(2);
        int[][] after = new int[CLASSES][];
        for (int target = 0; target < CLASSES; target++) {
            int mine = target;
            after[target] = Arrays.stream(before)
                    .map(c -> random.nextInt(10) < (c == mine ? 6 : 2) ? random.nextInt(CLASSES) : c)
                    .toArray();
        }
        return after;
    }

    private static EraseFigures mean(EraseSamples samples, int[] before, int[][] after) {
        List<EraseFigures> all = IntStream.range(0, CLASSES)
                .mapToObj(t -> EraseFigures.of(samples, before, after[t], only(t), CLASSES, DRAWS))
                .toList();
        return EraseFigures.mean(all, samples.seeds(), DRAWS);
    }

    /** The figure of the samples themselves, and of each draw of seeds with as many copies of a seed's samples as it says. */
    private static Measure byHand(EraseSamples samples, ToDoubleFunction<List<Integer>> figure) {
        String[] seeds = samples.seeds();
        int[][] drawn = new int[seeds.length][REPLICATES];
        for (int i = 0; i < seeds.length; i++) {
            PoissonWeights.draw(seeds[i], DRAWS.seed(), drawn[i]);
        }
        List<Double> values = new ArrayList<>();
        for (int b = 0; b < REPLICATES; b++) {
            List<Integer> places = new ArrayList<>();
            for (int i = 0; i < seeds.length; i++) {
                for (int copy = 0; copy < drawn[i][b]; copy++) {
                    places.add(i);
                }
            }
            double value = figure.applyAsDouble(places);
            if (!Double.isNaN(value)) {
                values.add(value);
            }
        }
        values.sort(null);
        double value =
                figure.applyAsDouble(IntStream.range(0, seeds.length).boxed().toList());
        return Measure.of(value, 1, new Interval(quantile(values, 0.025), quantile(values, 0.975), values.size()));
    }

    private static double quantile(List<Double> sorted, double p) {
        double at = p * (sorted.size() - 1);
        int below = (int) Math.floor(at);
        int above = Math.min(below + 1, sorted.size() - 1);
        return sorted.get(below) + (at - below) * (sorted.get(above) - sorted.get(below));
    }

    private static void same(Measure found, Measure expected) {
        assertThat(found.value()).isCloseTo(expected.value(), NEAR);
        holds(found, expected.interval().low(), expected.interval().high());
        assertThat(found.interval().replicates()).isEqualTo(expected.interval().replicates());
        assertThat(found.interval().high()).isGreaterThan(found.interval().low() + 0.01);
    }

    private static void holds(Measure found, double low, double high) {
        assertThat(found.interval().known()).isTrue();
        assertThat(found.interval().low()).isCloseTo(low, NEAR);
        assertThat(found.interval().high()).isCloseTo(high, NEAR);
    }

    /** Mean over targets of a share of some places; those without any place are left out. */
    private static double meanShare(List<Integer> places, Hit of, Hit hit) {
        return IntStream.range(0, CLASSES)
                .mapToDouble(t -> places.stream()
                        .filter(i -> of.is(t, i))
                        .mapToDouble(i -> hit.is(t, i) ? 1 : 0)
                        .average()
                        .orElse(Double.NaN))
                .filter(Double::isFinite)
                .average()
                .orElse(Double.NaN);
    }

    private interface Hit {
        boolean is(int target, int place);
    }

    @Test
    void aMeanOverTargetsIsDrawnWithTheSameSeedsForAll() {
        EraseSamples samples = samples(7, true);
        int[] before = samples.asked();
        int[][] after = judged(before);
        EraseScore mean = mean(samples, before, after).score();
        same(
                mean.unlearning(),
                byHand(samples, places -> meanShare(places, (t, i) -> before[i] == t, (t, i) -> after[t][i] != t)));
        Measure kept = byHand(
                samples, places -> meanShare(places, (t, i) -> before[i] != t, (t, i) -> after[t][i] == before[i]));
        same(mean.retention(), kept);
        // all unedited samples show what they ask for
        same(
                mean.loss(),
                Measure.of(
                        1 - kept.value(),
                        1,
                        new Interval(
                                1 - kept.interval().high(),
                                1 - kept.interval().low(),
                                kept.interval().replicates())));
    }

    @Test
    void whereNothingIsAskedForSharesAndDistancesAreDrawnTogetherToo() {
        EraseSamples samples = samples(5, false);
        int[] before = {0, 1, 2, 2, 1, 0, 1, 2, 2, 1, 2, 2, 1, 2, 1}; // class 0 is left out of some draws
        int[][] after = judged(before);
        EraseScore mean = mean(samples, before, after).score();
        same(mean.unlearning(), byHand(samples, places -> IntStream.range(0, CLASSES)
                .mapToDouble(t -> 1 - shown(places, after[t], t) / shown(places, before, t))
                .filter(Double::isFinite)
                .average()
                .orElse(Double.NaN)));
        Measure lost = byHand(samples, places -> IntStream.range(0, CLASSES)
                .mapToDouble(t -> IntStream.range(0, CLASSES)
                                .filter(c -> c != t)
                                .mapToDouble(c -> Math.abs(shown(places, before, c) / shown(places, before, others(t))
                                        - shown(places, after[t], c) / shown(places, after[t], others(t))))
                                .sum()
                        / 2)
                .filter(Double::isFinite)
                .average()
                .orElse(Double.NaN));
        same(mean.loss(), lost);
        assertThat(mean.retention().value()).isCloseTo(1 - lost.value(), NEAR);
        holds(mean.retention(), 1 - lost.interval().high(), 1 - lost.interval().low());
    }

    private static int[] others(int target) {
        return IntStream.range(0, CLASSES).filter(c -> c != target).toArray();
    }

    private static double shown(List<Integer> places, int[] judged, int... classes) {
        return places.stream()
                .filter(i -> Arrays.stream(classes).anyMatch(c -> c == judged[i]))
                .count();
    }

    /** The mean of k shares with one deviation s has deviation s where seeds decide all of them, and s / sqrt(k) where each has its own seeds. */
    @Test
    void seedsThatAreHardForAllTargetsMakeTheIntervalWiderThanSeedsThatAreHardForOne() {
        int seeds = 300;
        EraseSamples samples = samples(seeds, true);
        Random random = new Random(9);
        int[][] alike = new int[CLASSES][];
        int[][] apart = new int[CLASSES][];
        boolean[] hard = new boolean[seeds];
        for (int s = 0; s < seeds; s++) {
            hard[s] = random.nextBoolean();
        }
        for (int t = 0; t < CLASSES; t++) {
            int target = t;
            alike[t] = IntStream.range(0, seeds * CLASSES)
                    .map(i -> hard[i / CLASSES] ? target : (target + 1) % CLASSES)
                    .toArray();
            apart[t] = IntStream.range(0, seeds * CLASSES)
                    .map(i -> random.nextBoolean() ? target : (target + 1) % CLASSES)
                    .toArray();
        }
        double wide = width(mean(samples, samples.asked(), alike).score().unlearning());
        double narrow = width(mean(samples, samples.asked(), apart).score().unlearning());
        assertThat(wide).isCloseTo(2 * Math.sqrt(Z2 * 0.25 / seeds), within(0.02));
        assertThat(wide / narrow).isBetween(1.4, 2.1); // sqrt(3)
    }

    private static double width(Measure m) {
        return m.interval().high() - m.interval().low();
    }

    /** A sample's next one of its condition is that of the next seed. */
    @Test
    void howFarPicturesMovedIsDrawnTogetherOverWhatEachTargetKeeps() {
        EraseSamples samples = samples(7, true);
        Random random = new Random(4);
        int n = samples.size();
        double[] before = random.doubles(n).toArray();
        double[][] after = new double[2][];
        List<DistanceFigures> all = new ArrayList<>();
        String[] conditions =
                Arrays.stream(samples.asked()).mapToObj(String::valueOf).toArray(String[]::new);
        for (int t = 0; t < 2; t++) {
            int target = t;
            after[t] = Arrays.stream(before).map(x -> x + random.nextDouble()).toArray();
            int[] stays = IntStream.range(0, n)
                    .filter(i -> samples.asked()[i] != target)
                    .toArray();
            all.add(DistanceFigures.of(column(before), column(after[t]), conditions, samples.seeds(), stays, DRAWS));
        }
        Measure found = DistanceFigures.mean(all, samples.seeds(), DRAWS).told().moved();
        same(found, byHand(samples, places -> IntStream.range(0, 2)
                .mapToDouble(t -> kept(samples, places, t, i -> Math.abs(after[t][i] - before[i]))
                        / kept(samples, places, t, i -> Math.abs(before[i] - before[(i + CLASSES) % n])))
                .filter(Double::isFinite)
                .average()
                .orElse(Double.NaN)));
    }

    private static double kept(
            EraseSamples samples, List<Integer> places, int target, ToDoubleFunction<Integer> distance) {
        return places.stream()
                .filter(i -> samples.asked()[i] != target)
                .mapToDouble(distance)
                .sum();
    }

    private static double[][] column(double... values) {
        return Arrays.stream(values).mapToObj(x -> new double[] {x}).toArray(double[][]::new);
    }

    /** Wilson's ends at n of n and at 0 of n are n / (n + z^2) and z^2 / (n + z^2). */
    @Test
    void whereEveryDrawSaysTheSameTheIntervalIsTheMeanOfTheTargetsOwn() {
        int n = 4;
        EraseSamples samples = samples(n, true);
        int[] asked = samples.asked();
        int[][] gone = new int[CLASSES][];
        for (int t = 0; t < CLASSES; t++) {
            int target = t;
            gone[t] = Arrays.stream(asked)
                    .map(c -> c == target ? (c + 1) % CLASSES : c)
                    .toArray();
        }
        EraseScore all = mean(samples, asked, gone).score();
        holds(all.unlearning(), n / (n + Z2), 1);
        holds(all.loss(), -Z2 / (n + Z2), Z2 / (n + Z2));
        gone[2] = asked.clone(); // the third class stays in every sample
        Measure two = mean(samples, asked, gone).score().unlearning();
        assertThat(two.value()).isCloseTo(2 / 3.0, NEAR);
        holds(two, 2 / 3.0 * n / (n + Z2), (2 + Z2 / (n + Z2)) / 3);
    }

    @Test
    void aSingleTargetsFiguresAreItsOwnAndUndefinedOnesAreLeftOut() {
        EraseSamples samples = samples(6, false);
        int[] before = IntStream.range(0, 18).map(i -> i % 2).toArray(); // nobody shows class 2
        int[][] after = judged(before);
        EraseFigures one = EraseFigures.of(samples, before, after[0], only(0), CLASSES, DRAWS);
        assertThat(EraseFigures.mean(List.of(one), samples.seeds(), DRAWS)).isEqualTo(one);
        EraseFigures two = EraseFigures.of(samples, before, after[1], only(1), CLASSES, DRAWS);
        EraseFigures none = EraseFigures.of(samples, before, after[2], only(2), CLASSES, DRAWS);
        Measure mean = EraseFigures.mean(List.of(none, one, two), samples.seeds(), DRAWS)
                .unlearning()
                .measure();
        Measure without = EraseFigures.mean(List.of(one, two), samples.seeds(), DRAWS)
                .unlearning()
                .measure();
        assertThat(mean.value()).isEqualTo(without.value());
        assertThat(mean.interval()).isEqualTo(without.interval());
        assertThat(EraseFigures.mean(List.of(none, none), samples.seeds(), DRAWS)
                        .unlearning()
                        .measure()
                        .because())
                .isEqualTo("no unedited sample shows the class");
    }

    @Test
    void withoutDrawsAMeanHasNoInterval() {
        EraseSamples samples = samples(4, true);
        EraseFigures one =
                EraseFigures.of(samples, samples.asked(), samples.asked(), only(0), CLASSES, GroupBootstrap.NONE);
        assertThat(EraseFigures.mean(List.of(one, one), samples.seeds(), GroupBootstrap.NONE)
                        .unlearning()
                        .measure()
                        .interval()
                        .known())
                .isFalse();
    }
}
