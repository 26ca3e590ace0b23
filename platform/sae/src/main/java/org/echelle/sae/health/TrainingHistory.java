package org.echelle.sae.health;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** A training's points so far, with the windows that advice looks at. Never empty. */
final class TrainingHistory {
    private static final int RECENT = 3;
    private static final double AT_PEAK = 0.98;

    private final List<HealthPoint> points;
    private final long steps;

    TrainingHistory(List<HealthPoint> points, long steps) {
        this.points = points;
        this.steps = steps;
    }

    int size() {
        return points.size();
    }

    HealthPoint get(int i) {
        return points.get(i);
    }

    HealthPoint last() {
        return points.get(points.size() - 1);
    }

    /** Whether all steps are done. */
    boolean over() {
        return last().step() >= steps;
    }

    /** Share of the steps that are done, from 0 to 1. */
    double done() {
        return steps > 0 ? Math.min(1, last().step() / (double) steps) : 1;
    }

    /** Whether the first throes are over: a tenth of the steps is done and the learning rate rises no more. */
    boolean settled() {
        boolean rising =
                size() > 1 && last().learningRate() > 1.0001 * get(size() - 2).learningRate();
        return over() || (done() >= 0.1 && !rising && size() >= RECENT);
    }

    /** The last three points, or all where there are fewer. */
    List<HealthPoint> recent() {
        return points.subList(Math.max(0, size() - RECENT), size());
    }

    double recent(ToDoubleFunction<HealthPoint> value) {
        return median(size() - RECENT, size(), value);
    }

    /** Median over the points from {@code from} to {@code to}, as far as they exist: one bad batch does not move it. */
    double median(int from, int to, ToDoubleFunction<HealthPoint> value) {
        double[] sorted = points.subList(Math.max(0, from), Math.min(size(), to)).stream()
                .mapToDouble(value)
                .sorted()
                .toArray();
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    /** Whether a value that should be small has lately become smaller by a twentieth: then patience is the better advice. */
    boolean improving(ToDoubleFunction<HealthPoint> distance) {
        return !over()
                && size() > RECENT
                && distance.applyAsDouble(last()) < 0.95 * distance.applyAsDouble(get(size() - 1 - RECENT));
    }

    /** The largest learning rate so far. */
    double peakRate() {
        return points.stream().mapToDouble(HealthPoint::learningRate).max().orElse(Double.NaN);
    }

    /** The last point at which the learning rate was at its peak; the last of all while it has not fallen. */
    int lastAtPeak() {
        double peak = peakRate();
        int i = size() - 1;
        while (i > 0 && get(i).learningRate() < AT_PEAK * peak) {
            i--;
        }
        return i;
    }

    /** The last point that is at least so many steps before point {@code i}; -1 where there is none. */
    int before(int i, double stepsEarlier) {
        int j = i;
        while (j >= 0 && get(j).step() > get(i).step() - stepsEarlier) {
            j--;
        }
        return j;
    }
}
