package org.echelle.analysis.reliance;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * How well a score tells a label among samples that are alike in something else: the chance that a sample with the label scores above one
 * without, both drawn from one stratum, strata weighted by their pairs (van Elteren's stratification of the Mann-Whitney statistic). What a
 * score owes to the strata alone gives 0.5.
 */
public final class StratifiedAuroc {
    private final List<int[]> members = new ArrayList<>();
    private final List<Ranking> rankings = new ArrayList<>();
    private final boolean[] positive;

    /**
     * @param score {@code [n]}
     * @param positive {@code [n]} the label
     * @param stratum {@code [n]}
     */
    public StratifiedAuroc(double[] score, boolean[] positive, int[] stratum) {
        this.positive = positive.clone();
        TreeSet<Integer> all = new TreeSet<>();
        for (int s : stratum) {
            all.add(s);
        }
        for (int s : all) {
            int[] in = java.util.stream.IntStream.range(0, stratum.length)
                    .filter(i -> stratum[i] == s)
                    .toArray();
            double[] part = new double[in.length];
            boolean[] with = new boolean[in.length];
            for (int i = 0; i < in.length; i++) {
                part[i] = score[in[i]];
                with[i] = positive[in[i]];
            }
            members.add(in);
            rankings.add(new Ranking(part, with));
        }
    }

    /** The figure with samples counted several times; NaN where no stratum holds both kinds. */
    public double of(int[] weights) {
        double wins = 0;
        double pairs = 0;
        for (int s = 0; s < members.size(); s++) {
            int[] in = members.get(s);
            int[] w = new int[in.length];
            double with = 0;
            double without = 0;
            for (int i = 0; i < in.length; i++) {
                w[i] = weights[in[i]];
                with += positive[in[i]] ? w[i] : 0;
                without += positive[in[i]] ? 0 : w[i];
            }
            if (with > 0 && without > 0) {
                wins += rankings.get(s).auroc(w) * with * without;
                pairs += with * without;
            }
        }
        return pairs > 0 ? wins / pairs : Double.NaN;
    }

    /** Every sample once. */
    public double plain() {
        int[] ones = new int[positive.length];
        java.util.Arrays.fill(ones, 1);
        return of(ones);
    }
}
