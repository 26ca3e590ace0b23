package org.echelle.analysis.reconstruction;

import org.echelle.analysis.AnalysisException;
import org.echelle.analysis.Measure;

/**
 * What other tools call explained variance, under their names, so that a published figure can be compared with its like. Ours is
 * {@code 1 - FVU} of {@link org.echelle.analysis.Reconstruction}; r is the residual x - x', N rows of width d:
 *
 * <ul>
 *   <li>{@link #centred} (dictionary_learning): {@code 1 - sum_d Var(r_d) / sum_d Var(x_d)}; blind to a constant offset, never below ours
 *   <li>{@link #perDimension} (ensembling-saes): {@code mean_d (1 - SSE_d / SST_d)}; a quiet dimension counts as much as a loud one
 *   <li>{@link #grandMean} (overcomplete's r2): {@code 1 - sum |r|^2 / sum (x - m)^2}, m one mean over all entries
 *   <li>{@link #normalisedError} (OpenAI's loss, MSAE): {@code mean |r|^2 / |x|^2}, smaller is better
 *   <li>{@link #withinRow} (MSAE's "explained variance"): {@code mean Var(r over its entries) / Var(x over its entries)}, smaller is better
 *   <li>{@link #uncentred} (the evaluations of SAELens 6.18 and SAEBench 0.6): total variance taken as {@code E|x|^2 - (mean_d
 *       E[x_d^2])^2}, which squares mean squares: right by luck for rows of mean 0 and scale 1, and above 1 or too low for others
 * </ul>
 */
public final class PublishedVariance {
    private final int width;
    private final double[] mean;
    private final double[] spread;
    private final double[] residualMean;
    private final double[] residualSpread;
    private final double[] residualSquare;
    private double grand;
    private double square;
    private double normalised;
    private long normalisedRows;
    private double within;
    private long withinRows;
    private long rows;

    /** @param width length of a row */
    public PublishedVariance(int width) {
        this.width = width;
        mean = new double[width];
        spread = new double[width];
        residualMean = new double[width];
        residualSpread = new double[width];
        residualSquare = new double[width];
    }

    /** Takes rows: {@code x} and {@code y} are {@code [count, width]}, the rows and their reconstruction. */
    public void add(float[] x, float[] y, int count) {
        if (x.length < count * width || y.length < count * width) {
            throw new AnalysisException(count + " rows of width " + width + " do not fit arrays of " + x.length
                    + " and " + y.length + " numbers.");
        }
        for (int row = 0; row < count; row++) {
            addRow(x, y, row * width);
        }
    }

    private void addRow(float[] x, float[] y, int at) {
        rows++;
        double xx = 0;
        double rr = 0;
        double sx = 0;
        double sr = 0;
        for (int i = 0; i < width; i++) {
            double a = x[at + i];
            double r = a - y[at + i];
            xx += a * a;
            rr += r * r;
            sx += a;
            sr += r;
            double before = a - mean[i];
            mean[i] += before / rows;
            spread[i] += before * (a - mean[i]);
            double earlier = r - residualMean[i];
            residualMean[i] += earlier / rows;
            residualSpread[i] += earlier * (r - residualMean[i]);
            residualSquare[i] += r * r;
        }
        grand += sx;
        square += xx;
        if (xx > 0) {
            normalised += rr / xx;
            normalisedRows++;
        }
        double inner = xx - sx * sx / width;
        if (inner > 1e-12 * xx) {
            within += (rr - sr * sr / width) / inner;
            withinRows++;
        }
    }

    private static double sum(double[] values) {
        double sum = 0;
        for (double v : values) {
            sum += v;
        }
        return sum;
    }

    private static final String CONSTANT = "all rows are equal, so that there is no variance to explain";

    /** Blind to a constant offset. */
    public Measure centred() {
        return Measure.ratio(sum(residualSpread), sum(spread), rows, CONSTANT).map(v -> 1 - v);
    }

    /** Mean over dimensions; dimensions that do not vary are left out. */
    public Measure perDimension() {
        double all = 0;
        int used = 0;
        for (int i = 0; i < width; i++) {
            if (spread[i] > 0) {
                all += 1 - residualSquare[i] / spread[i];
                used++;
            }
        }
        return used == 0 ? Measure.undefined(CONSTANT) : Measure.of(all / used, rows);
    }

    /** Against one mean of all entries. */
    public Measure grandMean() {
        double n = (double) rows * width;
        return Measure.ratio(sum(residualSquare), n == 0 ? 0 : square - grand * grand / n, rows, CONSTANT)
                .map(v -> 1 - v);
    }

    /** Uncentred, a mean of quotients; rows of zeros are left out. */
    public Measure normalisedError() {
        return Measure.ratio(normalised, (double) normalisedRows, normalisedRows, "all rows are zero");
    }

    /** A mean of quotients; rows whose entries are all equal are left out. */
    public Measure withinRow() {
        return Measure.ratio(within, (double) withinRows, withinRows, "no row has entries that differ");
    }

    /** The faulty one, for comparison with figures made by it. */
    public Measure uncentred() {
        if (rows == 0) {
            return Measure.undefined("there are no rows");
        }
        double meanSquare = square / rows / width;
        return Measure.ratio(
                        sum(residualSquare) / rows,
                        square / rows - meanSquare * meanSquare,
                        rows,
                        "its total variance comes out as 0 here")
                .map(v -> 1 - v);
    }
}
