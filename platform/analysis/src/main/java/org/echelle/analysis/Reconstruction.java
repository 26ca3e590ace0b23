package org.echelle.analysis;

/**
 * How well rows are reconstructed, as single ratios of global sums in double (never means of ratios a batch):
 *
 * <ul>
 *   <li>FVU = sum |r|^2 / sum |x - mean|^2, explained variance = 1 - FVU, mean over all rows seen
 *   <li>cosine = mean of cos(x, x'), rows with a zero vector left out
 *   <li>L2 ratio = mean of |x'| / |x|, zero rows left out
 *   <li>shrinkage gamma = sum |x'|^2 / sum x.x' (Rajamanoharan et al. 2024, eq. 10): 1 is unbiased, below 1 shrunk
 * </ul>
 *
 * Two accumulators over parts of the data merge into the one over all of it.
 */
public final class Reconstruction {
    private final int width;
    // Running mean and squared deviation (Chan, Golub and LeVeque 1983): stable when the mean is large.
    private final double[] mean;
    private double deviation;
    private double residual;
    private double reconstructed;
    private double product;
    private double cosines;
    private long cosineRows;
    private double ratios;
    private long ratioRows;
    private long rows;

    /** @param width length of a row */
    public Reconstruction(int width) {
        this.width = width;
        this.mean = new double[width];
    }

    /**
     * Takes rows.
     *
     * @param x {@code [rows, width]} the rows
     * @param reconstruction {@code [rows, width]} what the dictionary made of them
     * @param count rows to take from the front of both
     */
    public void add(float[] x, float[] reconstruction, int count) {
        for (int row = 0; row < count; row++) {
            addRow(x, reconstruction, row * width);
        }
    }

    private void addRow(float[] x, float[] y, int at) {
        double xx = 0;
        double yy = 0;
        double xy = 0;
        double rr = 0;
        rows++;
        double spread = 0;
        for (int i = 0; i < width; i++) {
            double a = x[at + i];
            double b = y[at + i];
            xx += a * a;
            yy += b * b;
            xy += a * b;
            rr += (a - b) * (a - b);
            double before = a - mean[i];
            mean[i] += before / rows;
            spread += before * (a - mean[i]);
        }
        deviation += spread;
        residual += rr;
        reconstructed += yy;
        product += xy;
        if (xx > 0) {
            ratios += Math.sqrt(yy / xx);
            ratioRows++;
            if (yy > 0) {
                cosines += xy / Math.sqrt(xx * yy);
                cosineRows++;
            }
        }
    }

    /** Adds what another accumulator has seen. */
    public void merge(Reconstruction other) {
        if (other.width != width) {
            throw new AnalysisException(
                    "Rows of width " + other.width + " cannot be added to rows of width " + width + ".");
        }
        if (other.rows == 0) {
            return;
        }
        long all = rows + other.rows;
        double cross = 0;
        for (int i = 0; i < width; i++) {
            double apart = other.mean[i] - mean[i];
            cross += apart * apart;
            mean[i] += apart * other.rows / all;
        }
        deviation += other.deviation + cross * rows * ((double) other.rows / all);
        residual += other.residual;
        reconstructed += other.reconstructed;
        product += other.product;
        cosines += other.cosines;
        cosineRows += other.cosineRows;
        ratios += other.ratios;
        ratioRows += other.ratioRows;
        rows = all;
    }

    /** The figures so far. */
    public Summary summary() {
        double fvu = deviation > 0 ? residual / deviation : residual > 0 ? Double.MAX_VALUE : 0;
        return new Summary(
                rows,
                fvu,
                1 - fvu,
                rows > 0 ? residual / rows / width : 0,
                cosineRows > 0 ? cosines / cosineRows : 0,
                ratioRows > 0 ? ratios / ratioRows : 0,
                product != 0 ? reconstructed / product : 0);
    }

    /**
     * Figures of reconstruction; see the class for formulas.
     *
     * @param rows rows seen
     * @param fvu fraction of variance unexplained; the largest double when constant rows are not reconstructed
     * @param explainedVariance 1 - fvu
     * @param meanSquaredError per entry
     * @param cosine mean cosine, 0 when no row has one
     * @param l2Ratio mean ratio of lengths, 0 when no row has one
     * @param shrinkage gamma, 0 when nothing was reconstructed
     */
    public record Summary(
            long rows,
            double fvu,
            double explainedVariance,
            double meanSquaredError,
            double cosine,
            double l2Ratio,
            double shrinkage) {}
}
