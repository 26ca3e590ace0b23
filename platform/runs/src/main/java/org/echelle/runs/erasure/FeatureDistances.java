package org.echelle.runs.erasure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.echelle.analysis.GroupBootstrap;
import org.echelle.analysis.Measure;
import org.echelle.analysis.distance.FrechetDistance;
import org.echelle.analysis.distance.KernelDistance;

/**
 * How far an edit moved the pictures of what was not erased, in the judge's activations.
 *
 * <p>As distributions: edited samples of one half of the seeds (every other one) against unedited samples of the other half, the mean of
 * both ways round; its floor is unedited samples against unedited ones, the same halves. Both sides have as many samples and noise of their
 * own, so that an edit that changes nothing gives the floor to the bit, and what small samples add to a distance is in both. Pair by pair:
 * the Euclidean distance of a sample to the same noise edited, over that to another unedited sample of the same condition.
 *
 * <p>Intervals draw seeds. A half of one single seed is the same however often that seed is drawn, so distances of distributions get none
 * below {@value #FEWEST_SEEDS} seeds; {@code moved} is over all seeds and keeps its own.
 *
 * @param frechet Fréchet distances (FID's formula)
 * @param kernel squared kernel distances (KID's formula)
 * @param moved 0 where no sample changed, 1 where they became as different as with other noise
 */
public record FeatureDistances(Against frechet, Against kernel, Measure moved) {
    /** Draws for intervals; kernels of all pairs are kept, eigenvalues are found anew in each. */
    private static final int DRAWS = 200;

    /** Two in each half: below that nothing differs between draws of a half. */
    private static final int FEWEST_SEEDS = 4;

    /** Above this many dimensions a Fréchet distance gets no interval: it would take longer than the samples. */
    private static final int DRAWN_WIDTH = 128;

    /**
     * A distance of distributions; n is the samples of one side.
     *
     * @param edited against unedited
     * @param floor unedited against unedited
     * @param above the first less the second, draw by draw
     */
    public record Against(Measure edited, Measure floor, Measure above) {
        static Against undefined(String because) {
            Measure none = Measure.undefined(because);
            return new Against(none, none, none);
        }

        static Against mean(List<Against> all) {
            return new Against(
                    FeatureDistances.mean(all, Against::edited),
                    FeatureDistances.mean(all, Against::floor),
                    FeatureDistances.mean(all, Against::above));
        }
    }

    /** Means of distances over targets, without intervals but for those of a single target; beside them that of {@code moved}. */
    static FeatureDistances mean(List<FeatureDistances> all, Measure moved) {
        return new FeatureDistances(
                Against.mean(all.stream().map(FeatureDistances::frechet).toList()),
                Against.mean(all.stream().map(FeatureDistances::kernel).toList()),
                moved);
    }

    /** Of those that are defined; where none is, the first one's reason. */
    private static <T> Measure mean(List<T> all, Function<T, Measure> which) {
        if (all.size() == 1) {
            return which.apply(all.get(0));
        }
        List<Measure> defined = all.stream().map(which).filter(Measure::defined).toList();
        return defined.isEmpty()
                ? Measure.undefined(which.apply(all.get(0)).because())
                : Measure.of(
                        defined.stream().mapToDouble(Measure::value).average().orElseThrow(),
                        defined.get(0).n());
    }

    /**
     * Samples that were to be kept.
     *
     * @param before {@code [n][d]} activations of the unedited ones
     * @param after of the edited ones
     * @param conditions {@code [n]} what they ask for, or show where nothing is asked for
     * @param seeds {@code [n]} their seeds, what bootstrap draws
     */
    static FeatureDistances of(
            double[][] before, double[][] after, String[] conditions, String[] seeds, GroupBootstrap draws) {
        double[][] moves = moves(before, after, conditions);
        Measure moved = draws.ratio(moves[0], moves[1], seeds, "no two samples of one condition differ");
        Map<String, Integer> order = new LinkedHashMap<>();
        for (String seed : seeds) {
            order.putIfAbsent(seed, order.size());
        }
        int[][] halves = new int[2][];
        for (int half = 0; half < 2; half++) {
            List<Integer> mine = new ArrayList<>();
            for (int i = 0; i < seeds.length; i++) {
                if (order.get(seeds[i]) % 2 == half) {
                    mine.add(i);
                }
            }
            halves[half] = mine.stream().mapToInt(Integer::intValue).toArray();
        }
        int side = Math.min(halves[0].length, halves[1].length);
        if (side < 2) {
            Against few = Against.undefined("a half of the seeds has fewer than two samples to keep");
            return new FeatureDistances(few, few, moved);
        }
        Halves all = new Halves(halves, before, after, seeds);
        GroupBootstrap drawn = order.size() < FEWEST_SEEDS ? GroupBootstrap.NONE : draws;
        int d = before[0].length;
        Against frechet = side > d
                ? all.against(
                        side,
                        (a, b) -> (na, nb) -> FrechetDistance.of(a, na, b, nb),
                        drawn.atMost(d > DRAWN_WIDTH ? 0 : DRAWS / 2),
                        true)
                : Against.undefined("covariances of " + d + " dimensions take " + (d + 1)
                        + " samples to keep in each half of the seeds, and there are " + side
                        + "; measure on more (--each)");
        Against kernel = all.against(
                side,
                (a, b) -> {
                    KernelDistance distance = new KernelDistance(a, b);
                    return distance::of;
                },
                drawn.atMost(DRAWS),
                false);
        return new FeatureDistances(frechet, kernel, moved);
    }

    /** Sample by sample, how far it is from itself edited, and how far from another of its condition: 0 and 0 where there is no other. */
    static double[][] moves(double[][] before, double[][] after, String[] conditions) {
        int n = before.length;
        Map<String, List<Integer>> alike = new HashMap<>();
        for (int i = 0; i < n; i++) {
            alike.computeIfAbsent(conditions[i], c -> new ArrayList<>()).add(i);
        }
        double[] edited = new double[n];
        double[] other = new double[n];
        for (List<Integer> same : alike.values()) {
            for (int k = 0; k < same.size() && same.size() > 1; k++) {
                int i = same.get(k);
                edited[i] = distance(before[i], after[i]);
                other[i] = distance(before[i], before[same.get((k + 1) % same.size())]);
            }
        }
        return new double[][] {edited, other};
    }

    private static double distance(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return Math.sqrt(sum);
    }

    /** A distance of two sets whose rows count several times. */
    private interface Counted {
        double of(int[] na, int[] nb);
    }

    /** Makes one of two sets. */
    private interface Distance {
        Counted between(double[][] a, double[][] b);
    }

    /** Samples in two halves. */
    private record Halves(int[][] rows, double[][] before, double[][] after, String[] seeds) {
        /** @param biased whether the distance grows as fewer different rows are drawn */
        Against against(int n, Distance distance, GroupBootstrap draws, boolean biased) {
            Counted plain = distance.between(side(before, 0), side(before, 1));
            Counted first = distance.between(side(after, 0), side(before, 1));
            Counted second = distance.between(side(before, 0), side(after, 1));
            Counted edited = (na, nb) -> (first.of(na, nb) + second.of(na, nb)) / 2;
            Function<Counted, Measure> within = counted -> {
                int[] once = new int[seeds.length];
                Arrays.fill(once, 1);
                Measure figure = Measure.of(counted.of(counts(once, 0), counts(once, 1)), n);
                GroupBootstrap.Weighted weighted = weights -> {
                    int[] na = counts(weights, 0);
                    int[] nb = counts(weights, 1);
                    return two(na) && two(nb) ? counted.of(na, nb) : Double.NaN;
                };
                return biased ? draws.around(figure, seeds, weighted) : draws.within(figure, seeds, weighted);
            };
            return new Against(
                    within.apply(edited),
                    within.apply(plain),
                    within.apply((na, nb) -> edited.of(na, nb) - plain.of(na, nb)));
        }

        private double[][] side(double[][] all, int half) {
            return Arrays.stream(rows[half]).mapToObj(i -> all[i]).toArray(double[][]::new);
        }

        private int[] counts(int[] weights, int half) {
            return Arrays.stream(rows[half]).map(i -> weights[i]).toArray();
        }

        /** Whether two different rows were drawn at least. */
        private static boolean two(int[] counts) {
            return Arrays.stream(counts).filter(c -> c > 0).count() > 1;
        }
    }
}
