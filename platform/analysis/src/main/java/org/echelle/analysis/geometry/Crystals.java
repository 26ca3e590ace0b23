package org.echelle.analysis.geometry;

import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.echelle.analysis.AnalysisException;
import org.echelle.analysis.Measure;
import org.echelle.analysis.SymmetricEigen;
import org.echelle.analysis.meaning.Silhouette;

/**
 * Parallelograms ("crystals", Li et al., arXiv 2410.19750): is the step from one thing to another the same for all pairs of a relation
 * (man to woman, king to queen)? The difference vectors of each relation should lie together, which the mean silhouette tells, from -1 to
 * 1. Raw differences are blurred by directions that have nothing to do with the relation (length of a word); linear discriminant analysis
 * takes those away:
 *
 * <pre>maximise tr( (W^T S_w W)^-1 W^T S_b W ),    S_w within relations plus a ridge, S_b between their means</pre>
 *
 * LDA sees the labels, so that its silhouette is told of differences that it was not fitted to: the even ones by a fit on the odd ones, and
 * the other way round.
 */
public final class Crystals {
    private static final double RIDGE = 1e-2;

    private Crystals() {}

    /**
     * Silhouettes of difference vectors.
     *
     * @param raw of the differences as they are
     * @param discriminant after LDA
     */
    public record Outcome(Measure raw, Measure discriminant) {}

    /**
     * Measures.
     *
     * @param differences {@code [pairs][d]}
     * @param relation {@code [pairs]} from 0 to {@code relations - 1}
     */
    public static Outcome of(double[][] differences, int[] relation, int relations) {
        int[] size = new int[relations];
        for (int r : relation) {
            size[r]++;
        }
        int least = Integer.MAX_VALUE;
        for (int s : size) {
            least = Math.min(least, s);
        }
        if (relations < 2 || least < 4) {
            Measure none = Measure.undefined("crystals need at least two relations with four pairs each");
            return new Outcome(none, none);
        }
        Measure raw = Measure.of(Silhouette.mean(differences, relation, relations), differences.length);
        // Pairs are dealt out by turns within each relation, so that both halves have all of them.
        int[] seen = new int[relations];
        boolean[] even = new boolean[relation.length];
        for (int i = 0; i < relation.length; i++) {
            even[i] = seen[relation[i]]++ % 2 == 0;
        }
        double sum = 0;
        int n = 0;
        for (boolean half : new boolean[] {true, false}) {
            double[][] fit = some(differences, even, half);
            double[][] other = some(differences, even, !half);
            double[][] projected = project(other, discriminants(fit, some(relation, even, half), relations));
            sum += other.length * Silhouette.mean(projected, some(relation, even, !half), relations);
            n += other.length;
        }
        return new Outcome(raw, Measure.of(sum / n, n));
    }

    private static double[][] some(double[][] rows, boolean[] even, boolean which) {
        return java.util.stream.IntStream.range(0, rows.length)
                .filter(i -> even[i] == which)
                .mapToObj(i -> rows[i])
                .toArray(double[][]::new);
    }

    private static int[] some(int[] values, boolean[] even, boolean which) {
        return java.util.stream.IntStream.range(0, values.length)
                .filter(i -> even[i] == which)
                .map(i -> values[i])
                .toArray();
    }

    /** Directions {@code [relations - 1 or d][d]} in the whitened space of S_w. */
    static double[][] discriminants(double[][] rows, int[] label, int classes) {
        int d = rows[0].length;
        double[][] mean = new double[classes][d];
        double[] all = new double[d];
        int[] size = new int[classes];
        for (int i = 0; i < rows.length; i++) {
            size[label[i]]++;
            for (int k = 0; k < d; k++) {
                mean[label[i]][k] += rows[i][k];
                all[k] += rows[i][k] / rows.length;
            }
        }
        double[][] within = new double[d][d];
        double[][] between = new double[d][d];
        for (int c = 0; c < classes; c++) {
            for (int k = 0; k < d; k++) {
                mean[c][k] /= size[c];
            }
            for (int a = 0; a < d; a++) {
                for (int b = 0; b < d; b++) {
                    between[a][b] += size[c] * (mean[c][a] - all[a]) * (mean[c][b] - all[b]) / rows.length;
                }
            }
        }
        double trace = 0;
        for (int i = 0; i < rows.length; i++) {
            double[] m = mean[label[i]];
            for (int a = 0; a < d; a++) {
                double x = rows[i][a] - m[a];
                trace += x * x / rows.length;
                for (int b = 0; b < d; b++) {
                    within[a][b] += x * (rows[i][b] - m[b]) / rows.length;
                }
            }
        }
        double floor = RIDGE * trace / d;
        if (!(floor > 0)) {
            floor = 1e-12;
        }
        for (int a = 0; a < d; a++) {
            within[a][a] += floor;
        }
        RealMatrix lower = new CholeskyDecomposition(new Array2DRowRealMatrix(within, false), 1e-8, 0).getL();
        RealMatrix inverse = inverseOfLower(lower);
        RealMatrix whitened =
                inverse.multiply(new Array2DRowRealMatrix(between, false)).multiply(inverse.transpose());
        SymmetricEigen eigen = SymmetricEigen.of(symmetric(whitened).getData());
        int kept = Math.min(d, Math.min(11, classes - 1));
        double[][] directions = new double[kept][];
        for (int k = 0; k < kept; k++) {
            directions[k] = inverse.transpose().operate(eigen.vectors()[k]);
        }
        return directions;
    }

    private static RealMatrix inverseOfLower(RealMatrix lower) {
        int d = lower.getRowDimension();
        double[][] out = new double[d][d];
        for (int c = 0; c < d; c++) {
            out[c][c] = 1 / lower.getEntry(c, c);
            for (int r = c + 1; r < d; r++) {
                double sum = 0;
                for (int k = c; k < r; k++) {
                    sum -= lower.getEntry(r, k) * out[k][c];
                }
                out[r][c] = sum / lower.getEntry(r, r);
            }
        }
        return new Array2DRowRealMatrix(out, false);
    }

    private static RealMatrix symmetric(RealMatrix m) {
        return m.add(m.transpose()).scalarMultiply(0.5);
    }

    private static double[][] project(double[][] rows, double[][] directions) {
        if (directions.length == 0) {
            throw new AnalysisException("There is no direction to look along.");
        }
        double[][] out = new double[rows.length][directions.length];
        for (int i = 0; i < rows.length; i++) {
            for (int k = 0; k < directions.length; k++) {
                for (int j = 0; j < rows[i].length; j++) {
                    out[i][k] += rows[i][j] * directions[k][j];
                }
            }
        }
        return out;
    }
}
