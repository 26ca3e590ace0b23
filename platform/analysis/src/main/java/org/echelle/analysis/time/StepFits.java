package org.echelle.analysis.time;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.echelle.analysis.GroupBootstrap;
import org.echelle.analysis.GroupedSums;
import org.echelle.analysis.Interval;
import org.echelle.analysis.Reconstruction;

/**
 * Reconstruction and sparsity step by step: each step's rows are compared with that step's own mean. Memory is {@code replicates * width}
 * numbers a step; so that many steps of wide rows do not fill it, replicates become fewer with the width, and steps beyond the first
 * {@value #DRAWN_STEPS} that are met have no intervals.
 */
public final class StepFits {
    /** Steps with intervals. */
    static final int DRAWN_STEPS = 64;

    private static final int MOST_REPLICATES = 200;
    /** Numbers that all drawn sums together may take. */
    private static final int ROOM = 1 << 24;

    private final int width;
    private final GroupBootstrap draws;
    private final SortedMap<Integer, One> steps = new TreeMap<>();

    private static final class One {
        final Reconstruction reconstruction;
        final GroupedSums active;

        One(int width, GroupBootstrap draws) {
            reconstruction = new Reconstruction(width, draws);
            active = new GroupedSums(2, draws);
        }
    }

    /** @param width length of a row */
    public StepFits(int width, GroupBootstrap draws) {
        this.width = width;
        this.draws = draws.atMost(Math.min(MOST_REPLICATES, ROOM / DRAWN_STEPS / (width + 16)));
    }

    /**
     * Takes a row.
     *
     * @param step where it lies
     * @param x {@code [width]} the row
     * @param y {@code [width]} what the dictionary made of it
     * @param active number of active features
     */
    public void add(int step, String group, float[] x, float[] y, int active) {
        One one = steps.computeIfAbsent(
                step, s -> new One(width, steps.size() < DRAWN_STEPS ? draws : GroupBootstrap.NONE));
        one.reconstruction.add(x, y, 1, row -> group);
        one.active.add(group, active, 1);
    }

    /** Steps that were met, rising. */
    public int[] steps() {
        return steps.keySet().stream().mapToInt(s -> s).toArray();
    }

    /**
     * The figures.
     *
     * @param order steps that were met
     */
    public List<AcrossTime.Fit> of(int[] order) {
        List<AcrossTime.Fit> fits = new ArrayList<>();
        for (int step : order) {
            One one = steps.get(step);
            Reconstruction.Summary summary = one.reconstruction.summary();
            double l0 = one.active.total()[0] / one.active.total()[1];
            Interval interval = one.active.interval(l0, s -> s[1] > 0 ? s[0] / s[1] : Double.NaN);
            fits.add(new AcrossTime.Fit(
                    summary.rows(),
                    summary.fvu(),
                    one.reconstruction.intervals().fvu(),
                    l0,
                    interval,
                    one.reconstruction.variance()));
        }
        return fits;
    }
}
