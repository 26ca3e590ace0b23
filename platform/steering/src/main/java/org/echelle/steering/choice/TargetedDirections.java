package org.echelle.steering.choice;

import org.echelle.steering.SteeringException;

/**
 * Directions that raise one feature and little else (SAE-TS, Chalnev, Siu and Conmy 2024, arXiv 2411.02193): the effect of adding a
 * vector {@code v} on mean feature activations is fitted as {@code y = v M + b} over many tried vectors, then
 * {@code s_j = M_j / |M_j| - lambda M b / |M b|}, with {@code M_j} the column of feature j.
 */
public final class TargetedDirections {
    private static final double ROUNDING = 1e-4;

    private final double[][] m; // [d][n]
    private final double[] b; // [n]

    private TargetedDirections(double[][] m, double[] b) {
        this.m = m;
        this.b = b;
    }

    /**
     * Fits by ridge regression.
     *
     * @param vectors {@code [N][d]}, what was added
     * @param effects {@code [N][n]}, by how much mean activations changed
     * @param ridge added to the diagonal of the vectors' covariance, in its units
     */
    public static TargetedDirections fit(double[][] vectors, double[][] effects, double ridge) {
        int count = vectors.length;
        if (count < 2 || effects.length != count) {
            throw new SteeringException("A fit of effects needs at least two tried vectors and an effect for each.");
        }
        int d = vectors[0].length;
        int n = effects[0].length;
        double[] meanV = means(vectors);
        double[] meanY = means(effects);
        double[][] gram = new double[d][d];
        double[][] right = new double[d][n];
        for (int s = 0; s < count; s++) {
            for (int i = 0; i < d; i++) {
                double v = vectors[s][i] - meanV[i];
                for (int k = 0; k < d; k++) {
                    gram[i][k] += v * (vectors[s][k] - meanV[k]) / count;
                }
                for (int j = 0; j < n; j++) {
                    right[i][j] += v * (effects[s][j] - meanY[j]) / count;
                }
            }
        }
        for (int i = 0; i < d; i++) {
            gram[i][i] += ridge;
        }
        solve(gram, right);
        double[] b = meanY.clone();
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < n; j++) {
                b[j] -= meanV[i] * right[i][j];
            }
        }
        double squares = 0;
        for (double[] effect : effects) {
            squares += norm(effect) * norm(effect) / count;
        }
        if (norm(b) <= ROUNDING * Math.sqrt(squares)) {
            java.util.Arrays.fill(b, 0); // what is left of rounding has no direction
        }
        return new TargetedDirections(right, b);
    }

    private static double[] means(double[][] rows) {
        double[] mean = new double[rows[0].length];
        for (double[] row : rows) {
            for (int i = 0; i < mean.length; i++) {
                mean[i] += row[i] / rows.length;
            }
        }
        return mean;
    }

    /** Solves in place by elimination with row pivots; {@code right} becomes the solution. */
    private static void solve(double[][] a, double[][] right) {
        int d = a.length;
        for (int p = 0; p < d; p++) {
            int best = p;
            for (int i = p + 1; i < d; i++) {
                best = Math.abs(a[i][p]) > Math.abs(a[best][p]) ? i : best;
            }
            if (Math.abs(a[best][p]) < 1e-12) {
                throw new SteeringException(
                        "The tried vectors do not span the space; try more of them, or a larger ridge.");
            }
            swap(a, p, best);
            swap(right, p, best);
            for (int i = 0; i < d; i++) {
                double f = i == p ? 0 : a[i][p] / a[p][p];
                if (f != 0) {
                    for (int k = p; k < d; k++) {
                        a[i][k] -= f * a[p][k];
                    }
                    for (int j = 0; j < right[i].length; j++) {
                        right[i][j] -= f * right[p][j];
                    }
                }
            }
        }
        for (int p = 0; p < d; p++) {
            for (int j = 0; j < right[p].length; j++) {
                right[p][j] /= a[p][p];
            }
        }
    }

    private static void swap(double[][] rows, int i, int k) {
        double[] keep = rows[i];
        rows[i] = rows[k];
        rows[k] = keep;
    }

    /**
     * The direction for a feature.
     *
     * @param lambda how much of the effect that any vector has is taken out; published: 1
     */
    public float[] direction(int feature, double lambda) {
        double[] column = new double[m.length];
        double[] common = new double[m.length];
        for (int i = 0; i < m.length; i++) {
            column[i] = m[i][feature];
            for (int j = 0; j < b.length; j++) {
                common[i] += m[i][j] * b[j];
            }
        }
        double size = norm(column);
        if (size == 0) {
            throw new SteeringException("No tried vector moved feature " + feature + "; try larger ones.");
        }
        double shared = norm(common);
        float[] direction = new float[m.length];
        for (int i = 0; i < direction.length; i++) {
            direction[i] = (float) (column[i] / size - (shared == 0 ? 0 : lambda * common[i] / shared));
        }
        return direction;
    }

    /** The effect on every feature that the fit foretells for a vector. */
    public double[] effect(double[] vector) {
        double[] y = b.clone();
        for (int i = 0; i < m.length; i++) {
            for (int j = 0; j < y.length; j++) {
                y[j] += vector[i] * m[i][j];
            }
        }
        return y;
    }

    /** R squared of each feature's foretold effects; NaN where its effects do not vary. */
    double[] judged(double[][] vectors, double[][] effects) {
        double[] mean = means(effects);
        double[] error = new double[b.length];
        double[] spread = new double[b.length];
        for (int s = 0; s < vectors.length; s++) {
            double[] y = effect(vectors[s]);
            for (int j = 0; j < y.length; j++) {
                error[j] += (effects[s][j] - y[j]) * (effects[s][j] - y[j]);
                spread[j] += (effects[s][j] - mean[j]) * (effects[s][j] - mean[j]);
            }
        }
        double[] judged = new double[b.length];
        for (int j = 0; j < judged.length; j++) {
            judged[j] = spread[j] == 0 ? Double.NaN : 1 - error[j] / spread[j];
        }
        return judged;
    }

    private static double norm(double[] v) {
        double squares = 0;
        for (double x : v) {
            squares += x * x;
        }
        return Math.sqrt(squares);
    }
}
