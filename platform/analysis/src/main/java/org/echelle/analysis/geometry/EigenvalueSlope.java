package org.echelle.analysis.geometry;

import java.util.Arrays;
import org.apache.commons.math3.stat.regression.SimpleRegression;
import org.echelle.analysis.Interval;
import org.echelle.analysis.Measure;
import org.echelle.analysis.SymmetricEigen;

/**
 * How fast the eigenvalues of the covariance of points (decoder directions) fall: the slope of {@code log10 lambda} over
 * {@code log10 rank} by least squares over a range of ranks, with the 95 % interval of the t distribution (Li et al., arXiv 2410.19750, the
 * "galaxy" scale). About 0 for an isotropic cloud; steeper where the points lie in few directions. Neighbouring eigenvalues are not
 * independent, so that the interval tells of the fit and not of other dictionaries.
 */
public final class EigenvalueSlope {
    private EigenvalueSlope() {}

    /** Eigenvalues of the covariance of rows {@code [n][d]}, falling, those below 0 by rounding set to 0. */
    public static double[] eigenvalues(double[][] rows) {
        int d = rows[0].length;
        double[][] covariance = covariance(rows);
        double[] values = SymmetricEigen.of(covariance).values();
        double[] falling = new double[d];
        for (int i = 0; i < d; i++) {
            falling[i] = Math.max(0, values[i]);
        }
        Arrays.sort(falling);
        for (int i = 0; i < d / 2; i++) {
            double t = falling[i];
            falling[i] = falling[d - 1 - i];
            falling[d - 1 - i] = t;
        }
        return falling;
    }

    static double[][] covariance(double[][] rows) {
        int n = rows.length;
        int d = rows[0].length;
        double[] mean = new double[d];
        for (double[] row : rows) {
            for (int i = 0; i < d; i++) {
                mean[i] += row[i] / n;
            }
        }
        double[][] covariance = new double[d][d];
        for (double[] row : rows) {
            for (int i = 0; i < d; i++) {
                double a = row[i] - mean[i];
                for (int j = 0; j <= i; j++) {
                    covariance[i][j] += a * (row[j] - mean[j]) / Math.max(1, n - 1);
                }
            }
        }
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < i; j++) {
                covariance[j][i] = covariance[i][j];
            }
        }
        return covariance;
    }

    /**
     * The slope.
     *
     * @param eigenvalues falling
     * @param from first rank, from 1
     * @param to last rank, inclusive
     */
    public static Measure of(double[] eigenvalues, int from, int to) {
        SimpleRegression line = new SimpleRegression();
        for (int rank = Math.max(1, from); rank <= Math.min(to, eigenvalues.length); rank++) {
            if (eigenvalues[rank - 1] > 1e-12 * eigenvalues[0]) {
                line.addData(Math.log10(rank), Math.log10(eigenvalues[rank - 1]));
            }
        }
        if (line.getN() < 3) {
            return Measure.undefined("fewer than three eigenvalues above 0 lie in that range of ranks");
        }
        double half = line.getSlopeConfidenceInterval(0.05);
        double slope = line.getSlope();
        return Measure.of(
                slope,
                line.getN(),
                Double.isFinite(half)
                        ? new Interval(slope - half, slope + half, (int) line.getN())
                        : Interval.none(slope));
    }
}
