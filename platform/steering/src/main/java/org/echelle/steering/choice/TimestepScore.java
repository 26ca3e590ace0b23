package org.echelle.steering.choice;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.echelle.steering.ErrorTerm;
import org.echelle.steering.FeatureEdit;
import org.echelle.steering.Gate;
import org.echelle.steering.Operation;
import org.echelle.steering.SteeringException;
import org.echelle.steering.Where;

/**
 * SAeUron's score (arXiv 2501.18052), at each timestep: the share that a feature has in the summed mean activations of samples with
 * the concept, less its share on the others, which are pooled; those strictly above a percentile of all scores are multiplied by
 * {@code factor mean} where they exceed their gate, the mean over all concepts (the target is one of them, and each counts as much) of
 * their mean activation. Without timesteps there is one step.
 *
 * @param percentile of the scores over features; 0 takes the best {@code count} instead
 * @param factor negative to push away from the concept
 */
public record TimestepScore(double percentile, double factor) implements Strategy {
    private static final double DELTA = 1e-8;
    private static final String LEANS =
            "No feature's share of the mean activations is larger with the target than without it; choose another hook"
                    + " point or target, or name features yourself with --feature.";

    /** The best few, pushed to minus their mean. */
    public TimestepScore() {
        this(0, -1);
    }

    public TimestepScore {
        if (!(percentile >= 0 && percentile < 100) || !Double.isFinite(factor)) {
            throw new SteeringException("A percentile lies from 0 to below 100 and a factor is a finite number, not "
                    + percentile + " and " + factor + ".");
        }
    }

    @Override
    public String name() {
        return "timestep-score";
    }

    @Override
    public String sentence() {
        return "Features whose share of the mean activations is larger with the target than without it, at each timestep; where"
                + " above the mean over classes of their mean activation multiplied by " + factor
                + " times their mean on the target (SAeUron).";
    }

    /** {@code a_i / (sum a + delta) - b_i / (sum b + delta)}. */
    public static double[] scores(double[] target, double[] others) {
        double a = Arrays.stream(target).sum() + DELTA;
        double b = Arrays.stream(others).sum() + DELTA;
        double[] scores = new double[target.length];
        for (int j = 0; j < scores.length; j++) {
            scores[j] = target[j] / a - others[j] / b;
        }
        return scores;
    }

    /** Features strictly above the percentile (linear between order statistics), best first. */
    public static List<Ranked> above(double[] scores, double percentile) {
        double[] sorted = scores.clone();
        Arrays.sort(sorted);
        double at = percentile / 100 * (sorted.length - 1);
        int low = (int) Math.floor(at);
        int high = Math.min(low + 1, sorted.length - 1);
        double cut = sorted[low] + (at - low) * (sorted[high] - sorted[low]);
        return Strategy.best(
                scores.length,
                j -> scores[j],
                cut,
                scores.length,
                "No feature's score lies above the percentile " + percentile + "; lower it (--percentile), or leave it"
                        + " away and say how many features to take (--count).");
    }

    /**
     * The rows that a timestep of the evidence speaks for: of those that a sampling visits between two of them, each goes with the nearer
     * one. Where every visited timestep was collected, as published, these are its own.
     *
     * @param steps rising
     */
    public static Where nearest(int[] steps, int i) {
        int first = i == 0 ? Integer.MIN_VALUE : steps[i - 1] + (steps[i] - steps[i - 1]) / 2 + 1;
        int last = i + 1 == steps.length ? Integer.MAX_VALUE : steps[i] + (steps[i + 1] - steps[i]) / 2;
        return Where.along("timestep", first, last);
    }

    @Override
    public Choice choose(Evidence evidence, int count) {
        List<Choice.Part> parts = new ArrayList<>();
        TreeMap<Integer, Double> best = new TreeMap<>();
        int[] steps = evidence.timesteps();
        for (int i = 0; i < steps.length; i++) {
            int t = steps[i];
            double[] with = evidence.means(true, t);
            double[] without = evidence.means(false, t);
            double[] gates = evidence.meanOfConcepts(t);
            double[] scores = scores(with, without);
            List<Ranked> chosen = percentile > 0
                    ? above(scores, percentile)
                    : Strategy.best(scores.length, j -> scores[j], 0, count, LEANS);
            List<FeatureEdit> edits = new ArrayList<>();
            for (Ranked r : chosen) {
                best.merge(r.feature(), r.score(), Math::max);
                int j = r.feature();
                edits.add(new FeatureEdit(
                        j, new Operation.ScaleAbove((float) factor, (float) with[j], (float) gates[j])));
            }
            Where where = steps.length == 1 ? Where.everywhere() : nearest(steps, i);
            parts.add(new Choice.Part(where, edits, List.of()));
        }
        if (best.isEmpty()) {
            throw new SteeringException(LEANS);
        }
        List<Ranked> ranking = Strategy.best(evidence.features(), j -> best.getOrDefault(j, -1.0), -1, best.size(), "");
        return new Choice(name(), ranking, parts, Gate.open(), ErrorTerm.KEPT);
    }
}
