package org.echelle.analysis;

import java.util.Arrays;

/**
 * Bootstrap intervals of means over samples that come in groups: whole groups are drawn, each Poisson(1) times in each replicate, by
 * their names, so that two means over the same samples see the same draws and their difference is paired. Samples of one single group
 * have no interval.
 *
 * @param replicates how many
 * @param confidence coverage, such as 0.95
 * @param seed of the draws
 */
public record GroupBootstrap(int replicates, double confidence, long seed) {
    /** Draws nothing, so that figures have no interval. */
    public static final GroupBootstrap NONE = new GroupBootstrap(0, 0.95, 0);

    /**
     * The mean of values with its interval.
     *
     * @param values {@code [n]} one a sample, such as 1 for a right answer and 0 for a wrong one
     * @param groups {@code [n]} the samples' groups
     */
    public Measure mean(double[] values, String[] groups) {
        if (values.length == 0) {
            return Measure.undefined("there is no sample to average over");
        }
        GroupedSums sums = new GroupedSums(2, this);
        for (int i = 0; i < values.length; i++) {
            sums.add(groups[i], values[i], 1);
        }
        double mean = sums.total()[0] / values.length;
        return Measure.of(mean, values.length, sums.interval(mean, s -> s[1] > 0 ? s[0] / s[1] : Double.NaN));
    }

    /** A figure in which each sample counts as often as it was drawn; NaN where these draws do not define it. */
    public interface Weighted {
        /** @param weights {@code [samples]} 0, 1, 2... */
        double of(int[] weights);
    }

    /**
     * Any figure with its interval. Draws that leave it undefined are left out of the interval.
     *
     * @param figure the figure itself; undefined stays undefined
     * @param groups {@code [samples]} the samples' groups
     * @param weighted the same figure of drawn samples
     */
    public Measure within(Measure figure, String[] groups, Weighted weighted) {
        return figure.defined()
                ? figure.within(interval(figure.value(), replicates(groups, weighted), groups))
                : figure;
    }

    /**
     * The same for a figure that depends on how many different samples there are: drawn samples repeat, so that all replicates lie to one
     * side. They are moved to have the figure as their mean; the interval tells how it spreads and not how it is biased.
     */
    public Measure around(Measure figure, String[] groups, Weighted weighted) {
        if (!figure.defined()) {
            return figure;
        }
        double[] values = replicates(groups, weighted);
        centre(values, figure.value());
        return figure.within(interval(figure.value(), values, groups));
    }

    /** Moves replicates so that their mean is the figure itself. */
    static void centre(double[] values, double figure) {
        double mean = Arrays.stream(values).filter(Double::isFinite).average().orElse(figure);
        for (int b = 0; b < values.length; b++) {
            values[b] += figure - mean;
        }
    }

    private double[] replicates(String[] groups, Weighted weighted) {
        PoissonWeights draws = PoissonWeights.of(groups, seed);
        int[] weights = new int[groups.length];
        double[] values = new double[replicates];
        for (int b = 0; b < replicates; b++) {
            draws.next(weights);
            values[b] = weighted.of(weights);
        }
        return values;
    }

    /** The same draws, fewer of them: for figures that take long. */
    public GroupBootstrap atMost(int most) {
        return new GroupBootstrap(Math.min(most, replicates), confidence, seed);
    }

    /**
     * A ratio of sums with its interval, undefined for the given reason where the divisor is 0.
     *
     * @param above {@code [n]} one a sample
     * @param below {@code [n]}
     * @param groups {@code [n]} the samples' groups
     */
    public Measure ratio(double[] above, double[] below, String[] groups, String whenZero) {
        GroupedSums sums = new GroupedSums(2, this);
        for (int i = 0; i < above.length; i++) {
            sums.add(groups[i], above[i], below[i]);
        }
        double[] total = sums.total();
        Measure ratio = Measure.ratio(total[0], total[1], above.length, whenZero);
        return ratio.within(sums.interval(ratio.or(0), s -> s[1] != 0 ? s[0] / s[1] : Double.NaN));
    }

    /** None where all samples are of one group: drawing it again and again says nothing of how groups differ. */
    private Interval interval(double value, double[] replicates, String[] groups) {
        for (String group : groups) {
            if (!group.equals(groups[0])) {
                return Interval.percentile(value, replicates, confidence);
            }
        }
        return Interval.none(value);
    }
}
