package org.echelle.protein.profile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.echelle.protein.profile.Tally.Bin;

/**
 * Mean activations bin by bin over several proteins, silent residues included: {@code sum of activations / measured residues}.
 *
 * <p>Intervals are percentiles of a bootstrap that draws families (a protein's windows and its relatives are one), since residues of one
 * protein are not independent. The difference of a bin from the mean of all is taken within each draw, so that it is paired.
 *
 * @param families how many were drawn from
 * @param mean of all measured residues
 * @param bins in the tallies' order
 */
public record MeanProfile(int families, double mean, List<Mean> bins) {
    /** With five, all on one side of a line still happens once in sixteen by chance. */
    public static final int LEAST = 6;

    private static final int DRAWS = 1000;
    /** Fixed, so that a report drawn again is the same. */
    private static final long SEED = 20070801;

    /**
     * One bin.
     *
     * @param total what fell into it
     * @param value mean activation; NaN where nothing was measured
     * @param interval of the mean; empty where fewer than {@link #LEAST} families have such residues
     * @param side 1 or -1 where the interval of the difference from the mean of all lies wholly above or below 0; else 0
     */
    public record Mean(Bin total, double value, Optional<Interval> interval, int side) {}

    /**
     * Averages.
     *
     * @param tallies {@code [family]}, with the same bins; at least one
     */
    static MeanProfile of(List<Tally> tallies) {
        int count = tallies.get(0).bins().size();
        Tally all = tallies.stream().reduce(Tally::and).orElseThrow();
        double[][] draws = draws(tallies, count);
        List<Mean> means = new ArrayList<>();
        for (int b = 0; b < count; b++) {
            int bin = b;
            Bin total = all.bins().get(b);
            long families = tallies.stream()
                    .filter(t -> t.bins().get(bin).measured() > 0)
                    .count();
            Optional<Interval> interval = families < LEAST ? Optional.empty() : percentiles(draws, b, -1);
            int side = families < 2
                    ? 0
                    : percentiles(draws, b, count)
                            .map(i -> i.low() > 0 ? 1 : i.high() < 0 ? -1 : 0)
                            .orElse(0);
            means.add(new Mean(total, total.sum() / total.measured(), interval, side));
        }
        Bin whole = all.bins().stream().reduce(Bin.EMPTY, Bin::and);
        return new MeanProfile(tallies.size(), whole.sum() / whole.measured(), List.copyOf(means));
    }

    /** {@code [draw][bin]}, and the mean of all bins at the end; NaN where a draw has no such residue. */
    private static double[][] draws(List<Tally> tallies, int count) {
        Random random = new Random(SEED);
        double[][] draws = new double[DRAWS][count + 1];
        for (double[] draw : draws) {
            double[] sums = new double[count + 1];
            long[] measured = new long[count + 1];
            for (int t = 0; t < tallies.size(); t++) {
                Tally drawn = tallies.get(random.nextInt(tallies.size()));
                for (int b = 0; b < count; b++) {
                    Bin bin = drawn.bins().get(b);
                    sums[b] += bin.sum();
                    measured[b] += bin.measured();
                    sums[count] += bin.sum();
                    measured[count] += bin.measured();
                }
            }
            for (int b = 0; b <= count; b++) {
                draw[b] = sums[b] / measured[b];
            }
        }
        return draws;
    }

    /** Of a bin, or of its difference from another; draws without it are passed over. */
    private static Optional<Interval> percentiles(double[][] draws, int bin, int from) {
        double[] sorted = Arrays.stream(draws)
                .mapToDouble(d -> from < 0 ? d[bin] : d[bin] - d[from])
                .filter(v -> !Double.isNaN(v))
                .sorted()
                .toArray();
        if (sorted.length == 0) {
            return Optional.empty();
        }
        int cut = (int) (0.025 * sorted.length);
        return Optional.of(new Interval(sorted[cut], sorted[sorted.length - 1 - cut]));
    }
}
