package org.echelle.analysis.geometry;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.math3.ml.clustering.CentroidCluster;
import org.apache.commons.math3.ml.clustering.Clusterable;
import org.apache.commons.math3.ml.clustering.KMeansPlusPlusClusterer;
import org.apache.commons.math3.ml.clustering.MultiKMeansPlusPlusClusterer;
import org.apache.commons.math3.ml.distance.EuclideanDistance;
import org.apache.commons.math3.random.Well19937c;
import org.echelle.analysis.AnalysisException;
import org.echelle.analysis.SymmetricEigen;

/**
 * Spectral clustering (Ng, Jordan and Weiss 2002): the k leading eigenvectors of {@code D^-1/2 A D^-1/2}, rows made unit, then k-means
 * (the best of ten starts). With affinities phi + 1 of co-occurrence the clusters are the "lobes" of Li et al. (arXiv 2410.19750). O(n³):
 * for some hundreds of features.
 */
public final class SpectralClusters {
    private SpectralClusters() {}

    private record Point(int index, double[] at) implements Clusterable {
        @Override
        public double[] getPoint() {
            return at;
        }
    }

    /**
     * Clusters.
     *
     * @param affinity {@code [n][n]} symmetric, not negative
     * @param k clusters, at most n
     * @return {@code [n]} from 0 to {@code k - 1}
     */
    public static int[] of(double[][] affinity, int k, long seed) {
        int n = affinity.length;
        if (k < 1 || k > n) {
            throw new AnalysisException(n + " features cannot be divided into " + k + " clusters.");
        }
        double[] scale = new double[n];
        for (int i = 0; i < n; i++) {
            double degree = 0;
            for (double a : affinity[i]) {
                if (!(a >= 0)) {
                    throw new AnalysisException("Affinities must not be negative, and one is " + a + ".");
                }
                degree += a;
            }
            scale[i] = degree > 0 ? 1 / Math.sqrt(degree) : 0;
        }
        double[][] normalised = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                normalised[i][j] = affinity[i][j] * scale[i] * scale[j];
            }
        }
        SymmetricEigen eigen = SymmetricEigen.of(normalised);
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            double[] at = new double[k];
            double length = 0;
            for (int c = 0; c < k; c++) {
                at[c] = eigen.vectors()[c][i];
                length += at[c] * at[c];
            }
            for (int c = 0; c < k && length > 0; c++) {
                at[c] /= Math.sqrt(length);
            }
            points.add(new Point(i, at));
        }
        var one = new KMeansPlusPlusClusterer<Point>(
                k,
                200,
                new EuclideanDistance(),
                new Well19937c(seed),
                KMeansPlusPlusClusterer.EmptyClusterStrategy.FARTHEST_POINT);
        List<CentroidCluster<Point>> clusters = new MultiKMeansPlusPlusClusterer<>(one, 10).cluster(points);
        int[] label = new int[n];
        for (int c = 0; c < clusters.size(); c++) {
            for (Point p : clusters.get(c).getPoints()) {
                label[p.index()] = c;
            }
        }
        return label;
    }
}
