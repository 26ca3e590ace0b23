package org.echelle.analysis;

import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;

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
 * Two accumulators over parts of the data merge into the one over all of it. Intervals come from the sums of each replicate of the rows'
 * groups ({@link GroupedSums}).
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

    // What a row adds to the sums that are drawn: FIXED of them, and then the row itself, less the first row, so that
    // nothing is lost when the mean is large.
    private static final int FIXED = 9;
    private final GroupedSums drawn;
    private final double[] part;
    private final float[] origin;

    /** @param width length of a row */
    public Reconstruction(int width) {
        this(width, GroupBootstrap.NONE);
    }

    /**
     * One that has intervals.
     *
     * @param width length of a row
     * @param draws of the rows' groups
     */
    public Reconstruction(int width, GroupBootstrap draws) {
        this.width = width;
        this.mean = new double[width];
        this.drawn = new GroupedSums(FIXED + width, draws);
        this.part = new double[FIXED + width];
        this.origin = new float[width];
    }

    /**
     * Takes rows, all of one group.
     *
     * @param x {@code [rows, width]} the rows
     * @param reconstruction {@code [rows, width]} what the dictionary made of them
     * @param count rows to take from the front of both
     */
    public void add(float[] x, float[] reconstruction, int count) {
        add(x, reconstruction, count, row -> "");
    }

    /**
     * Takes rows.
     *
     * @param x {@code [rows, width]} the rows
     * @param reconstruction {@code [rows, width]} what the dictionary made of them
     * @param count rows to take from the front of both
     * @param groups of each of these rows
     */
    public void add(float[] x, float[] reconstruction, int count, IntFunction<String> groups) {
        for (int row = 0; row < count; row++) {
            addRow(x, reconstruction, row * width);
            if (drawn.draws()) {
                addDrawn(x, row * width, groups.apply(row));
            }
        }
    }

    private void addDrawn(float[] x, int at, String group) {
        if (rows == 1) {
            System.arraycopy(x, at, origin, 0, width);
        }
        double square = 0;
        for (int i = 0; i < width; i++) {
            double apart = (double) x[at + i] - origin[i];
            part[FIXED + i] = apart;
            square += apart * apart;
        }
        part[8] = square;
        drawn.add(group, part);
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
        boolean any = xx > 0;
        boolean both = any && yy > 0;
        double cosine = both ? xy / Math.sqrt(xx * yy) : 0;
        double ratio = any ? Math.sqrt(yy / xx) : 0;
        cosines += cosine;
        cosineRows += both ? 1 : 0;
        ratios += ratio;
        ratioRows += any ? 1 : 0;
        part[0] = 1;
        part[1] = rr;
        part[2] = yy;
        part[3] = xy;
        part[4] = cosine;
        part[5] = both ? 1 : 0;
        part[6] = ratio;
        part[7] = any ? 1 : 0;
    }

    /** Adds what another accumulator has seen. */
    public void merge(Reconstruction other) {
        if (other.width != width) {
            throw new AnalysisException(
                    "Rows of width " + other.width + " cannot be added to rows of width " + width + ".");
        }
        if (drawn.draws() || other.drawn.draws()) {
            throw new AnalysisException("Figures with intervals are not merged: let one accumulator see all rows.");
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
        return figures(rows, deviation, new double[] {
            rows, residual, reconstructed, product, cosines, cosineRows, ratios, ratioRows
        });
    }

    /** Mean squared distance of a row from the mean of all rows so far; 0 without rows. */
    public double variance() {
        return rows > 0 ? deviation / rows : 0;
    }

    private Summary figures(long rows, double deviation, double[] sums) {
        double residual = sums[1];
        double fvu = deviation > 0 ? residual / deviation : residual > 0 ? Double.MAX_VALUE : 0;
        return new Summary(
                rows,
                fvu,
                1 - fvu,
                rows > 0 ? residual / rows / width : 0,
                sums[5] > 0 ? sums[4] / sums[5] : 0,
                sums[7] > 0 ? sums[6] / sums[7] : 0,
                sums[3] != 0 ? sums[2] / sums[3] : 0);
    }

    /** The same figures of a replicate; its deviation is what its mean leaves of its squares. */
    private Summary replicate(double[] sums) {
        double off = 0;
        for (int i = 0; i < width; i++) {
            off += sums[FIXED + i] * sums[FIXED + i];
        }
        return figures(Math.round(sums[0]), GroupedSums.deviation(sums[8], off / sums[0]), sums);
    }

    /** Where the figures lie: percentiles over replicates of the groups, of which each has a mean of its own. */
    public Intervals intervals() {
        Summary s = summary();
        Interval fvu = interval(s.fvu(), r -> r.fvu() == Double.MAX_VALUE ? Double.NaN : r.fvu());
        return new Intervals(
                fvu,
                fvu.mirrored(),
                interval(s.meanSquaredError(), Summary::meanSquaredError),
                interval(s.cosine(), Summary::cosine),
                interval(s.l2Ratio(), Summary::l2Ratio),
                interval(s.shrinkage(), Summary::shrinkage));
    }

    private Interval interval(double value, ToDoubleFunction<Summary> figure) {
        return drawn.interval(value, sums -> sums[0] == 0 ? Double.NaN : figure.applyAsDouble(replicate(sums)));
    }

    /** Intervals of the figures of a {@link Summary}, by their names. */
    public record Intervals(
            Interval fvu,
            Interval explainedVariance,
            Interval meanSquaredError,
            Interval cosine,
            Interval l2Ratio,
            Interval shrinkage) {
        /** None of a summary. */
        public static Intervals none(Summary s) {
            return new Intervals(
                    Interval.none(s.fvu()),
                    Interval.none(s.explainedVariance()),
                    Interval.none(s.meanSquaredError()),
                    Interval.none(s.cosine()),
                    Interval.none(s.l2Ratio()),
                    Interval.none(s.shrinkage()));
        }
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
