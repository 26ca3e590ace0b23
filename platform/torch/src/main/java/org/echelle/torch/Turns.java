package org.echelle.torch;

import java.util.Arrays;

/**
 * What work costs beside its floor, the two having taken turns: what slows a machine for a while slows both.
 *
 * @param turns in which each was done once
 * @param seconds median of the work
 * @param floorSeconds median of its floor
 * @param ratio median over turns of the one by the other of the same turn
 * @param low lower end of the ratio's 95 % interval: of the ratios in order the {@code l}-th, {@code l} the largest with
 *     {@code P(l <= Binomial(turns, 1/2) <= turns - l) >= 0.95} (Conover, Practical Nonparametric Statistics, 3rd ed., 3.2), whatever their
 *     distribution; the smallest ratio where the turns are not {@linkplain #telling enough}
 * @param high its upper end
 */
public record Turns(int turns, double seconds, double floorSeconds, double ratio, double low, double high) {
    private static final double COVERAGE = 0.95;
    private static final int FEWEST = 6;

    /**
     * Sums turns up.
     *
     * @param work seconds of each turn, at least one
     * @param floor seconds of the same turns, none of them 0
     * @throws IllegalArgumentException if there are none, or not as many of the one as of the other
     */
    public static Turns of(double[] work, double[] floor) {
        if (work.length == 0 || work.length != floor.length) {
            throw new IllegalArgumentException(work.length + " turns of work beside " + floor.length + " of its floor");
        }
        double[] ratios = new double[work.length];
        Arrays.setAll(ratios, i -> work[i] / floor[i]);
        Arrays.sort(ratios);
        int from = below(ratios.length);
        return new Turns(
                ratios.length,
                median(work),
                median(floor),
                median(ratios),
                ratios[from],
                ratios[ratios.length - 1 - from]);
    }

    /** Whether there are six turns, the fewest that give an interval. */
    public boolean telling() {
        return turns >= FEWEST;
    }

    /** The median; between the two in the middle where their number is even. */
    public static double median(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    /** How many of the smallest, and as many of the largest, lie outside. */
    private static int below(int n) {
        double chance = Math.pow(2, -n); // of exactly l successes in n
        double tail = chance; // of at most l
        int l = 0;
        while (2 * tail <= 1 - COVERAGE) {
            l++;
            chance *= (n - l + 1.0) / l;
            tail += chance;
        }
        return Math.max(0, l - 1);
    }
}
