package org.echelle.steering.choice;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.echelle.analysis.perturbation.Attenuation;
import org.echelle.steering.SteeringException;
import org.echelle.store.SparseRows;

/**
 * What samples with and without a concept say about features: sums over rows, over samples, over timesteps, gathered in one pass.
 * Memory does not grow with samples.
 */
public final class Evidence {
    private static final int SIDES = 2;
    private final int features;
    private final int top;
    private final long[] samples = new long[SIDES];
    private final long[] rows = new long[SIDES];
    private final double[][] fired;
    private final double[][] sum;
    private final double[][] squares;
    private final double[][] present;
    private final double[][] amongTop;
    /** Sums of per-sample maxima: of it, its square, its product with the outcome, and of it where the outcome is 1. */
    private final double[] max;

    private final double[] maxSquares;
    private final double[] maxOutcome;
    private final double[] positiveMax;
    private long positives;
    private double outcomes;
    private double outcomeSquares;
    private final TreeMap<Integer, Step> steps = new TreeMap<>();
    private final float[] largest;
    private final boolean[] touched;

    /** Sums at one timestep: of each side its concepts. */
    private record Step(List<Map<Integer, Sums>> sides) {
        Step() {
            this(List.of(new TreeMap<>(), new TreeMap<>()));
        }

        Sums of(int side, int concept, int features) {
            return sides.get(side).computeIfAbsent(concept, c -> new Sums(features));
        }
    }

    /** Over the rows of one concept at one timestep. */
    private static final class Sums {
        private long rows;
        private final double[] of;

        Sums(int features) {
            of = new double[features];
        }
    }

    /**
     * @param features n
     * @param top how many of a sample's strongest features count as its top (ItD: 128 of 524,288)
     */
    public Evidence(int features, int top) {
        this.features = features;
        this.top = top;
        fired = new double[SIDES][features];
        sum = new double[SIDES][features];
        squares = new double[SIDES][features];
        present = new double[SIDES][features];
        amongTop = new double[SIDES][features];
        max = new double[features];
        maxSquares = new double[features];
        maxOutcome = new double[features];
        positiveMax = new double[features];
        largest = new float[features];
        touched = new boolean[features];
    }

    /** One sample where nothing is known but whether it has the concept. */
    public void add(SparseRows codes, boolean target, double outcome, int[] timesteps) {
        add(codes, target, target ? 1 : 0, outcome, timesteps);
    }

    /**
     * One sample.
     *
     * @param target whether it has the concept
     * @param concept number of the concept it has, of which there may be several beside the target
     * @param outcome the number to correlate with, such as a probability or 0 and 1
     * @param timesteps {@code [row]}, or an empty array where there are none
     */
    public void add(SparseRows codes, boolean target, int concept, double outcome, int[] timesteps) {
        int side = target ? 1 : 0;
        samples[side]++;
        rows[side] += codes.rows();
        int[] seen = new int[64];
        int count = 0;
        for (int r = 0; r < codes.rows(); r++) {
            Sums here = steps.computeIfAbsent(timesteps.length == 0 ? 0 : timesteps[r], t -> new Step())
                    .of(side, concept, features);
            here.rows++;
            for (int e = codes.rowStart()[r]; e < codes.rowStart()[r + 1]; e++) {
                int j = codes.feature()[e];
                float z = codes.value()[e];
                fired[side][j]++;
                sum[side][j] += z;
                squares[side][j] += (double) z * z;
                here.of[j] += z;
                if (!touched[j]) {
                    touched[j] = true;
                    if (count == seen.length) {
                        seen = Arrays.copyOf(seen, 2 * count);
                    }
                    seen[count++] = j;
                }
                largest[j] = Math.max(largest[j], z);
            }
        }
        pooled(Arrays.copyOf(seen, count), side, outcome);
    }

    private void pooled(int[] seen, int side, double outcome) {
        outcomes += outcome;
        outcomeSquares += outcome * outcome;
        positives += outcome > 0.5 ? 1 : 0;
        double cut = Double.NEGATIVE_INFINITY;
        if (seen.length > top) {
            float[] values = new float[seen.length];
            for (int i = 0; i < seen.length; i++) {
                values[i] = largest[seen[i]];
            }
            Arrays.sort(values);
            cut = values[values.length - top];
        }
        for (int j : seen) {
            double m = largest[j];
            present[side][j]++;
            amongTop[side][j] += m >= cut ? 1 : 0;
            max[j] += m;
            maxSquares[j] += m * m;
            maxOutcome[j] += m * outcome;
            positiveMax[j] += outcome > 0.5 ? m : 0;
            largest[j] = 0;
            touched[j] = false;
        }
    }

    /**
     * @throws SteeringException when one side has no samples
     */
    public void requireBothSides(String target) {
        if (samples[1] == 0 || samples[0] == 0) {
            throw new SteeringException((samples[1] == 0 ? "No sample" : "Every sample") + " on the selection side has "
                    + target + ", so no features can be chosen by comparison; choose another target, or more samples.");
        }
    }

    public int features() {
        return features;
    }

    /** Number of samples with (true) or without the concept. */
    public long samples(boolean target) {
        return samples[side(target)];
    }

    private static int side(boolean target) {
        return target ? 1 : 0;
    }

    /** Mean activation over all rows of a side, silent ones included. */
    public double mean(boolean target, int feature) {
        return rows[side(target)] == 0 ? 0 : sum[side(target)][feature] / rows[side(target)];
    }

    /** Mean square over all rows of a side. */
    public double meanSquare(boolean target, int feature) {
        return rows[side(target)] == 0 ? 0 : squares[side(target)][feature] / rows[side(target)];
    }

    /** Share of a side's rows on which the feature fires. */
    public double firingRate(boolean target, int feature) {
        return rows[side(target)] == 0 ? 0 : fired[side(target)][feature] / rows[side(target)];
    }

    /** Share of a side's samples on which the feature fires anywhere. */
    public double presence(boolean target, int feature) {
        return samples[side(target)] == 0 ? 0 : present[side(target)][feature] / samples[side(target)];
    }

    /** Share of a side's samples that have the feature among their strongest. */
    public double amongTop(boolean target, int feature) {
        return samples[side(target)] == 0 ? 0 : amongTop[side(target)][feature] / samples[side(target)];
    }

    /** Share of all rows on which the feature fires. */
    public double rate(int feature) {
        return (fired[0][feature] + fired[1][feature]) / Math.max(1, rows[0] + rows[1]);
    }

    /** Mean activation over the rows on which it fires; 0 for a silent one. */
    public double strength(int feature) {
        double n = fired[0][feature] + fired[1][feature];
        return n == 0 ? 0 : (sum[0][feature] + sum[1][feature]) / n;
    }

    /** The same over the rows of samples with the concept. */
    public double targetStrength(int feature) {
        return fired[1][feature] == 0 ? 0 : sum[1][feature] / fired[1][feature];
    }

    /** Pearson's correlation over samples of the feature's maximum with the outcome; 0 where one of them does not vary. */
    public double correlation(int feature) {
        double n = samples[0] + samples[1];
        double covariance = maxOutcome[feature] / n - max[feature] / n * (outcomes / n);
        double a = maxSquares[feature] / n - max[feature] / n * (max[feature] / n);
        double b = outcomeSquares / n - outcomes / n * (outcomes / n);
        return a <= 1e-15 || b <= 1e-15 ? 0 : covariance / Math.sqrt(a * b);
    }

    /** Mean over samples with an outcome above one half of the feature's maximum. */
    public double positiveMean(int feature) {
        return positives == 0 ? 0 : positiveMax[feature] / positives;
    }

    /** Attenuation by the posterior of the concept given an activation on one row. */
    public Attenuation posterior(int feature) {
        return Attenuation.of(sums(1, feature), sums(0, feature));
    }

    private Attenuation.Sums sums(int side, int j) {
        return new Attenuation.Sums(rows[side], fired[side][j], sum[side][j], squares[side][j]);
    }

    /** The timesteps that were met; a single 0 where there are none. */
    public int[] timesteps() {
        return steps.keySet().stream().mapToInt(Integer::intValue).toArray();
    }

    /** Mean activation of every feature over a side's rows at one timestep. */
    public double[] means(boolean target, int timestep) {
        double[] means = new double[features];
        long n = 0;
        for (Sums concept : steps.get(timestep).sides().get(side(target)).values()) {
            n += concept.rows;
            for (int j = 0; j < features; j++) {
                means[j] += concept.of[j];
            }
        }
        for (int j = 0; j < features; j++) {
            means[j] /= Math.max(1, n);
        }
        return means;
    }

    /** At one timestep, the mean over all concepts, the target included, of every feature's mean activation: each counts as much. */
    public double[] meanOfConcepts(int timestep) {
        double[] means = new double[features];
        int concepts = 0;
        for (Map<Integer, Sums> side : steps.get(timestep).sides()) {
            for (Sums concept : side.values()) {
                concepts++;
                for (int j = 0; j < features; j++) {
                    means[j] += concept.of[j] / concept.rows;
                }
            }
        }
        for (int j = 0; j < features; j++) {
            means[j] /= concepts;
        }
        return means;
    }
}
