package org.echelle.analysis.reconstruction;

import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.NonPositiveDefiniteMatrixException;
import org.apache.commons.math3.linear.RealMatrix;
import org.echelle.analysis.AnalysisException;
import org.echelle.analysis.GroupBootstrap;
import org.echelle.analysis.GroupedSums;
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

    // After the fit. Of each row that is measured on: 1, and the squares of its distance from the mean of the fit, of
    // its error, and of
    // what is left of the error; and for each target (the error's entries and its squared length) the distance from the
    // mean of the fit,
    // the square of that, and the square of what is left; and the row's distance from the mean.
    private static final int FIXED = 4;
    private final GroupedSums sums;
    private final double[] part;
    private double[][] map;
    private double[] intercept;

    /** @param width d */
    public DarkMatter(int width) {
        this(width, GroupBootstrap.NONE);
    }

    /**
     * One that has intervals. They tell how the figures change with the rows that are measured on; the fit stays as it is.
     *
     * @param width d
     * @param draws of the measured rows' groups
     */
    public DarkMatter(int width, GroupBootstrap draws) {
        this.width = width;
        mean = new double[width];
        targetMean = new double[width + 1];
        gram = new double[width][width];
        cross = new double[width][width + 1];
        part = new double[FIXED + 3 * (width + 1) + width];
        sums = new GroupedSums(part.length, draws);
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

    /** Takes rows to measure on, all of one group; none of their samples may have been in the fit. */
    public void measure(float[] x, float[] y, int count) {
        measure(x, y, count, row -> "");
    }

    /**
     * Takes rows to measure on; none of their samples may have been in the fit.
     *
     * @param groups of each row
     */
    public void measure(float[] x, float[] y, int count, IntFunction<String> groups) {
        if (map == null) {
            solve();
        }
        double[] target = new double[width + 1];
        double[] predicted = new double[width + 1];
        for (int row = 0; row < count; row++) {
            int at = row * width;
            targets(x, y, at, target);
            System.arraycopy(intercept, 0, predicted, 0, width + 1);
            part[0] = 1;
            part[1] = 0;
            part[2] = target[width];
            part[3] = 0;
            for (int i = 0; i < width; i++) {
                double v = x[at + i];
                double[] m = map[i];
                for (int t = 0; t <= width; t++) {
                    predicted[t] += v * m[t];
                }
                double apart = v - mean[i];
                part[of(width + 1, 0) + i] = apart;
                part[1] += apart * apart;
            }
            for (int t = 0; t <= width; t++) {
                double left = target[t] - predicted[t];
                double apart = target[t] - targetMean[t];
                part[of(t, 0)] = apart;
                part[of(t, 1)] = apart * apart;
                part[of(t, 2)] = left * left;
                part[3] += t < width ? left * left : 0;
            }
            sums.add(groups.apply(row), part);
        }
    }

    /** Place of a target's sums; behind the last one's are those of the row. */
    private static int of(int target, int which) {
        return FIXED + 3 * target + which;
    }

    private double deviation(double[] s) {
        double off = 0;
        for (int i = 0; i < width; i++) {
            off += s[of(width + 1, 0) + i] * s[of(width + 1, 0) + i];
        }
        return GroupedSums.deviation(s[1], off / s[0]);
    }

    private static double spread(double[] s, int target) {
        return GroupedSums.deviation(s[of(target, 1)], s[of(target, 0)] * s[of(target, 0)] / s[0]);
    }

    /** Rows that were fitted on. */
    public long fitted() {
        return fitted;
    }

    /** @param figure of sums; NaN where these do not define it */
    private Measure guarded(ToDoubleFunction<double[]> figure) {
        if (fitted < 4L * (width + 1)) {
            return Measure.undefined("a map of width " + width + " needs at least " + 4 * (width + 1)
                    + " rows to be fitted, and there are " + fitted);
        }
        double[] all = sums.total();
        if (all[0] == 0 || deviation(all) == 0) {
            return Measure.undefined("the rows to measure on are " + (all[0] == 0 ? "none" : "all equal"));
        }
        double value = figure.applyAsDouble(all);
        return Measure.of(value, (long) all[0]).within(sums.interval(value, figure));
    }

    /** Share of the error vector that is linear in x. */
    public Measure vectorR2() {
        return Double.isNaN(vectorR2(sums.total()))
                ? Measure.undefined("the dictionary makes no error")
                : guarded(this::vectorR2);
    }

    private double vectorR2(double[] s) {
        double sum = 0;
        int used = 0;
        for (int t = 0; t < width; t++) {
            double spread = spread(s, t);
            if (spread > 0) {
                sum += 1 - s[of(t, 2)] / spread;
                used++;
            }
        }
        return used == 0 ? Double.NaN : sum / used;
    }

    /** Share of the squared length of the error that is linear in x. */
    public Measure normR2() {
        return Double.isNaN(normR2(sums.total()))
                ? Measure.undefined("the error is equally long on all rows")
                : guarded(this::normR2);
    }

    private double normR2(double[] s) {
        double spread = spread(s, width);
        return spread > 0 ? 1 - s[of(width, 2)] / spread : Double.NaN;
    }

    /** FVU of the rows measured on. */
    public Measure fvu() {
        return guarded(s -> over(s[2], deviation(s)));
    }

    /** What is left of it when the linear part of the error is given back. */
    public Measure fvuNonLinear() {
        return guarded(s -> over(s[3], deviation(s)));
    }

    /** What giving it back takes away. */
    public Measure fvuLinear() {
        return guarded(s -> over(s[2] - s[3], deviation(s)));
    }

    private static double over(double above, double below) {
        return below > 0 ? above / below : Double.NaN;
    }
}
