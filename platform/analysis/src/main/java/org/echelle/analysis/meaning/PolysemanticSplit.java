package org.echelle.analysis.meaning;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.math3.ml.clustering.CentroidCluster;
import org.apache.commons.math3.ml.clustering.Clusterable;
import org.apache.commons.math3.ml.clustering.KMeansPlusPlusClusterer;
import org.apache.commons.math3.ml.distance.EuclideanDistance;
import org.apache.commons.math3.random.Well19937c;
import org.echelle.analysis.AnalysisException;

/**
 * Does a feature mean one thing or several? Its strongest samples are clustered by an embedding, as PRISM does before describing each
 * cluster (Kopf et al. 2025): k-means for k = 2..most on unit vectors, the best of five starts, and the k of greatest mean silhouette. If that silhouette is
 * below a bound the samples are one cluster. The clusters, largest first, can then be named one by one.
 */
public final class PolysemanticSplit {
    /** From this mean silhouette clusters are taken as apart; Kaufman and Rousseeuw call 0.26 to 0.50 a weak structure. */
    public static final double APART = 0.3;

    private PolysemanticSplit() {}

    private record Point(int index, double[] at) implements Clusterable {
        @Override
        public double[] getPoint() {
            return at;
        }
    }

    /**
     * Clusters of samples.
     *
     * @param members {@code [clusters]} places in the given list, largest cluster first
     * @param silhouette of the split that was considered best, from -1 to 1; 0 where there were too few samples for any
     */
    public record Split(List<int[]> members, double silhouette) {
        /** Whether there is more than one. */
        public boolean several() {
            return members.size() > 1;
        }
    }

    /**
     * Splits.
     *
     * @param embeddings {@code [samples][width]} of a feature's strongest samples; fewer than six are not split
     * @param most clusters, such as 5
     * @param apart silhouette from which a split counts, such as {@link #APART}
     */
    public static Split of(double[][] embeddings, int most, double apart, long seed) {
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < embeddings.length; i++) {
            points.add(new Point(i, unit(embeddings[i], i)));
        }
        List<int[]> best =
                List.of(java.util.stream.IntStream.range(0, points.size()).toArray());
        double greatest = 0;
        for (int k = 2; k <= most && 3 * k <= points.size(); k++) {
            int[] label = cluster(points, k, seed);
            double silhouette = Silhouette.mean(points.stream().map(Point::at).toArray(double[][]::new), label, k);
            if (silhouette > greatest) {
                greatest = silhouette;
                if (silhouette >= apart) {
                    best = members(label, k);
                }
            }
        }
        return new Split(best, greatest);
    }

    private static double[] unit(double[] v, int which) {
        double length = 0;
        for (double x : v) {
            length += x * x;
        }
        if (!Double.isFinite(length)) {
            throw new AnalysisException("The embedding of sample " + which + " holds numbers that are not finite.");
        }
        double[] out = v.clone();
        for (int i = 0; i < out.length && length > 0; i++) {
            out[i] /= Math.sqrt(length);
        }
        return out;
    }

    private static int[] cluster(List<Point> points, int k, long seed) {
        int[] best = new int[points.size()];
        double least = Double.POSITIVE_INFINITY;
        for (int start = 0; start < 5; start++) {
            var means = new KMeansPlusPlusClusterer<Point>(
                    k,
                    100,
                    new EuclideanDistance(),
                    new Well19937c(seed + start),
                    KMeansPlusPlusClusterer.EmptyClusterStrategy.FARTHEST_POINT);
            List<CentroidCluster<Point>> clusters = means.cluster(points);
            double within = 0;
            int[] label = new int[points.size()];
            for (int c = 0; c < clusters.size(); c++) {
                for (Point p : clusters.get(c).getPoints()) {
                    label[p.index()] = c;
                    within += Math.pow(
                            new EuclideanDistance()
                                    .compute(p.at(), clusters.get(c).getCenter().getPoint()),
                            2);
                }
            }
            if (within < least) {
                least = within;
                best = label;
            }
        }
        return best;
    }

    private static List<int[]> members(int[] label, int k) {
        List<int[]> all = new ArrayList<>();
        for (int c = 0; c < k; c++) {
            int which = c;
            int[] some = java.util.stream.IntStream.range(0, label.length)
                    .filter(i -> label[i] == which)
                    .toArray();
            if (some.length > 0) {
                all.add(some);
            }
        }
        all.sort((a, b) -> a.length != b.length ? b.length - a.length : a[0] - b[0]);
        return all;
    }
}
