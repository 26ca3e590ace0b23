package org.echelle.analysis.probing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.echelle.analysis.samples.SampleMatrix;

/**
 * What k units tell of a concept (Gurnee et al. 2023; SAEBench's sparse probing): on the training side the k units with the greatest
 * difference of means between samples with and without the concept are chosen, a logistic probe is fitted on them, and it answers on
 * other samples. Both sides are balanced by leaving out samples of the larger class, so that 0.5 is chance.
 */
public final class SparseProbe {
    /** How units are ordered. */
    public enum Rule {
        /** {@code |mean_with - mean_without|}, as SAEBench does: loud units win. */
        MEAN_DIFFERENCE,
        /** The same over the standard deviation within the classes (|t| up to a factor): free of the unit's scale. */
        STANDARDISED
    }

    private SparseProbe() {}

    /**
     * Units, best first.
     *
     * @param z {@code [samples, units]}
     * @param y {@code [samples]} both values occur
     * @return {@code [min(most, units)]}; units without any difference last
     */
    public static int[] rank(SampleMatrix z, boolean[] y, Rule rule, int most) {
        double[] score = new double[z.columns()];
        int positives = count(y);
        int negatives = y.length - positives;
        for (int j = 0; j < score.length; j++) {
            double[] sums = new double[4];
            z.each(j, (s, v) -> {
                int at = y[s] ? 0 : 1;
                sums[at] += v;
                sums[2 + at] += v * v;
            });
            double with = sums[0] / positives;
            double without = sums[1] / negatives;
            score[j] = Math.abs(with - without);
            if (rule == Rule.STANDARDISED && score[j] > 0) {
                double spread = sums[2] - positives * with * with + sums[3] - negatives * without * without;
                score[j] /= Math.sqrt(Math.max(spread / y.length, 1e-12 * (sums[2] + sums[3]) / y.length));
            }
        }
        Integer[] order = new Integer[score.length];
        Arrays.setAll(order, j -> j);
        Arrays.sort(order, Comparator.comparingDouble((Integer j) -> -score[j]).thenComparingInt(j -> j));
        return Arrays.stream(order).limit(most).mapToInt(j -> j).toArray();
    }

    /** A probe's units and its answers. */
    public record Outcome(int[] units, Answers answers) {}

    /**
     * Chooses, fits, asks.
     *
     * @param train {@code [samples, units]} and {@code trainY}: both values occur
     * @param test {@code [samples, units]} and {@code testY}
     * @param k units
     */
    public static Outcome of(
            SampleMatrix train, boolean[] trainY, SampleMatrix test, boolean[] testY, int k, Rule rule) {
        int[] units = rank(train, trainY, rule, k);
        LogisticProbe probe = LogisticProbe.fit(train.choose(units), trainY);
        return new Outcome(units, new Answers(probe.logits(test.choose(units)), testY));
    }

    /**
     * Samples of which as many have the concept as not: all of the smaller class and as many of the larger one, drawn without replacement.
     *
     * @return rising; empty when a class is empty
     */
    public static int[] balanced(boolean[] y, int mostOfEach, long seed) {
        int keep = Math.min(mostOfEach, Math.min(count(y), y.length - count(y)));
        SplittableRandom random = new SplittableRandom(seed);
        List<Integer> chosen = new ArrayList<>();
        for (boolean side : new boolean[] {true, false}) {
            List<Integer> some = new ArrayList<>();
            for (int i = 0; i < y.length; i++) {
                if (y[i] == side) {
                    some.add(i);
                }
            }
            for (int i = 0; i < keep; i++) {
                java.util.Collections.swap(some, i, i + random.nextInt(some.size() - i));
            }
            chosen.addAll(some.subList(0, keep));
        }
        return chosen.stream().mapToInt(i -> i).sorted().toArray();
    }

    private static int count(boolean[] y) {
        int n = 0;
        for (boolean one : y) {
            n += one ? 1 : 0;
        }
        return n;
    }
}
