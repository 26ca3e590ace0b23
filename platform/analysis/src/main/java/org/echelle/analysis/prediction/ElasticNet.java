package org.echelle.analysis.prediction;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.echelle.analysis.AnalysisException;

/**
 * Elastic net (Zou and Hastie 2005): minimises {@code ‖y - b - Zw‖² / 2n + λ(m‖w‖₁ + (1 - m)‖w‖² / 2)} with {@code Z} the inputs
 * standardised on the training samples; the intercept is not penalised. {@code m = 1} is the lasso.
 *
 * <p>By cyclic coordinate descent along a falling path of penalties, each begun where the last one ended (Friedman, Hastie and Tibshirani
 * 2010): a column's new weight is {@code S(zᵀr/n + w, λm) / (1 + λ(1 - m))}, {@code S} the soft threshold and {@code r} the residual.
 * Columns are visited only where they have entries, with their means taken off by a running sum, so that a sweep costs the non-zeros.
 * The penalty is the one with the least squared error over five folds of the training samples, each standardised by itself; λ is counted
 * as a share of the least penalty at which every weight is 0.
 */
public final class ElasticNet {
    /** Shares of the least penalty that leaves nothing, falling. */
    private static final double[] PATH =
            IntStream.range(0, 15).mapToDouble(i -> Math.pow(10, -2.5 * i / 14)).toArray();

    private static final int FOLDS = 5;
    private static final int SWEEPS = 10_000;
    /** Of the target's spread: a sweep whose weights all move less has ended; squared the 1e-7 of the paper's own program. */
    private static final double SETTLED = 3e-4;
    /** Of the target's variance: what the path explains where it ends, as there is nothing left to fit. */
    private static final double EXPLAINED = 0.999;

    private static final int LEAST = 4;

    private ElasticNet() {}

    /**
     * Fits.
     *
     * @param rows the training samples; their order decides the folds
     * @param y {@code [x.rows()]}, the target; only that of the training samples is looked at
     * @param mix share of the L1 part, above 0 and at most 1
     * @return its penalty counted as a share of the one that leaves nothing, and the cross-validated errors along the path
     */
    public static Ridge.Fit of(Inputs x, int[] rows, double[] y, double mix) {
        if (rows.length < LEAST) {
            throw new AnalysisException(
                    "A prediction cannot be fitted to " + rows.length + " samples; at least " + LEAST + " are needed.");
        }
        if (!(mix > 0 && mix <= 1)) {
            throw new AnalysisException("The share of the L1 part lies above 0 and at most at 1; got " + mix + ".");
        }
        double[] errors = new double[PATH.length];
        int folds = Math.min(FOLDS, rows.length);
        for (int f = 0; f < folds; f++) {
            int fold = f;
            int[] training = IntStream.range(0, rows.length)
                    .filter(i -> i % folds != fold)
                    .map(i -> rows[i])
                    .toArray();
            int[] tested = IntStream.range(0, rows.length)
                    .filter(i -> i % folds == fold)
                    .map(i -> rows[i])
                    .toArray();
            Ridge.Fit[] path = path(x, training, y, mix, PATH.length);
            for (int p = 0; p < path.length; p++) {
                for (int row : tested) {
                    double error = y[row] - path[p].predict(x, row);
                    errors[p] += error * error / rows.length;
                }
            }
        }
        int best = 0;
        for (int p = 1; p < errors.length; p++) {
            best = errors[p] < errors[best] ? p : best; // of equal ones the greater penalty
        }
        Ridge.Fit fit = path(x, rows, y, mix, best + 1)[best];
        return new Ridge.Fit(fit.alpha(), errors, fit.intercept(), fit.weight(), fit.standardised());
    }

    /** Fits at the first penalties of the path. */
    static Ridge.Fit[] path(Inputs x, int[] rows, double[] y, double mix, int length) {
        Descent descent = new Descent(x.columnsOf(rows), rows, y, mix);
        Ridge.Fit[] path = new Ridge.Fit[length];
        for (int p = 0; p < length; p++) {
            boolean over = p > 0 && descent.explained() > EXPLAINED;
            path[p] = over ? path[p - 1] : descent.to(PATH[p] * descent.most, PATH[p], SETTLED);
        }
        return path;
    }

    /** A fit at one penalty, for tests. */
    static Ridge.Fit at(Inputs x, int[] rows, double[] y, double mix, double lambda) {
        return new Descent(x.columnsOf(rows), rows, y, mix).to(lambda, lambda, 1e-7);
    }

    private static final class Descent {
        private final Inputs.Columns columns;
        private final Standard standard;
        private final double mix;
        private final int n;
        private final double mean;
        private final double spread;
        private final int[] varying;
        private final double[] w;
        /** The residual is {@code r[i] + shift}: what a column's mean moves is moved for all samples at once. */
        private final double[] r;

        private double shift;
        /** The least penalty at which every weight is 0. */
        private final double most;

        Descent(Inputs.Columns columns, int[] rows, double[] y, double mix) {
            this.columns = columns;
            this.mix = mix;
            n = rows.length;
            standard = Standard.of(columns);
            mean = Arrays.stream(rows).mapToDouble(row -> y[row]).average().orElseThrow();
            r = Arrays.stream(rows).mapToDouble(row -> y[row] - mean).toArray();
            spread = Math.sqrt(Arrays.stream(r).map(v -> v * v).sum() / n);
            varying = IntStream.range(0, standard.scale().length)
                    .filter(j -> standard.scale()[j] > 0)
                    .toArray();
            w = new double[standard.scale().length];
            double largest = 0;
            for (int j : varying) {
                largest = Math.max(largest, Math.abs(product(j)));
            }
            most = largest / mix;
        }

        /** {@code zᵀr / n}; residuals sum to 0, so that the column's mean need not be taken off. */
        private double product(int j) {
            double sum = 0;
            for (int e = columns.start()[j]; e < columns.start()[j + 1]; e++) {
                sum += columns.value()[e] * (r[columns.place()[e]] + shift);
            }
            return sum / (standard.scale()[j] * n);
        }

        private double visit(int j, double lambda) {
            double pull = product(j) + w[j];
            double moved = Math.signum(pull) * Math.max(0, Math.abs(pull) - lambda * mix) / (1 + lambda * (1 - mix));
            double step = moved - w[j];
            if (step != 0) {
                double by = step / standard.scale()[j];
                for (int e = columns.start()[j]; e < columns.start()[j + 1]; e++) {
                    r[columns.place()[e]] -= by * columns.value()[e];
                }
                shift += by * standard.mean()[j];
                w[j] = moved;
            }
            return Math.abs(step);
        }

        /** Share of the target's variance on the training samples. */
        double explained() {
            double left = Arrays.stream(r).map(v -> (v + shift) * (v + shift)).sum() / n;
            return spread > 0 ? 1 - left / (spread * spread) : 1;
        }

        Ridge.Fit to(double lambda, double told, double settled) {
            double least = settled * spread;
            int sweeps = 0;
            double step = Double.MAX_VALUE;
            while (step > least && sweeps++ < SWEEPS) {
                step = 0;
                for (int j : varying) {
                    step = Math.max(step, visit(j, lambda));
                }
                // between whole sweeps those that are not 0 settle among themselves
                double small = step;
                while (small > least && sweeps++ < SWEEPS) {
                    small = 0;
                    for (int j : varying) {
                        small = w[j] == 0 ? small : Math.max(small, visit(j, lambda));
                    }
                }
            }
            double[] weight = new double[w.length];
            double intercept = mean;
            for (int j : varying) {
                weight[j] = w[j] / standard.scale()[j];
                intercept -= weight[j] * standard.mean()[j];
            }
            return new Ridge.Fit(told, new double[0], intercept, weight, w.clone());
        }
    }
}
