package org.echelle.analysis.probing;

import org.echelle.analysis.AnalysisException;

/**
 * Logistic regression with an L2 penalty, fitted exactly: minimises
 *
 * <pre>½ |w|² + C sum_i log(1 + exp(-s_i (w·u_i + b))),   s_i = ±1,   u = (x - mean) / sd of the training rows</pre>
 *
 * as scikit-learn does with C = 1, the intercept free. Columns are standardised, so that C means the same for neurons, components and
 * features, whatever their unit; a constant column has weight 0. Newton's method, each step by conjugate gradients on the Hessian, with
 * halving until the loss falls: no learning rate, no batches, no seed.
 */
public final class LogisticProbe {
    private static final int NEWTON = 60;
    private static final double TOLERANCE = 1e-8;

    private final double[] weight;
    private final double intercept;

    private LogisticProbe(double[] weight, double intercept) {
        this.weight = weight;
        this.intercept = intercept;
    }

    /** With C = 1. */
    public static LogisticProbe fit(double[][] x, boolean[] y) {
        return fit(x, y, 1);
    }

    /**
     * Fits.
     *
     * @param x {@code [n][k]}, k may be 0
     * @param y {@code [n]}, both values must occur
     * @param c weight of the data against the penalty, above 0
     * @throws AnalysisException when a class is missing or numbers are not finite
     */
    public static LogisticProbe fit(double[][] x, boolean[] y, double c) {
        int positives = 0;
        for (boolean one : y) {
            positives += one ? 1 : 0;
        }
        if (positives == 0 || positives == y.length || x.length != y.length || !(c > 0)) {
            throw new AnalysisException(
                    "A probe needs samples with and without the concept, and a C above 0: there are " + positives
                            + " and " + (y.length - positives) + ", with " + x.length + " rows and C = " + c + ".");
        }
        int k = x[0].length;
        double[] mean = new double[k];
        double[] scale = new double[k];
        double[][] u = standardised(x, mean, scale);
        double[] w = new Newton(u, y, c, Math.log(positives / (double) (y.length - positives))).solve();
        double[] weight = new double[k];
        double intercept = w[k];
        for (int j = 0; j < k; j++) {
            weight[j] = scale[j] == 0 ? 0 : w[j] / scale[j];
            intercept -= weight[j] * mean[j];
        }
        return new LogisticProbe(weight, intercept);
    }

    private static double[][] standardised(double[][] x, double[] mean, double[] scale) {
        int n = x.length;
        int k = mean.length;
        for (double[] row : x) {
            for (int j = 0; j < k; j++) {
                mean[j] += row[j] / n;
            }
        }
        double[] size = new double[k];
        for (double[] row : x) {
            for (int j = 0; j < k; j++) {
                scale[j] += (row[j] - mean[j]) * (row[j] - mean[j]) / n;
                size[j] = Math.max(size[j], Math.abs(row[j]));
            }
        }
        for (int j = 0; j < k; j++) {
            if (!Double.isFinite(scale[j])) {
                throw new AnalysisException("Column " + j + " of a probe's rows holds numbers that are not finite.");
            }
            scale[j] = Math.sqrt(scale[j]);
            if (scale[j] <= 1e-12 * size[j]) {
                scale[j] = 0;
            }
        }
        double[][] u = new double[n][k];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < k; j++) {
                u[i][j] = scale[j] == 0 ? 0 : (x[i][j] - mean[j]) / scale[j];
            }
        }
        return u;
    }

    /** {@code [k]} in the columns' own units. */
    public double[] weight() {
        return weight.clone();
    }

    public double intercept() {
        return intercept;
    }

    /** Log-odds of a row, {@code [k]}. */
    public double logit(double[] row) {
        double sum = intercept;
        for (int j = 0; j < weight.length; j++) {
            sum += weight[j] * row[j];
        }
        return sum;
    }

    /** Log-odds of rows. */
    public double[] logits(double[][] rows) {
        double[] all = new double[rows.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = logit(rows[i]);
        }
        return all;
    }

    /** The minimiser over {@code [w, b]}. */
    private static final class Newton {
        private final double[][] u;
        private final boolean[] y;
        private final double c;
        private final int k;
        private final double[] at;
        private final double[] logit;
        private final double[] curvature;

        Newton(double[][] u, boolean[] y, double c, double start) {
            this.u = u;
            this.y = y;
            this.c = c;
            this.k = u[0].length;
            at = new double[k + 1];
            at[k] = start;
            logit = new double[u.length];
            curvature = new double[u.length];
        }

        double[] solve() {
            double loss = loss(at);
            double[] gradient = new double[k + 1];
            for (int step = 0; step < NEWTON; step++) {
                gradient(gradient);
                double size = norm(gradient);
                if (size <= TOLERANCE * c * u.length) {
                    break;
                }
                double[] direction = conjugate(gradient, size);
                double length = 1;
                double[] next = new double[k + 1];
                double lower;
                do {
                    for (int j = 0; j <= k; j++) {
                        next[j] = at[j] - length * direction[j];
                    }
                    lower = loss(next);
                    length /= 2;
                } while (lower > loss && length > 1e-10);
                if (!(lower < loss)) {
                    loss(at);
                    break;
                }
                loss = lower;
                System.arraycopy(next, 0, at, 0, k + 1);
            }
            return at;
        }

        /** The loss; leaves logits behind. */
        private double loss(double[] w) {
            double sum = 0;
            for (int j = 0; j < k; j++) {
                sum += w[j] * w[j] / 2;
            }
            for (int i = 0; i < u.length; i++) {
                double z = w[k];
                double[] row = u[i];
                for (int j = 0; j < k; j++) {
                    z += w[j] * row[j];
                }
                logit[i] = z;
                double m = y[i] ? -z : z;
                sum += c * (m > 0 ? m + Math.log1p(Math.exp(-m)) : Math.log1p(Math.exp(m)));
            }
            return sum;
        }

        private void gradient(double[] into) {
            System.arraycopy(at, 0, into, 0, k);
            into[k] = 0;
            for (int i = 0; i < u.length; i++) {
                double p = 1 / (1 + Math.exp(-logit[i]));
                curvature[i] = c * p * (1 - p);
                double r = c * (p - (y[i] ? 1 : 0));
                double[] row = u[i];
                for (int j = 0; j < k; j++) {
                    into[j] += r * row[j];
                }
                into[k] += r;
            }
        }

        private double[] conjugate(double[] gradient, double size) {
            double[] x = new double[k + 1];
            double[] r = gradient.clone();
            double[] p = gradient.clone();
            double rr = size * size;
            double enough = Math.pow(Math.min(0.1, Math.sqrt(size / (c * u.length))) * size, 2);
            for (int i = 0; i < 2 * (k + 1) + 10 && rr > enough; i++) {
                double[] hp = hessian(p);
                double php = dot(p, hp);
                if (!(php > 0)) {
                    break;
                }
                double a = rr / php;
                double before = rr;
                rr = 0;
                for (int j = 0; j <= k; j++) {
                    x[j] += a * p[j];
                    r[j] -= a * hp[j];
                    rr += r[j] * r[j];
                }
                for (int j = 0; j <= k; j++) {
                    p[j] = r[j] + rr / before * p[j];
                }
            }
            return x;
        }

        private double[] hessian(double[] p) {
            double[] out = new double[k + 1];
            System.arraycopy(p, 0, out, 0, k);
            out[k] = 1e-12 * p[k];
            for (int i = 0; i < u.length; i++) {
                double s = p[k];
                double[] row = u[i];
                for (int j = 0; j < k; j++) {
                    s += row[j] * p[j];
                }
                s *= curvature[i];
                for (int j = 0; j < k; j++) {
                    out[j] += s * row[j];
                }
                out[k] += s;
            }
            return out;
        }

        private static double dot(double[] a, double[] b) {
            double sum = 0;
            for (int j = 0; j < a.length; j++) {
                sum += a[j] * b[j];
            }
            return sum;
        }

        private static double norm(double[] a) {
            return Math.sqrt(dot(a, a));
        }
    }
}
