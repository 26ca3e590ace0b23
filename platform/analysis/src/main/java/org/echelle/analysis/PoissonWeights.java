package org.echelle.analysis;

import java.util.HashMap;
import java.util.Map;

/**
 * Bootstrap weights that need no second pass: each group is drawn Poisson(1) times in each replicate (Hanley and MacGibbon 2006),
 * which is the multinomial bootstrap without the fixed total. They depend on the group's name and the seed only, so the order of
 * samples does not matter, samples of one group are drawn together, and two methods see the same replicates.
 */
public final class PoissonWeights {
    /** Cumulative Poisson(1), as unsigned 53-bit shares. */
    private static final double[] CUMULATIVE = new double[12];

    static {
        double term = Math.exp(-1);
        double sum = 0;
        for (int i = 0; i < CUMULATIVE.length; i++) {
            sum += term;
            CUMULATIVE[i] = sum;
            term /= i + 1;
        }
    }

    private final int[] groupOf;
    private final long[] state;

    private PoissonWeights(int[] groupOf, long[] state) {
        this.groupOf = groupOf;
        this.state = state;
    }

    /** Draws for samples of these groups, replicate by replicate: the same weights as {@link #draw} gives group by group. */
    static PoissonWeights of(String[] groups, long seed) {
        Map<String, Integer> place = new HashMap<>();
        int[] groupOf = new int[groups.length];
        for (int i = 0; i < groups.length; i++) {
            groupOf[i] = place.computeIfAbsent(groups[i], name -> place.size());
        }
        long[] state = new long[place.size()];
        place.forEach((name, at) -> state[at] = Mixing.hash(name, seed));
        return new PoissonWeights(groupOf, state);
    }

    /**
     * The next replicate.
     *
     * @param weights {@code [samples]}, overwritten
     */
    void next(int[] weights) {
        int[] drawn = new int[state.length];
        for (int g = 0; g < drawn.length; g++) {
            state[g] = Mixing.next(state[g]);
            drawn[g] = weight(state[g]);
        }
        for (int i = 0; i < weights.length; i++) {
            weights[i] = drawn[groupOf[i]];
        }
    }

    private static int weight(long state) {
        double u = Mixing.unit(Mixing.mix(state));
        int w = 0;
        while (w < CUMULATIVE.length && u >= CUMULATIVE[w]) {
            w++;
        }
        return w;
    }

    /**
     * How often a group is drawn in each replicate.
     *
     * @param weights {@code [replicates]}, overwritten
     */
    public static void draw(String group, long seed, int[] weights) {
        long state = Mixing.hash(group, seed);
        for (int b = 0; b < weights.length; b++) {
            state = Mixing.next(state);
            weights[b] = weight(state);
        }
    }
}
