package org.echelle.analysis.reliance;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Mean activations of units over the samples with something and over those without (Mammo-SAE, arXiv 2507.15227, section 3: the mean over
 * samples of each sample's mean over places).
 *
 * @param with {@code [units]}
 * @param without {@code [units]}
 * @param error {@code [units]} standard error of the difference, by Welch
 */
public record ClassMeans(double[] with, double[] without, double[] error) {
    /**
     * From samples' means.
     *
     * @param means {@code [sample][unit]}
     * @param positive {@code [sample]}
     */
    public static ClassMeans of(float[][] means, boolean[] positive) {
        int units = means.length == 0 ? 0 : means[0].length;
        double[][] sum = new double[2][units];
        double[][] square = new double[2][units];
        int[] n = new int[2];
        for (int i = 0; i < means.length; i++) {
            int c = positive[i] ? 1 : 0;
            n[c]++;
            for (int j = 0; j < units; j++) {
                double v = means[i][j];
                sum[c][j] += v;
                square[c][j] += v * v;
            }
        }
        double[] error = new double[units];
        for (int c = 0; c < 2; c++) {
            for (int j = 0; j < units; j++) {
                sum[c][j] /= Math.max(1, n[c]);
                double variance = Math.max(0, square[c][j] / Math.max(1, n[c]) - sum[c][j] * sum[c][j]);
                error[j] += variance / Math.max(1, n[c] - 1);
            }
        }
        for (int j = 0; j < units; j++) {
            error[j] = Math.sqrt(error[j]);
        }
        return new ClassMeans(sum[1], sum[0], error);
    }

    /** The k strongest units of each class together, rising: what Mammo-SAE keeps or removes. */
    public int[] strongest(int k) {
        return union(k, with, without);
    }

    /** The 2 k units whose class means are most standard errors apart, rising. */
    public int[] mostDifferent(int k) {
        return order(IntStream.range(0, with.length).mapToDouble(this::apart).toArray()).stream()
                .limit(2L * k)
                .mapToInt(Integer::intValue)
                .sorted()
                .toArray();
    }

    /** By how many standard errors the class means differ; 0 for a unit that is silent. */
    public double apart(int unit) {
        double difference = Math.abs(with[unit] - without[unit]);
        return difference == 0 ? 0 : difference / Math.max(error[unit], 1e-30);
    }

    private static int[] union(int k, double[]... all) {
        Set<Integer> chosen = new TreeSet<>();
        for (double[] means : all) {
            order(means).stream().limit(k).forEach(chosen::add);
        }
        return chosen.stream().mapToInt(Integer::intValue).toArray();
    }

    /** Units that are not silent, strongest first. */
    private static List<Integer> order(double[] size) {
        return IntStream.range(0, size.length)
                .filter(j -> size[j] != 0)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer j) -> -Math.abs(size[j]))
                        .thenComparing(j -> j))
                .toList();
    }
}
