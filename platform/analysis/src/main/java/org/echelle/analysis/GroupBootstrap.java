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
        double[] above = new double[replicates];
        double[] below = new double[replicates];
        int[] weights = new int[replicates];
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            sum += values[i];
            PoissonWeights.draw(groups[i], seed, weights);
            for (int b = 0; b < replicates; b++) {
                above[b] += weights[b] * values[i];
                below[b] += weights[b];
            }
        }
        for (int b = 0; b < replicates; b++) {
            above[b] = below[b] > 0 ? above[b] / below[b] : Double.NaN;
        }
        double mean = sum / values.length;
        return Measure.of(mean, values.length, interval(mean, above, groups));
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
        double mean = Arrays.stream(values).filter(Double::isFinite).average().orElse(figure.value());
        for (int b = 0; b < values.length; b++) {
            values[b] += figure.value() - mean;
        }
        return figure.within(interval(figure.value(), values, groups));
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
        double[] sumAbove = new double[replicates];
        double[] sumBelow = new double[replicates];
        int[] weights = new int[replicates];
        double a = 0;
        double b = 0;
        for (int i = 0; i < above.length; i++) {
            a += above[i];
            b += below[i];
            PoissonWeights.draw(groups[i], seed, weights);
            for (int r = 0; r < replicates; r++) {
                sumAbove[r] += weights[r] * above[i];
                sumBelow[r] += weights[r] * below[i];
            }
        }
        for (int r = 0; r < replicates; r++) {
            sumAbove[r] = sumBelow[r] != 0 ? sumAbove[r] / sumBelow[r] : Double.NaN;
        }
        Measure ratio = Measure.ratio(a, b, above.length, whenZero);
        return ratio.within(interval(ratio.or(0), sumAbove, groups));
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
