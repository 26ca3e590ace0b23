package org.echelle.analysis;

import java.util.Arrays;
import java.util.function.IntFunction;

/**
 * How often features fire. Non-zero counts as firing, whatever the sign; a zero that was stored does not.
 *
 * <p>Rows with more firings than features counted in {@code l0} cannot occur, so the histogram of L0 is exact and its quantiles
 * too. Parts merge.
 */
public final class Density {
    /** Bins of {@code log10(p + 1e-10)} over [-10, 0]. */
    public static final int HISTOGRAM_BINS = 50;

    private final long[] firings;
    private long[] l0 = new long[64];
    private long rows;
    private final GroupedSums drawn;
    private final DrawnFirings drawnFirings;

    /** @param features number of features */
    public Density(int features) {
        this(features, GroupBootstrap.NONE);
    }

    /**
     * One that has intervals.
     *
     * @param features number of features
     * @param draws of the rows' groups; shares of features use the first 200 of them, or fewer where there are very many features
     */
    public Density(int features, GroupBootstrap draws) {
        firings = new long[features];
        drawn = new GroupedSums(2, draws);
        drawnFirings = new DrawnFirings(features, draws);
    }

    /** Takes rows of codes, all of one group. */
    public void add(SampleCodes codes) {
        add(codes, row -> "");
    }

    /**
     * Takes rows of codes.
     *
     * @param groups of each row
     */
    public void add(SampleCodes codes, IntFunction<String> groups) {
        boolean draws = drawn.draws();
        for (int row = 0; row < codes.rows(); row++) {
            int active = 0;
            if (draws) {
                drawnFirings.row(groups.apply(row));
            }
            for (int i = codes.rowStart()[row]; i < codes.rowStart()[row + 1]; i++) {
                if (codes.value()[i] != 0) {
                    firings[codes.feature()[i]]++;
                    active++;
                    if (draws) {
                        drawnFirings.fires(codes.feature()[i]);
                    }
                }
            }
            count(active, 1);
            if (draws) {
                drawn.add(groups.apply(row), 1, active);
            }
        }
    }

    private void count(int active, long times) {
        if (active >= l0.length) {
            l0 = Arrays.copyOf(l0, Math.max(active + 1, 2 * l0.length));
        }
        l0[active] += times;
        rows += times;
    }

    /** Adds what another one has seen. */
    public void merge(Density other) {
        if (drawn.draws() || other.drawn.draws()) {
            throw new AnalysisException("Figures with intervals are not merged: let one accumulator see all rows.");
        }
        if (other.firings.length != firings.length) {
            throw new AnalysisException(
                    "Densities of " + other.firings.length + " and " + firings.length + " features cannot be added.");
        }
        for (int f = 0; f < firings.length; f++) {
            firings[f] += other.firings[f];
        }
        for (int active = 0; active < other.l0.length; active++) {
            if (other.l0[active] > 0) {
                count(active, other.l0[active]);
            }
        }
    }

    /** Rows on which each feature fired. */
    public long[] firings() {
        return firings.clone();
    }

    /** The figures so far. */
    public Summary summary() {
        double n = Math.max(1, rows);
        long all = 0;
        long dense10 = 0;
        int dead = 0;
        int above1 = 0;
        int above10 = 0;
        long[] histogram = new long[HISTOGRAM_BINS];
        for (long count : firings) {
            double p = count / n;
            all += count;
            dead += count == 0 ? 1 : 0;
            above1 += p > 0.01 ? 1 : 0;
            above10 += p > 0.1 ? 1 : 0;
            dense10 += p > 0.1 ? count : 0;
            int bin = (int) Math.floor((Math.log10(p + 1e-10) + 10) / 10 * HISTOGRAM_BINS);
            histogram[Math.max(0, Math.min(HISTOGRAM_BINS - 1, bin))]++;
        }
        double features = Math.max(1, firings.length);
        return new Summary(
                rows,
                all / n,
                quantile(0.5),
                quantile(0.05),
                quantile(0.95),
                dead / features,
                above1 / features,
                above10 / features,
                all > 0 ? (double) dense10 / all : 0,
                rows > 0 ? Math.min(1, 3.0 / rows) : 1,
                histogram);
    }

    /** Where the figures lie: percentiles over replicates of the groups. */
    public Intervals intervals() {
        Summary s = summary();
        return new Intervals(
                drawn.interval(s.l0(), sums -> sums[0] == 0 ? Double.NaN : sums[1] / sums[0]),
                drawnFirings.dead(s.deadShare()),
                drawnFirings.above(s.above1Percent(), 0.01),
                drawnFirings.above(s.above10Percent(), 0.1),
                drawnFirings.ofDense(s.firingsOfDense()));
    }

    /**
     * Intervals of the figures of a {@link Summary}, by their names. Fewer features fire in a replicate than in all rows, since groups are
     * left out of it: replicates of the dead share are moved to have the share itself as their mean, as {@link GroupBootstrap#around} does.
     */
    public record Intervals(
            Interval l0, Interval deadShare, Interval above1Percent, Interval above10Percent, Interval firingsOfDense) {
        /** None of a summary. */
        public static Intervals none(Summary s) {
            return new Intervals(
                    Interval.none(s.l0()),
                    Interval.none(s.deadShare()),
                    Interval.none(s.above1Percent()),
                    Interval.none(s.above10Percent()),
                    Interval.none(s.firingsOfDense()));
        }
    }

    /** The smallest L0 that at least this share of rows does not exceed. */
    private int quantile(double share) {
        long wanted = Math.max(1, (long) Math.ceil(share * rows));
        long seen = 0;
        for (int active = 0; active < l0.length; active++) {
            seen += l0[active];
            if (seen >= wanted) {
                return active;
            }
        }
        return 0;
    }

    /**
     * Figures of sparsity.
     *
     * @param rows rows seen: the N of the dead share
     * @param l0 mean firings a row
     * @param l0Median median
     * @param l0Low 5 % quantile
     * @param l0High 95 % quantile
     * @param deadShare share of features that never fired
     * @param above1Percent share of features firing on more than 1 % of rows
     * @param above10Percent share of features firing on more than 10 % of rows
     * @param firingsOfDense share of all firings that belong to features above 10 %
     * @param deadBelow a feature counted as dead fires on less than this share of rows, with 95 % confidence (3 / N)
     * @param histogram features by {@code log10(p + 1e-10)}, {@link #HISTOGRAM_BINS} bins over [-10, 0]
     */
    public record Summary(
            long rows,
            double l0,
            int l0Median,
            int l0Low,
            int l0High,
            double deadShare,
            double above1Percent,
            double above10Percent,
            double firingsOfDense,
            double deadBelow,
            long[] histogram) {}
}
