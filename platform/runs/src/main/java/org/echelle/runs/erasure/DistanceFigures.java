package org.echelle.runs.erasure;

import java.util.List;
import java.util.stream.IntStream;
import org.echelle.analysis.GroupBootstrap;

/**
 * {@link FeatureDistances} with what it takes to draw {@code moved}, which is a ratio of sums over samples, together with others of the same
 * samples. Distances of distributions have no interval over several: each draw would take the kernels and covariances of all of them at once.
 *
 * @param told of a target's kept samples
 * @param moved by how often each of all samples counts
 */
record DistanceFigures(FeatureDistances told, GroupBootstrap.Weighted moved) {
    /**
     * Measures.
     *
     * @param before {@code [n][d]} activations of all unedited samples
     * @param after of the edited ones
     * @param conditions {@code [n]} what they ask for, or show where nothing is asked for
     * @param seeds {@code [n]}
     * @param stays places of the samples that were to be kept
     */
    static DistanceFigures of(
            double[][] before,
            double[][] after,
            String[] conditions,
            String[] seeds,
            int[] stays,
            GroupBootstrap draws) {
        double[][] unedited = some(before, stays);
        double[][] edited = some(after, stays);
        String[] asked = some(conditions, stays);
        String[] drawn = some(seeds, stays);
        FeatureDistances told = FeatureDistances.of(unedited, edited, asked, drawn, draws);
        double[][] moves = FeatureDistances.moves(unedited, edited, asked);
        GroupBootstrap.Weighted among = SeedFigure.ratio(moves[0], moves[1], drawn);
        return new DistanceFigures(
                told,
                weights -> among.of(IntStream.of(stays).map(i -> weights[i]).toArray()));
    }

    private static double[][] some(double[][] rows, int... which) {
        return IntStream.of(which).mapToObj(i -> rows[i]).toArray(double[][]::new);
    }

    private static String[] some(String[] words, int... which) {
        return IntStream.of(which).mapToObj(i -> words[i]).toArray(String[]::new);
    }

    /**
     * Means over targets.
     *
     * @param all at least one
     * @param seeds of all samples
     */
    static DistanceFigures mean(List<DistanceFigures> all, String[] seeds, GroupBootstrap draws) {
        SeedFigure moved = SeedFigure.mean(
                all.stream().map(d -> new SeedFigure(d.told.moved(), d.moved)).toList(), seeds, draws);
        FeatureDistances means =
                FeatureDistances.mean(all.stream().map(DistanceFigures::told).toList(), moved.measure());
        return new DistanceFigures(means, moved.drawn());
    }
}
