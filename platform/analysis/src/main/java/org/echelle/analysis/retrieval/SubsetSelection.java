package org.echelle.analysis.retrieval;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.echelle.analysis.AnalysisException;
import org.echelle.analysis.samples.PooledCodes;

/**
 * Chooses a few samples that stand for many, by their pooled codes scaled to length 1 (a sample on which nothing fires is never
 * chosen). Two rules:
 *
 * <ul>
 *   <li><em>diverse</em>: greedy k-centre (Gonzalez 1985): begin with the sample nearest to the mean code, then always take the sample
 *       whose nearest chosen one is furthest, {@code argmax_i min_c |u_i - u_c|}; the covering radius is at most twice the least
 *       possible. {@code O(count * z)} for {@code z} non-zeros.
 *   <li><em>like</em>: greedy herding (Welling 2009; kernel herding with a linear kernel): always take the sample that brings the mean
 *       of the chosen codes nearest to the target's mean, {@code argmin_i |(S + u_i) / (t + 1) - m|}, {@code S} the sum of the
 *       {@code t} chosen ones. The target's own samples are not chosen.
 * </ul>
 *
 * Memory: {@code 8 s + 16 n} bytes beside the codes, for {@code s} samples and {@code n} features.
 */
public final class SubsetSelection {
    private final PooledCodes codes;
    private final double[] norm;
    private final boolean[] silent;

    /** @param codes all samples that may be chosen */
    public SubsetSelection(PooledCodes codes) {
        this.codes = codes;
        this.norm = codes.norms();
        silent = new boolean[norm.length];
        for (int i = 0; i < norm.length; i++) {
            silent[i] = norm[i] == 0;
        }
    }

    /**
     * What was chosen.
     *
     * @param places in the codes, in the order in which they were chosen
     * @param figure covering radius (diverse): the largest distance of any sample to its nearest chosen one; or the distance of the
     *     mean codes (like)
     * @param random the same figure for random subsets of the same size, {@code [draws]}
     * @param features features active on at least one chosen sample
     * @param randomFeatures the same for the random subsets, {@code [draws]}
     */
    public record Choice(int[] places, double figure, double[] random, int features, int[] randomFeatures) {}

    /**
     * A subset that leaves no sample far away.
     *
     * @param count how many, at most the samples on which something fires
     * @param draws random subsets to set beside it
     * @param seed of these
     */
    public Choice diverse(int count, int draws, long seed) {
        int[] all = choosable(new boolean[codes.size()]);
        require(count, all.length);
        double[] mean = mean(all);
        double[] toMean = codes.products(mean);
        int first = best(all, i -> toMean[i] / norm[i]);
        double[] nearest = new double[codes.size()];
        Arrays.fill(nearest, Double.POSITIVE_INFINITY);
        int[] chosen = new int[count];
        for (int t = 0; t < count; t++) {
            chosen[t] = t == 0 ? first : best(all, i -> nearest[i]);
            near(chosen[t], nearest);
        }
        double[] random = new double[draws];
        int[] features = new int[draws];
        Random numbers = new Random(seed);
        for (int d = 0; d < draws; d++) {
            int[] some = draw(all, count, numbers);
            random[d] = radius(some, all);
            features[d] = covered(some);
        }
        return new Choice(chosen, radius(chosen, all), random, covered(chosen), features);
    }

    /**
     * A subset whose mean code is that of a target.
     *
     * @param target places of the samples to match
     * @param count how many
     */
    public Choice like(int[] target, int count, int draws, long seed) {
        boolean[] own = new boolean[codes.size()];
        for (int i : target) {
            own[i] = true;
        }
        int[] firing = IntStream.of(target).filter(i -> !silent[i]).toArray();
        if (firing.length == 0) {
            throw new AnalysisException(
                    "No feature fires on any of the " + target.length + " samples to match; name others.");
        }
        int[] all = choosable(own);
        require(count, all.length);
        double[] goal = mean(firing);
        double[] toGoal = codes.products(goal);
        double[] sum = new double[codes.features()];
        double[] toSum = new double[codes.size()];
        boolean[] taken = new boolean[codes.size()];
        int[] chosen = new int[count];
        for (int t = 0; t < count; t++) {
            // |(S + u)/(t+1) - m|^2 without what is the same for all: 2<u,S>/(t+1)^2 - 2<u,m>/(t+1), as |u| = 1
            double step = t + 1.0;
            chosen[t] = best(
                    all,
                    i -> taken[i] ? Double.NEGATIVE_INFINITY : (toGoal[i] / step - toSum[i] / (step * step)) / norm[i]);
            int c = chosen[t];
            taken[c] = true;
            double[] unit = unit(c);
            double[] products = codes.products(unit);
            for (int i = 0; i < toSum.length; i++) {
                toSum[i] += products[i];
            }
            for (int j = 0; j < sum.length; j++) {
                sum[j] += unit[j];
            }
        }
        double[] random = new double[draws];
        int[] features = new int[draws];
        Random numbers = new Random(seed);
        for (int d = 0; d < draws; d++) {
            int[] some = draw(all, count, numbers);
            random[d] = distance(mean(some), goal);
            features[d] = covered(some);
        }
        return new Choice(chosen, distance(mean(chosen), goal), random, covered(chosen), features);
    }

    private void require(int count, int most) {
        if (most == 0) {
            throw new AnalysisException(
                    "None of " + codes.size() + " samples can be chosen: no feature fires on any of them"
                            + " that is not the target. Train a dictionary of which more features fire.");
        }
        if (count < 1 || count > most) {
            throw new AnalysisException("Of " + codes.size() + " samples " + most
                    + " can be chosen (something fires on them, and they are not the target), so " + count
                    + " cannot be; ask for 1 to " + most + ".");
        }
    }

    private int[] choosable(boolean[] barred) {
        return IntStream.range(0, codes.size())
                .filter(i -> !silent[i] && !barred[i])
                .toArray();
    }

    private static int best(int[] among, java.util.function.IntToDoubleFunction score) {
        int best = among[0];
        double most = Double.NEGATIVE_INFINITY;
        for (int i : among) {
            double s = score.applyAsDouble(i);
            if (s > most) {
                most = s;
                best = i;
            }
        }
        return best;
    }

    private double[] unit(int i) {
        double[] unit = codes.dense(i);
        for (int j = 0; j < unit.length; j++) {
            unit[j] /= norm[i];
        }
        return unit;
    }

    private double[] mean(int[] places) {
        double[] mean = new double[codes.features()];
        for (int i : places) {
            codes.each(i, (j, v) -> mean[j] += v / norm[i] / places.length);
        }
        return mean;
    }

    /** Lowers distances to the nearest chosen one. */
    private void near(int centre, double[] nearest) {
        double[] products = codes.products(unit(centre));
        for (int i = 0; i < nearest.length; i++) {
            if (!silent[i]) {
                double square = Math.max(0, 2 - 2 * products[i] / norm[i]);
                nearest[i] = i == centre ? 0 : Math.min(nearest[i], Math.sqrt(square));
            }
        }
    }

    private double radius(int[] chosen, int[] all) {
        double[] nearest = new double[codes.size()];
        Arrays.fill(nearest, Double.POSITIVE_INFINITY);
        for (int c : chosen) {
            near(c, nearest);
        }
        return IntStream.of(all).mapToDouble(i -> nearest[i]).max().orElse(0);
    }

    private int covered(int[] places) {
        boolean[] seen = new boolean[codes.features()];
        for (int i : places) {
            codes.each(i, (j, v) -> seen[j] = true);
        }
        int count = 0;
        for (boolean s : seen) {
            count += s ? 1 : 0;
        }
        return count;
    }

    private static double distance(double[] a, double[] b) {
        double square = 0;
        for (int j = 0; j < a.length; j++) {
            square += (a[j] - b[j]) * (a[j] - b[j]);
        }
        return Math.sqrt(square);
    }

    private static int[] draw(int[] all, int count, Random numbers) {
        List<Integer> some = new ArrayList<>(IntStream.of(all).boxed().toList());
        java.util.Collections.shuffle(some, numbers);
        return some.subList(0, count).stream().mapToInt(Integer::intValue).toArray();
    }
}
