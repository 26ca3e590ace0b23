package org.echelle.sae.worlds;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.echelle.sae.SaeException;
import org.echelle.store.SparseRows;

/**
 * Rows whose true features are known: {@code x = sum_g s_g v_g + noise}, with more unit directions {@code v_g} than a row has values,
 * each there (s_g > 0) on its own or with its parent, of strength {@code |N(1, 0.3)|}. Equal seeds give equal worlds and rows.
 *
 * @param plan what was asked for
 * @param directions {@code [count][width]}, each of length 1
 * @param parent the direction without which this one never fires; -1: none
 * @param frequency {@code [count]} probability of s_g > 0
 */
public record SuperpositionWorld(Plan plan, float[][] directions, int[] parent, double[] frequency) {
    private static final double STRENGTH_DEVIATION = 0.3;
    /** In a family the parent is first, then its children; when it fires, each child does with this probability, at most one. */
    private static final int FAMILY = 4;

    private static final double CHILD = 0.25;

    /** Which directions fire how often. */
    public enum Firing {
        /** All equally often, independently. */
        EQUAL,
        /** Direction g with a probability proportional to 1 / (g + 1), independently. */
        ZIPF,
        /** A parent and three children; a child fires only with its parent, never with a sibling. */
        FAMILIES
    }

    /**
     * A world's sizes.
     *
     * @param width d
     * @param count G, a multiple of 4 for families
     * @param l0 mean number of directions in a row
     * @param firing how often each fires
     * @param nonNegative whether directions have no negative value, as activations after a ReLU
     * @param noise standard deviation of the Gaussian noise of every value
     */
    public record Plan(int width, int count, double l0, Firing firing, boolean nonNegative, double noise) {}

    /**
     * Rows of a world.
     *
     * @param rows {@code [rows][width]}
     * @param strengths {@code [rows, count]}, which directions they are made of
     */
    public record Draw(float[][] rows, SparseRows strengths) {}

    /** Makes a world's directions and frequencies. */
    public static SuperpositionWorld of(Plan plan, long seed) {
        // not Start.directions: weights that start from the same generator would start at the truth
        SplittableRandom random = new SplittableRandom(seed ^ 0x5DEECE66DL).split();
        float[][] directions = new float[plan.count][plan.width];
        for (float[] v : directions) {
            double sum = 0;
            for (int i = 0; i < v.length; i++) {
                double value = random.nextGaussian();
                v[i] = (float) (plan.nonNegative ? Math.abs(value) : value);
                sum += v[i] * v[i];
            }
            for (int i = 0; i < v.length; i++) {
                v[i] /= (float) Math.sqrt(sum);
            }
        }
        int[] parent = new int[plan.count];
        Arrays.fill(parent, -1);
        return new SuperpositionWorld(plan, directions, parent, frequencies(plan, parent));
    }

    private static double[] frequencies(Plan plan, int[] parent) {
        double[] p = new double[plan.count];
        switch (plan.firing) {
            case EQUAL -> Arrays.fill(p, plan.l0 / plan.count);
            case ZIPF -> {
                double sum = 0;
                for (int g = 0; g < p.length; g++) {
                    sum += 1.0 / (g + 1);
                }
                for (int g = 0; g < p.length; g++) {
                    p[g] = plan.l0 / sum / (g + 1);
                }
            }
            case FAMILIES -> {
                double of = plan.l0 / (plan.count / (double) FAMILY) / (1 + (FAMILY - 1) * CHILD);
                for (int g = 0; g < p.length; g++) {
                    int first = g - g % FAMILY;
                    p[g] = g == first ? of : of * CHILD;
                    parent[g] = g == first ? -1 : first;
                }
            }
        }
        if (plan.l0 <= 0 || Arrays.stream(p).anyMatch(q -> q > 1)) {
            throw new SaeException("A world of " + plan.count + " directions, " + plan.firing + ", cannot have "
                    + plan.l0 + " of them in a row on average.");
        }
        return p;
    }

    /** Draws rows; different seeds give independent ones. */
    public Draw draw(long seed, int rows) {
        SplittableRandom random = new SplittableRandom(seed ^ 0x2545F491L).split();
        float[][] x = new float[rows][plan.width];
        int[] start = new int[rows + 1];
        int[] feature = new int[rows * plan.count];
        float[] value = new float[rows * plan.count];
        int at = 0;
        for (int r = 0; r < rows; r++) {
            at = fired(random, feature, at);
            for (int e = start[r]; e < at; e++) {
                value[e] = (float) Math.abs(1 + STRENGTH_DEVIATION * random.nextGaussian());
                float[] v = directions[feature[e]];
                for (int i = 0; i < v.length; i++) {
                    x[r][i] += value[e] * v[i];
                }
            }
            for (int i = 0; i < plan.width && plan.noise > 0; i++) {
                x[r][i] += (float) (plan.noise * random.nextGaussian());
            }
            start[r + 1] = at;
        }
        return new Draw(x, new SparseRows(rows, start, Arrays.copyOf(feature, at), Arrays.copyOf(value, at)));
    }

    /** Writes the directions of one row from {@code at} on; returns where they end. */
    private int fired(SplittableRandom random, int[] feature, int at) {
        int end = at;
        if (plan.firing != Firing.FAMILIES) {
            for (int g = 0; g < plan.count; g++) {
                if (random.nextDouble() < frequency[g]) {
                    feature[end++] = g;
                }
            }
            return end;
        }
        for (int g = 0; g < plan.count; g += FAMILY) {
            if (random.nextDouble() < frequency[g]) {
                feature[end++] = g;
                int child = (int) (random.nextDouble() / CHILD); // the last quarter: none
                if (child < FAMILY - 1) {
                    feature[end++] = g + 1 + child;
                }
            }
        }
        return end;
    }
}
