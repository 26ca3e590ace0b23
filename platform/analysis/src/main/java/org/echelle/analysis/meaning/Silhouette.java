package org.echelle.analysis.meaning;

/**
 * How well points lie in their clusters (Rousseeuw 1987): {@code s_i = (b_i - a_i) / max(a_i, b_i)}, a_i the mean distance to the other
 * points of its cluster, b_i that to the points of the nearest other cluster; 0 for a point alone in its cluster. Euclidean, O(n² d).
 */
public final class Silhouette {
    private Silhouette() {}

    /**
     * The mean over points.
     *
     * @param points {@code [n][d]}
     * @param label {@code [n]} from 0 to {@code k - 1}
     * @return from -1 to 1; 0 with fewer than two clusters that hold a point
     */
    public static double mean(double[][] points, int[] label, int k) {
        int[] size = new int[k];
        for (int l : label) {
            size[l]++;
        }
        double sum = 0;
        for (int i = 0; i < points.length; i++) {
            double[] apart = new double[k];
            for (int j = 0; j < points.length; j++) {
                if (j != i) {
                    apart[label[j]] += distance(points[i], points[j]);
                }
            }
            double nearest = Double.POSITIVE_INFINITY;
            for (int c = 0; c < k; c++) {
                if (c != label[i] && size[c] > 0) {
                    nearest = Math.min(nearest, apart[c] / size[c]);
                }
            }
            if (size[label[i]] > 1 && Double.isFinite(nearest)) {
                double own = apart[label[i]] / (size[label[i]] - 1);
                double larger = Math.max(own, nearest);
                sum += larger == 0 ? 0 : (nearest - own) / larger;
            }
        }
        return points.length == 0 ? 0 : sum / points.length;
    }

    private static double distance(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return Math.sqrt(sum);
    }
}
