package org.echelle.analysis.outliers;

import org.echelle.analysis.Measure;
import org.echelle.analysis.SampleCodes;

/**
 * How unlike the rows that a dictionary was made from a row is, by its code. Larger is more unlike; p_j is the share of reference rows on
 * which feature j fires, clipped to half a firing so that one unknown feature does not decide all:
 *
 * <ul>
 *   <li>{@link Score#SURPRISE} {@code = - sum_j [ a_j ln p_j + (1 - a_j) ln(1 - p_j) ]}: firing independently
 *   <li>{@link Score#L0} {@code = |L0 - mean| / sd}
 *   <li>{@link Score#RARE} = sum of z_j over features with {@code p_j < 1e-4}, or the rarest hundredth where no feature is that rare
 *   <li>{@link Score#ERROR} {@code = |x - x'|² / |x|²}: what the dictionary cannot say
 * </ul>
 *
 * The definitions are ours; the literature varies. Reference rows are streamed once, n counters.
 */
public final class UnlikelyCodes {
    /** How a row is scored. */
    public enum Score {
        ERROR,
        SURPRISE,
        L0,
        RARE
    }

    private static final double RARE = 1e-4;

    private final long[] firings;
    private double l0;
    private double l0Square;
    private long rows;
    private double[] logOdds;
    private double silence;
    private boolean[] rare;

    /** @param features n */
    public UnlikelyCodes(int features) {
        firings = new long[features];
    }

    /** Takes reference rows. */
    public void learn(SampleCodes codes) {
        logOdds = null;
        for (int r = 0; r < codes.rows(); r++) {
            int active = 0;
            for (int i = codes.rowStart()[r]; i < codes.rowStart()[r + 1]; i++) {
                if (codes.value()[i] != 0) {
                    firings[codes.feature()[i]]++;
                    active++;
                }
            }
            l0 += active;
            l0Square += (double) active * active;
            rows++;
        }
    }

    private void settle() {
        logOdds = new double[firings.length];
        rare = new boolean[firings.length];
        silence = 0;
        boolean any = false;
        for (int j = 0; j < firings.length; j++) {
            double p = Math.max(0.5, Math.min(rows - 0.5, (double) firings[j])) / rows;
            logOdds[j] = Math.log(p / (1 - p));
            silence -= Math.log(1 - p);
            rare[j] = firings[j] < RARE * rows;
            any |= rare[j];
        }
        if (!any) {
            long[] sorted = firings.clone();
            java.util.Arrays.sort(sorted);
            long bound = sorted[Math.max(0, firings.length / 100 - 1)];
            for (int j = 0; j < firings.length; j++) {
                rare[j] = firings[j] <= bound;
            }
        }
    }

    /**
     * A row's score.
     *
     * @param codes of which one row is looked at
     * @param row which
     * @param error {@code |x - x'|² / |x|²} of that row; only looked at by {@link Score#ERROR}
     */
    public Measure of(Score score, SampleCodes codes, int row, double error) {
        if (rows < 2) {
            return Measure.undefined("there are fewer than two reference rows");
        }
        if (logOdds == null) {
            settle();
        }
        int active = 0;
        double surprise = silence;
        double energy = 0;
        for (int i = codes.rowStart()[row]; i < codes.rowStart()[row + 1]; i++) {
            if (codes.value()[i] != 0) {
                int j = codes.feature()[i];
                active++;
                surprise -= logOdds[j];
                energy += rare[j] ? codes.value()[i] : 0;
            }
        }
        double mean = l0 / rows;
        double sd = Math.sqrt(Math.max(0, l0Square / rows - mean * mean));
        return switch (score) {
            case ERROR -> Measure.of(error, 1);
            case SURPRISE -> Measure.of(surprise, 1);
            case L0 ->
                sd == 0
                        ? Measure.undefined("all reference rows have the same number of active features")
                        : Measure.of(Math.abs(active - mean) / sd, 1);
            case RARE -> Measure.of(energy, 1);
        };
    }
}
