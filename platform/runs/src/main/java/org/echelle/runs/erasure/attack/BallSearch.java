package org.echelle.runs.erasure.attack;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A search within a ball for the vector that an objective likes best, by its values alone: given directions at full length first, then ascent
 * along slopes guessed from antithetic pairs of random points ({@code sum of (f(c + s u) - f(c - s u)) u}; evolution strategies, arXiv
 * 1703.03864, section 2), put back onto the ball. A guess that did not help halves the next step.
 */
public final class BallSearch {
    /** Pairs a guess. */
    private static final int PAIRS = 4;

    /** Of the radius: the distance at which slopes are guessed, and the first step. */
    private static final double SPREAD = 0.3;

    private static final double STEP = 0.7;

    /** Values of several points at once. */
    @FunctionalInterface
    public interface Objective {
        /** @param points {@code [candidate][d]} */
        double[] of(List<double[]> points);
    }

    /**
     * What was found.
     *
     * @param at within the ball
     * @param value the objective's there
     * @param tried points that the objective was asked for
     */
    public record Found(double[] at, double value, int tried) {}

    private final Objective objective;
    private final double radius;
    private final int budget;
    private final Random random;
    private int tried;
    private double[] best;
    private double most = Double.NEGATIVE_INFINITY;

    private BallSearch(Objective objective, int d, double radius, int budget, long seed) {
        this.objective = objective;
        this.radius = radius;
        this.budget = budget;
        best = new double[d];
        random = new Random(seed);
    }

    /**
     * Searches.
     *
     * @param d number of dimensions
     * @param directions to try first, of any length; those of none are left out, and at most half of the budget goes to them
     * @param budget points that may be asked for; at least 1, which is the middle
     */
    public static Found of(
            Objective objective, int d, double radius, List<double[]> directions, int budget, long seed) {
        BallSearch search = new BallSearch(objective, d, radius, budget, seed);
        search.ask(List.of(new double[d]));
        search.ask(directions.stream()
                .filter(v -> norm(v) > 0)
                .map(v -> scaled(v, radius / norm(v)))
                .limit((budget - 1) / 2)
                .toList());
        search.ascend(d);
        return new Found(search.best, search.most, search.tried);
    }

    private void ascend(int d) {
        double step = STEP * radius;
        while (budget - tried > 2) {
            int pairs = Math.min(PAIRS, (budget - tried - 1) / 2);
            double[] centre = best;
            double before = most;
            List<double[]> ways = new ArrayList<>();
            List<double[]> points = new ArrayList<>();
            for (int p = 0; p < pairs; p++) {
                double[] way = unit(d, random);
                ways.add(way);
                points.add(within(sum(centre, way, SPREAD * radius)));
                points.add(within(sum(centre, way, -SPREAD * radius)));
            }
            double[] values = ask(points);
            double[] slope = new double[d];
            for (int p = 0; p < pairs; p++) {
                slope = sum(slope, ways.get(p), values[2 * p] - values[2 * p + 1]);
            }
            if (norm(slope) > 0) {
                ask(List.of(within(sum(centre, slope, step / norm(slope)))));
            }
            step = most > before ? step : step / 2;
        }
    }

    private double[] ask(List<double[]> points) {
        if (points.isEmpty()) {
            return new double[0];
        }
        double[] values = objective.of(points);
        tried += points.size();
        for (int i = 0; i < values.length; i++) {
            if (values[i] > most) {
                most = values[i];
                best = points.get(i);
            }
        }
        return values;
    }

    private double[] within(double[] v) {
        double norm = norm(v);
        return norm > radius ? scaled(v, radius / norm) : v;
    }

    /** A direction, uniform over all. */
    public static double[] unit(int d, Random random) {
        double[] v = new double[d];
        for (int i = 0; i < d; i++) {
            v[i] = random.nextGaussian();
        }
        return scaled(v, 1 / norm(v));
    }

    /** Euclidean length. */
    public static double norm(double[] v) {
        double square = 0;
        for (double x : v) {
            square += x * x;
        }
        return Math.sqrt(square);
    }

    /** The vector times a number. */
    public static double[] scaled(double[] v, double by) {
        return sum(new double[v.length], v, by);
    }

    /** {@code a + by b}. */
    public static double[] sum(double[] a, double[] b, double by) {
        double[] sum = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            sum[i] = a[i] + by * b[i];
        }
        return sum;
    }
}
