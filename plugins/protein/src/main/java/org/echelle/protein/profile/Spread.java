package org.echelle.protein.profile;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * How far apart a protein's most active residues are, in sequence and in space, each beside what would be usual.
 *
 * <p>In sequence: beside the mean separation of all pairs of residues that could have been chosen, which is the expectation of as many
 * residues at random, exactly and without drawing any. In space: beside the mean distance of all pairs of the chain's residues that are
 * as far apart in sequence, pair by pair. So whatever the sequence alone brings about (neighbours are near, runs are near) is in both and
 * cancels: on a straight chain or an ideal helix the ratio is 1 for any choice of residues.
 *
 * <p>Shifting the whole pattern around the chain, from its end to its beginning, would not do: shifts that cut a run in two put its
 * halves at the chain's two ends, as far apart as can be, and every run would seem nearer in space than usual.
 *
 * @param residues how many
 * @param separation mean over their pairs, in residues
 * @param randomSeparation the expectation for as many residues at random
 * @param distance mean over their pairs, in ångström
 * @param usualDistance of pairs as far apart in sequence
 */
public record Spread(int residues, double separation, double randomSeparation, double distance, double usualDistance) {
    /** With fewer there is little to average. */
    public static final int LEAST = 3;
    /** More would be no places any more, but most of a small protein. */
    public static final int MOST = 30;

    /** Of the peak. */
    private static final double STRONG = 0.5;

    /**
     * Of the residues with at least half of the peak's activation, {@link #MOST} at most, that have coordinates.
     *
     * @param values {@code [residue]}, NaN where the run has no activation
     * @param offset residues of the whole protein before the first of {@code values}
     * @return empty where fewer than {@link #LEAST} residues are that active, or coordinates coincide
     */
    static Optional<Spread> of(float[] values, int offset, ChainDistances chain) {
        int[] open = IntStream.range(0, values.length)
                .filter(i -> !Float.isNaN(values[i]) && chain.seen(offset + i))
                .toArray();
        double peak = 0;
        for (float value : values) {
            peak = Float.isNaN(value) ? peak : Math.max(peak, value);
        }
        double least = STRONG * peak;
        List<Integer> chosen = IntStream.of(open)
                .filter(i -> values[i] > 0 && values[i] >= least)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -values[i]).thenComparing(i -> i))
                .limit(MOST)
                .toList();
        if (chosen.size() < LEAST) {
            return Optional.empty();
        }
        double separation = 0;
        double distance = 0;
        double usual = 0;
        int pairs = 0;
        for (int a = 0; a < chosen.size(); a++) {
            for (int b = a + 1; b < chosen.size(); b++) {
                int first = offset + chosen.get(a);
                int second = offset + chosen.get(b);
                separation += Math.abs(first - second);
                distance += chain.between(first, second);
                usual += chain.usual(Math.abs(first - second));
                pairs++;
            }
        }
        return distance > 0 && usual > 0
                ? Optional.of(new Spread(
                        chosen.size(), separation / pairs, separation(open), distance / pairs, usual / pairs))
                : Optional.empty();
    }

    /** The mean separation of all pairs of places that are sorted: each counts as often above others as below. */
    private static double separation(int[] places) {
        double sum = 0;
        int n = places.length;
        for (int k = 0; k < n; k++) {
            sum += (double) places[k] * (2 * k - n + 1);
        }
        return sum / (n * (n - 1.0) / 2);
    }

    /** Below 1: nearer to each other in sequence than residues at random. */
    public double inSequence() {
        return separation / randomSeparation;
    }

    /** Below 1: nearer to each other in space than residues as far apart in sequence. */
    public double inSpace() {
        return distance / usualDistance;
    }

    String text() {
        return residues + ";" + separation + ";" + randomSeparation + ";" + distance + ";" + usualDistance;
    }

    static Spread parse(String text) {
        String[] parts = text.split(";", -1);
        return new Spread(
                Integer.parseInt(parts[0]),
                Double.parseDouble(parts[1]),
                Double.parseDouble(parts[2]),
                Double.parseDouble(parts[3]),
                Double.parseDouble(parts[4]));
    }
}
