package org.echelle.analysis.meaning;

import java.util.Arrays;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.echelle.analysis.AnalysisException;
import org.echelle.analysis.GroupBootstrap;
import org.echelle.analysis.Measure;
import org.echelle.analysis.samples.SampleMatrix;

/**
 * Whether the samples on which a feature fires most share a label: {@code 1 - H / ln min(C, m)}, H the entropy of the labels of its m
 * strongest samples, C the number of labels; 1 where all have one label. Mean over the features with the largest activations.
 *
 * <p>Beside it Revelio's figure (arXiv 2411.16725), the standard deviation of those samples' label numbers, lower being purer. It
 * depends on the order in which labels happen to be numbered, which entropy does not.
 *
 * <p>Few samples have few different labels by luck: {@code chance} figures take samples in random order.
 *
 * @param purity mean over features
 * @param chancePurity of the same number of samples in random order
 * @param deviation Revelio's sigma_label (divided by m)
 * @param chanceDeviation of samples in random order
 * @param features how many were looked at: the rest fires on fewer than m samples or is not among the strongest
 */
public record LabelPurity(
        Measure purity, double chancePurity, Measure deviation, double chanceDeviation, int features) {
    /** Features looked at, as published. */
    public static final int FEATURES = 1000;
    /** Samples of each, as published. */
    public static final int TOP = 10;

    private static final int SHUFFLES = 1000;

    /**
     * Measures.
     *
     * @param codes {@code [samples, features]}, activations above 0
     * @param label {@code [samples]} from 0 to {@code labels - 1}
     * @param groups {@code [samples]}, which the interval draws
     * @param features most features, those with the largest activations
     * @param top samples of each; a feature that fires on fewer is left out
     */
    public static LabelPurity of(
            SampleMatrix codes,
            int[] label,
            int labels,
            String[] groups,
            int features,
            int top,
            GroupBootstrap draws,
            long seed) {
        if (labels < 2 || top < 2 || label.length != codes.samples()) {
            throw new AnalysisException(
                    "The purity of labels needs two labels, two samples a feature, and a label for each of "
                            + codes.samples() + " samples; there are " + labels + " labels, " + top
                            + " samples a feature and "
                            + label.length + " samples with a label.");
        }
        int[] strongest = IntStream.range(0, codes.columns())
                .filter(j -> codes.active(j) >= top)
                .boxed()
                .sorted(Comparator.comparingDouble(
                        (Integer j) -> -Arrays.stream(codes.column(j)).max().orElse(0)))
                .limit(features)
                .mapToInt(j -> j)
                .toArray();
        if (strongest.length == 0) {
            Measure none = Measure.undefined("no feature fires on " + top + " samples");
            return new LabelPurity(none, 0, none, 0, 0);
        }
        int[][] orders =
                IntStream.of(strongest).mapToObj(j -> order(codes.column(j))).toArray(int[][]::new);
        int[] once = new int[label.length];
        Arrays.fill(once, 1);
        GroupBootstrap.Weighted purity = weights -> mean(orders, label, labels, top, weights)[0];
        GroupBootstrap.Weighted deviation = weights -> mean(orders, label, labels, top, weights)[1];
        int[][] random = random(label.length, seed);
        double[] chance = mean(random, label, labels, top, once);
        return new LabelPurity(
                draws.around(Measure.of(purity.of(once), label.length), groups, purity),
                chance[0],
                draws.around(Measure.of(deviation.of(once), label.length), groups, deviation),
                chance[1],
                strongest.length);
    }

    /** Samples that fire, the strongest first. */
    private static int[] order(double[] column) {
        return IntStream.range(0, column.length)
                .filter(i -> column[i] > 0)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -column[i]))
                .mapToInt(i -> i)
                .toArray();
    }

    private static int[][] random(int samples, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[][] orders = new int[SHUFFLES][];
        for (int s = 0; s < SHUFFLES; s++) {
            int[] order = IntStream.range(0, samples).toArray();
            for (int i = samples - 1; i > 0; i--) {
                int j = random.nextInt(i + 1);
                int swap = order[i];
                order[i] = order[j];
                order[j] = swap;
            }
            orders[s] = order;
        }
        return orders;
    }

    /** Mean purity and mean deviation over features that have enough drawn samples. */
    private static double[] mean(int[][] orders, int[] label, int labels, int top, int[] weights) {
        double[] sum = new double[2];
        int counted = 0;
        for (int[] order : orders) {
            int[] count = new int[labels];
            int taken = 0;
            for (int i = 0; i < order.length && taken < top; i++) {
                int some = Math.min(weights[order[i]], top - taken);
                count[label[order[i]]] += some;
                taken += some;
            }
            if (taken == top) {
                sum[0] += purity(count, top);
                sum[1] += deviation(count, top);
                counted++;
            }
        }
        return new double[] {counted == 0 ? Double.NaN : sum[0] / counted, counted == 0 ? Double.NaN : sum[1] / counted
        };
    }

    private static double purity(int[] count, int top) {
        double entropy = 0;
        for (int c : count) {
            double p = (double) c / top;
            entropy -= c == 0 ? 0 : p * Math.log(p);
        }
        return 1 - entropy / Math.log(Math.min(count.length, top));
    }

    private static double deviation(int[] count, int top) {
        double mean = 0;
        double squares = 0;
        for (int c = 0; c < count.length; c++) {
            mean += (double) c * count[c] / top;
            squares += (double) c * c * count[c] / top;
        }
        return Math.sqrt(Math.max(0, squares - mean * mean));
    }
}
