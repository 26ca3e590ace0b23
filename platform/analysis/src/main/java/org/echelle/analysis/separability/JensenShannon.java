package org.echelle.analysis.separability;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.echelle.analysis.AnalysisException;
import org.echelle.analysis.GroupBootstrap;
import org.echelle.analysis.Measure;

/**
 * How far apart distributions lie: the Jensen-Shannon distance, 0 for equal ones and 1 for ones that share nothing.
 *
 * <pre>
 * two:  D = sqrt( H((P + Q)/2) - (H(P) + H(Q))/2 ),            H in bits
 * more: D = sqrt( (H(mean P_c) - mean H(P_c)) / log2 C )
 * </pre>
 *
 * Of a feature's activations, the distribution for a concept is a histogram with one bin for silence and equal bins up to the largest
 * activation, the same for all concepts. Few samples fill bins unevenly and push the distance up, so what shuffled labels give is
 * taken as the null (Fereidouni et al., arXiv 2508.15094; the estimator is ours, since only the abstract could be read).
 */
public final class JensenShannon {
    /** Bins above 0 unless told otherwise. */
    public static final int BINS = 20;

    /** Of intervals: each costs as much as the figure itself. */
    private static final int REPLICATES = 200;

    /** Shuffles that a replicate looks at. */
    private static final int FEW = 4;

    private JensenShannon() {}

    /**
     * Distance of distributions.
     *
     * @param p {@code [classes][bins]} shares or counts, each with a sum above 0
     */
    public static double distance(double[]... p) {
        if (p.length < 2) {
            throw new AnalysisException("A distance needs at least two distributions, not " + p.length + ".");
        }
        double[] mixture = new double[p[0].length];
        double inner = 0;
        for (double[] one : p) {
            double sum = 0;
            for (double v : one) {
                sum += v;
            }
            if (!(sum > 0)) {
                throw new AnalysisException("A distribution without any mass has no distance from others.");
            }
            for (int b = 0; b < mixture.length; b++) {
                double share = one[b] / sum;
                mixture[b] += share / p.length;
                inner += entropy(share) / p.length;
            }
        }
        double outer = 0;
        for (double share : mixture) {
            outer += entropy(share);
        }
        double bits = Math.log(p.length) / Math.log(2);
        return Math.sqrt(Math.max(0, Math.min(1, (outer - inner) / bits)));
    }

    private static double entropy(double share) {
        return share > 0 ? -share * Math.log(share) / Math.log(2) : 0;
    }

    /**
     * A feature's separability.
     *
     * @param distance mean distance over pairs of classes
     * @param chance the same with shuffled labels, mean over shuffles
     */
    public record Separability(Measure distance, Measure chance) {}

    /**
     * Measures one feature.
     *
     * @param z {@code [samples]} its activations, zeros included; negative ones are binned as they are when a unit has them
     * @param label {@code [samples]} class of each, from 0 to {@code classes - 1}; -1 leaves a sample out
     * @param shuffles of the labels behind {@link Separability#chance}
     */
    public static Separability of(double[] z, int[] label, int classes, int shuffles, long seed) {
        int[] bin = bins(z);
        int[] once = once(label.length);
        Measure distance = mean(bin, label, classes, once);
        if (!distance.defined() || shuffles == 0) {
            return new Separability(
                    distance, Measure.undefined(distance.defined() ? "no shuffle was asked for" : distance.because()));
        }
        double sum = 0;
        for (int[] shuffled : shuffled(label, shuffles, seed)) {
            sum += mean(bin, shuffled, classes, once).value();
        }
        return new Separability(distance, Measure.of(sum / shuffles, shuffles));
    }

    /**
     * Mean distance above chance of several units, with its interval over groups. Samples that are drawn twice look like fewer samples,
     * and push distances up as few samples do; so each replicate is compared with labels shuffled in the same draws, and the shift that is left is
     * taken out ({@link GroupBootstrap#around}).
     *
     * @param z {@code [units][samples]}
     * @param shuffles of the labels; a replicate looks at the first few of them
     * @param groups {@code [samples]}
     */
    public static Measure aboveChance(
            double[][] z, int[] label, int classes, int shuffles, String[] groups, GroupBootstrap bootstrap) {
        if (z.length == 0) {
            return Measure.undefined("there is no unit to look at");
        }
        int[][] bin = Arrays.stream(z).map(JensenShannon::bins).toArray(int[][]::new);
        List<int[]> chance = shuffled(label, shuffles, bootstrap.seed());
        int[] once = once(label.length);
        Measure any = mean(bin[0], label, classes, once);
        if (!any.defined()) {
            return any;
        }
        Measure figure = Measure.of(above(bin, label, classes, chance, once), any.n());
        List<int[]> few = chance.subList(0, Math.min(FEW, chance.size()));
        return bootstrap.atMost(REPLICATES).around(figure, groups, weights -> above(bin, label, classes, few, weights));
    }

    private static double above(int[][] bin, int[] label, int classes, List<int[]> chance, int[] weights) {
        double sum = 0;
        for (int[] unit : bin) {
            double apart = mean(unit, label, classes, weights).or(Double.NaN);
            double luck = 0;
            for (int[] shuffled : chance) {
                luck += mean(unit, shuffled, classes, weights).or(Double.NaN) / chance.size();
            }
            sum += apart - luck;
        }
        return sum / bin.length;
    }

    private static int[] once(int samples) {
        int[] once = new int[samples];
        Arrays.fill(once, 1);
        return once;
    }

    private static List<int[]> shuffled(int[] label, int shuffles, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<int[]> all = new ArrayList<>();
        int[] shuffled = label.clone();
        for (int s = 0; s < shuffles; s++) {
            for (int i = shuffled.length - 1; i > 0; i--) {
                int j = random.nextInt(i + 1);
                int t = shuffled[i];
                shuffled[i] = shuffled[j];
                shuffled[j] = t;
            }
            all.add(shuffled.clone());
        }
        return all;
    }

    private static int[] bins(double[] z) {
        double low = 0;
        double high = 0;
        for (double v : z) {
            low = Math.min(low, v);
            high = Math.max(high, v);
        }
        int[] bin = new int[z.length];
        for (int i = 0; i < z.length; i++) {
            bin[i] = z[i] == 0 || high == low
                    ? 0
                    : 1 + Math.max(0, Math.min(BINS - 1, (int) Math.ceil((z[i] - low) / (high - low) * BINS) - 1));
        }
        return bin;
    }

    /** Mean over pairs of classes; entropies of single classes are taken once. */
    private static Measure mean(int[] bin, int[] label, int classes, int[] weights) {
        double[][] share = new double[classes][BINS + 1];
        double[] size = new double[classes];
        long n = 0;
        for (int i = 0; i < bin.length; i++) {
            if (label[i] >= 0) {
                share[label[i]][bin[i]] += weights[i];
                size[label[i]] += weights[i];
                n += weights[i];
            }
        }
        double[] own = new double[classes];
        for (int c = 0; c < classes; c++) {
            for (int b = 0; b <= BINS && size[c] > 0; b++) {
                share[c][b] /= size[c];
                own[c] += entropy(share[c][b]);
            }
        }
        double sum = 0;
        int pairs = 0;
        for (int a = 0; a < classes; a++) {
            for (int b = 0; b < a; b++) {
                if (size[a] > 0 && size[b] > 0) {
                    double mixed = 0;
                    for (int k = 0; k <= BINS; k++) {
                        mixed += entropy((share[a][k] + share[b][k]) / 2);
                    }
                    sum += Math.sqrt(Math.max(0, Math.min(1, mixed - (own[a] + own[b]) / 2)));
                    pairs++;
                }
            }
        }
        return pairs == 0
                ? Measure.undefined("fewer than two of the concepts have a sample")
                : Measure.of(sum / pairs, n);
    }
}
