package org.echelle.analysis;

/**
 * Bootstrap intervals of means over samples that come in groups: whole groups are drawn, each Poisson(1) times in each replicate, by
 * their names, so that two means over the same samples see the same draws and their difference is paired.
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
        return Measure.of(mean, values.length, Interval.percentile(mean, above, confidence));
    }
}
