package org.echelle.analysis.geometry;

import org.apache.commons.math3.special.Gamma;
import org.echelle.analysis.Measure;
import org.echelle.analysis.SymmetricEigen;

/**
 * How far a cloud of points is from a Gaussian of the same covariance (Li et al., arXiv 2410.19750):
 *
 * <pre>
 * clustering = H_g - H >= 0
 * H_g = d/2 (1 + ln 2 pi) + ½ sum ln lambda_i
 * H   = d mean ln rho + ln V_d + ln(N - 1) - psi(1)        Kozachenko and Leonenko, rho the distance to the nearest other point,
 * ln V_d = (d/2) ln pi - ln Gamma(d/2 + 1)
 * </pre>
 *
 * In nats. The textbook estimator is biased in many dimensions and for few points, by as much for a Gaussian cloud; hold it against one of
 * the same n and d. Points should first be brought to few components; equal points are no cloud, and the figure is then not defined.
 */
public final class ClusteringEntropy {
    private ClusteringEntropy() {}

    /** Differential entropy of the points {@code [n][d]} by nearest neighbours. */
    public static Measure nearestNeighbours(double[][] points) {
        int n = points.length;
        if (n < 2) {
            return Measure.undefined("an entropy needs at least two points, and there are " + n);
        }
        int d = points[0].length;
        double sum = 0;
        for (int i = 0; i < n; i++) {
            double least = Double.POSITIVE_INFINITY;
            for (int j = 0; j < n; j++) {
                if (j != i) {
                    double apart = 0;
                    for (int k = 0; k < d && apart < least; k++) {
                        apart += (points[i][k] - points[j][k]) * (points[i][k] - points[j][k]);
                    }
                    least = Math.min(least, apart);
                }
            }
            if (least == 0) {
                return Measure.undefined("two points are equal, and their distance has no logarithm");
            }
            sum += Math.log(least) / 2;
        }
        double ball = d / 2.0 * Math.log(Math.PI) - Gamma.logGamma(d / 2.0 + 1);
        return Measure.of(d * sum / n + ball + Math.log(n - 1.0) - Gamma.digamma(1), n);
    }

    /** Entropy of a Gaussian with the covariance of the points. */
    public static Measure gaussian(double[][] points) {
        int d = points[0].length;
        if (points.length <= d) {
            return Measure.undefined(points.length + " points do not fill " + d + " dimensions");
        }
        double[] values = EigenvalueSlope.eigenvalues(points);
        double sum = 0;
        for (double v : values) {
            if (v <= 1e-12 * values[0]) {
                return Measure.undefined("the points lie in fewer than " + d + " dimensions");
            }
            sum += Math.log(v);
        }
        return Measure.of(d / 2.0 * (1 + Math.log(2 * Math.PI)) + sum / 2, points.length);
    }

    /** The difference. */
    public static Measure of(double[][] points) {
        Measure gaussian = gaussian(points);
        Measure h = nearestNeighbours(points);
        if (!gaussian.defined()) {
            return gaussian;
        }
        return h.defined() ? Measure.of(gaussian.value() - h.value(), points.length) : h;
    }

    /** The points along their {@code components} directions of greatest variance, {@code [n][components]}. */
    public static double[][] principal(double[][] points, int components) {
        double[][] directions = directions(points, components);
        double[][] out = new double[points.length][components];
        for (int c = 0; c < components; c++) {
            for (int i = 0; i < points.length; i++) {
                for (int k = 0; k < directions[c].length; k++) {
                    out[i][c] += points[i][k] * directions[c][k];
                }
            }
        }
        return out;
    }

    /** Unit directions of greatest variance, {@code [components][d]}, falling. */
    public static double[][] directions(double[][] points, int components) {
        double[][] covariance = EigenvalueSlope.covariance(points);
        SymmetricEigen eigen = SymmetricEigen.of(covariance);
        double[][] out = new double[components][];
        for (int c = 0; c < components; c++) {
            out[c] = eigen.vectors()[c];
        }
        return out;
    }
}
