package org.echelle.analysis.reconstruction;

import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.NonPositiveDefiniteMatrixException;
import org.apache.commons.math3.linear.RealMatrix;
import org.echelle.analysis.AnalysisException;
import org.echelle.analysis.Measure;

/**
 * The error e = x - x' of a dictionary in two parts (Engels et al. 2024, "Decomposing the dark matter of sparse autoencoders"): what is a
 * linear function of x, and the rest.
 *
 * <p>On one set of rows the least-squares map e ~ c + x B is fitted (with an intercept, which the authors' code leaves out); on other
 * rows l = c + x B is the linear part and e - l the non-linear one:
 *
 * <ul>
 *   <li>R² of the error vector {@code = mean_d (1 - SSE_d / SST_d)}: its share that is linearly predictable
 *   <li>R² of the squared norm: the same for {@code |e|^2 ~ c + x b}
 *   <li>FVU non-linear {@code = sum |e - l|^2 / sum |x - mean|^2}; FVU linear = FVU - FVU non-linear
 * </ul>
 *
 * Features that are missing from the dictionary leave a linear error; the non-linear part is what the encoder gets wrong. Rows of one
 * sample are alike, so the two sets must not share samples. Costs N d² and d² doubles; give it a stated sample of rows.
 */
public final class DarkMatter {
    private final int width;
    private final double[] mean;
    private final double[] targetMean;
    private final double[][] gram;
    private final double[][] cross;
    private long fitted;

    // After the fit.
    private double[][] map;
    private double[] intercept;
    private long tested;
    private final double[] errorMean;
    private final double[] errorSpread;
    private final double[] leftOver;
    private final double[] rowMean;
    private double deviation;
    private double error;
    private double remaining;

    /** @param width d */
    public DarkMatter(int width) {
        this.width = width;
        mean = new double[width];
        targetMean = new double[width + 1];
        gram = new double[width][width];
        cross = new double[width][width + 1];
        errorMean = new double[width + 1];
        errorSpread = new double[width + 1];
        leftOver = new double[width + 1];
        rowMean = new double[width];
    }

    /** Takes rows for the fit; {@code x} and {@code y} are {@code [count, width]}, the rows and their reconstruction. */
    public void fit(float[] x, float[] y, int count) {
        if (map != null) {
            throw new AnalysisException("Rows for the fit of the error come before those that it is measured on.");
        }
        double[] before = new double[width];
        double[] after = new double[width + 1];
        double[] target = new double[width + 1];
        for (int row = 0; row < count; row++) {
            fitted++;
            targets(x, y, row * width, target);
            for (int i = 0; i < width; i++) {
                before[i] = x[row * width + i] - mean[i];
                mean[i] += before[i] / fitted;
            }
            for (int t = 0; t <= width; t++) {
                targetMean[t] += (target[t] - targetMean[t]) / fitted;
                after[t] = target[t] - targetMean[t];
            }
            double share = (fitted - 1.0) / fitted;
            for (int i = 0; i < width; i++) {
                double b = before[i];
                double[] g = gram[i];
                double[] c = cross[i];
                for (int j = 0; j <= i; j++) {
                    g[j] += b * before[j] * share;
                }
                for (int t = 0; t <= width; t++) {
                    c[t] += b * after[t];
                }
            }
        }
    }

    private void targets(float[] x, float[] y, int at, double[] into) {
        double square = 0;
        for (int i = 0; i < width; i++) {
            double e = (double) x[at + i] - y[at + i];
            into[i] = e;
            square += e * e;
        }
        into[width] = square;
    }

    private void solve() {
        map = new double[width][width + 1];
        intercept = targetMean.clone();
        double trace = 0;
        for (int i = 0; i < width; i++) {
            trace += gram[i][i];
            for (int j = 0; j < i; j++) {
                gram[j][i] = gram[i][j];
            }
        }
        if (trace == 0) {
            return;
        }
        // Rows often lie in a subspace (a layer norm takes one direction away); the ridge is far below what a figure
        // shows.
        for (int i = 0; i < width; i++) {
            gram[i][i] += 1e-9 * trace / width;
        }
        try {
            RealMatrix solved = new CholeskyDecomposition(new Array2DRowRealMatrix(gram, false), 1e-9, 0)
                    .getSolver()
                    .solve(new Array2DRowRealMatrix(cross, false));
            map = solved.getData();
        } catch (NonPositiveDefiniteMatrixException e) {
            throw new AnalysisException(
                    "The error cannot be regressed on the activations: their covariance is not that of"
                            + " finite numbers.");
        }
        for (int t = 0; t <= width; t++) {
            for (int i = 0; i < width; i++) {
                intercept[t] -= mean[i] * map[i][t];
            }
        }
    }

    /** Takes rows to measure on; none of their samples may have been in the fit. */
    public void measure(float[] x, float[] y, int count) {
        if (map == null) {
            solve();
        }
        double[] target = new double[width + 1];
        double[] predicted = new double[width + 1];
        for (int row = 0; row < count; row++) {
            tested++;
            int at = row * width;
            targets(x, y, at, target);
            System.arraycopy(intercept, 0, predicted, 0, width + 1);
            for (int i = 0; i < width; i++) {
                double v = x[at + i];
                double[] m = map[i];
                for (int t = 0; t <= width; t++) {
                    predicted[t] += v * m[t];
                }
                double apart = v - rowMean[i];
                rowMean[i] += apart / tested;
                deviation += apart * (v - rowMean[i]);
            }
            for (int t = 0; t <= width; t++) {
                double r = target[t] - predicted[t];
                leftOver[t] += r * r;
                if (t < width) {
                    remaining += r * r;
                    error += target[t] * target[t];
                }
                double apart = target[t] - errorMean[t];
                errorMean[t] += apart / tested;
                errorSpread[t] += apart * (target[t] - errorMean[t]);
            }
        }
    }

    /** Rows that were fitted on. */
    public long fitted() {
        return fitted;
    }

    private Measure guarded(double value) {
        if (fitted < 4L * (width + 1)) {
            return Measure.undefined("a map of width " + width + " needs at least " + 4 * (width + 1)
                    + " rows to be fitted, and there are " + fitted);
        }
        if (tested == 0 || deviation == 0) {
            return Measure.undefined("the rows to measure on are " + (tested == 0 ? "none" : "all equal"));
        }
        return Measure.of(value, tested);
    }

    /** Share of the error vector that is linear in x. */
    public Measure vectorR2() {
        double sum = 0;
        int used = 0;
        for (int t = 0; t < width; t++) {
            if (errorSpread[t] > 0) {
                sum += 1 - leftOver[t] / errorSpread[t];
                used++;
            }
        }
        return used == 0 ? Measure.undefined("the dictionary makes no error") : guarded(sum / used);
    }

    /** Share of the squared length of the error that is linear in x. */
    public Measure normR2() {
        return errorSpread[width] == 0
                ? Measure.undefined("the error is equally long on all rows")
                : guarded(1 - leftOver[width] / errorSpread[width]);
    }

    /** FVU of the rows measured on. */
    public Measure fvu() {
        return guarded(error / deviation);
    }

    /** What is left of it when the linear part of the error is given back. */
    public Measure fvuNonLinear() {
        return guarded(remaining / deviation);
    }

    /** What giving it back takes away. */
    public Measure fvuLinear() {
        return guarded((error - remaining) / deviation);
    }
}
