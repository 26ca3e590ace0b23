package org.echelle.analysis;

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

    private PoissonWeights() {}

    /**
     * How often a group is drawn in each replicate.
     *
     * @param weights {@code [replicates]}, overwritten
     */
    public static void draw(String group, long seed, int[] weights) {
        long state = Mixing.hash(group, seed);
        for (int b = 0; b < weights.length; b++) {
            state = Mixing.next(state);
            double u = Mixing.unit(Mixing.mix(state));
            int w = 0;
            while (w < CUMULATIVE.length && u >= CUMULATIVE[w]) {
                w++;
            }
            weights[b] = w;
        }
    }
}
