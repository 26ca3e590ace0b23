package org.echelle.analysis.hypotheses;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import org.apache.commons.statistics.distribution.TDistribution;
import org.echelle.analysis.AnalysisException;
import org.echelle.analysis.BenjaminiHochberg;
import org.echelle.analysis.Interval;
import org.echelle.analysis.PoissonWeights;
import org.echelle.analysis.samples.PooledCodes;
import org.echelle.analysis.samples.SampleMatrix;

/**
 * Which features go along with a target, a number for each sample.
 *
 * <p>Samples of one group are not independent, so that the observation is the group: means over its samples. The statistic is
 * Spearman's rank correlation {@code r} of the feature's activation and the target (midranks for ties); its two-sided p-value comes from
 * {@code t = r sqrt((m - 2) / (1 - r^2))} on {@code m - 2} degrees of freedom, {@code m} groups. For a target of two values the AUROC is
 * told beside it, {@code P(z+ > z-) + P(z+ = z-) / 2}; the test is then that of Mann and Whitney with ties.
 *
 * <p>Features are chosen on the selection side (Benjamini-Hochberg over all living features), and only these are tested again on the
 * held-out side: confirmed is what has there the same sign and a q of at most alpha over the chosen ones. A permutation null shuffles the
 * target over the groups of the selection side and counts how many features would have been chosen; the share of shuffles whose
 * largest {@code |r|} reaches the largest one seen is a p-value for all features together (Westfall and Young 1993).
 *
 * <p>Correlated features are not so many findings: each chosen feature stands behind a leader, and leaders have a conditional test of
 * their own, see {@link Own}.
 *
 * <p>Features active in fewer than {@code minActive} groups of the selection side are not tested; the rule does not look at the target.
 */
public final class Hypotheses {
    private static final int MOST_CONFIRMATIONS_WITH_INTERVAL = 200;

    private Hypotheses() {}

    /**
     * How to look.
     *
     * @param minActive groups on which a feature must be active
     * @param alpha q up to which a feature is chosen, and confirmed
     * @param permutations shuffles of the target
     * @param replicates bootstrap replicates behind an interval
     * @param confidence coverage of intervals
     * @param seed of shuffles and draws
     */
    public record Request(int minActive, double alpha, int permutations, int replicates, double confidence, long seed) {
        /** Ten groups, 5 %, 200 shuffles, 500 replicates, 95 %. */
        public static Request defaults(long seed) {
            return new Request(10, 0.05, 200, 500, 0.95, seed);
        }
    }

    /**
     * One feature.
     *
     * @param feature number
     * @param active groups of the selection side on which it is active
     * @param selection Spearman's correlation there
     * @param selectionQ over all tested features
     * @param heldOut Spearman's correlation on the held-out side
     * @param interval of it, over groups
     * @param p two-sided, on the held-out side
     * @param q over the chosen features
     * @param auroc on the held-out side, of the higher value of the target against the lower; 0.5 for a target of more values
     * @param confirmed whether the held-out side agrees
     * @param leader the feature that it stands behind; itself where it leads
     * @param alike rank correlation with the leader on the selection side; 1 for a leader
     * @param own a leader's conditional test; empty for others
     */
    public record Finding(
            int feature,
            int active,
            double selection,
            double selectionQ,
            double heldOut,
            Interval interval,
            double p,
            double q,
            double auroc,
            boolean confirmed,
            int leader,
            double alike,
            Optional<Own> own) {
        private Finding with(Interval drawn) {
            return new Finding(
                    feature, active, selection, selectionQ, heldOut, drawn, p, q, auroc, confirmed, leader, alike, own);
        }
    }

    /**
     * What a leader tells beyond all other leaders: its partial rank correlation with the target given them. Leaders are taken on the
     * selection side one by one while one tells more (Bonferroni over those left), and tested once on the held-out side, with
     * Benjamini-Hochberg over the leaders.
     *
     * @param selection on the selection side
     * @param heldOut on the held-out side; 0 with p = 1 where the leader is constant there, or a combination of leaders before it
     * @param interval of it, over groups
     * @param p two-sided, on the held-out side
     * @param q over the leaders
     * @param confirmed whether the held-out side agrees in sign, with q at most alpha
     */
    public record Own(double selection, double heldOut, Interval interval, double p, double q, boolean confirmed) {}

    /**
     * What was found.
     *
     * @param findings chosen features: confirmed ones first, then by the size of the held-out correlation
     * @param tested features that were tested on the selection side
     * @param binary whether the target has two values only
     * @param selectionGroups observations of the selection side
     * @param heldOutGroups of the held-out side
     * @param chosenByChance features that a shuffled target chooses, mean over shuffles
     * @param shufflesThatChose share of shuffles that choose any feature
     * @param largest largest |r| on the selection side
     * @param familyP share of shuffles that reach it, (1 + hits) / (1 + shuffles)
     */
    public record Outcome(
            List<Finding> findings,
            int tested,
            boolean binary,
            int selectionGroups,
            int heldOutGroups,
            double chosenByChance,
            double shufflesThatChose,
            double largest,
            double familyP) {
        /** Number of confirmed ones. */
        public long confirmed() {
            return findings.stream().filter(Finding::confirmed).count();
        }

        /** Number of leaders. */
        public long leaders() {
            return findings.stream().filter(f -> f.own().isPresent()).count();
        }

        /** Number of leaders that are confirmed to tell something of their own. */
        public long confirmedOwn() {
            return findings.stream()
                    .filter(f -> f.own().filter(Own::confirmed).isPresent())
                    .count();
        }
    }

    /**
     * Looks.
     *
     * @param selection codes to choose on
     * @param heldOut codes to confirm on
     * @param target by sample number, NaN where it is not known
     * @throws AnalysisException when the target is constant or known for too few groups of a side, or no feature varies
     */
    public static Outcome of(PooledCodes selection, PooledCodes heldOut, IntToDoubleFunction target, Request request) {
        Side one = Side.of(selection, target, "selection", request.minActive());
        Side two = Side.of(heldOut, target, "held-out", request.minActive());
        List<Integer> tested = new ArrayList<>();
        for (int j = 0; j < selection.features(); j++) {
            if (one.active(j) >= request.minActive() && one.varies(j)) {
                tested.add(j);
            }
        }
        if (tested.isEmpty()) {
            throw new AnalysisException(
                    "No feature can be tested: none is active on " + request.minActive() + " of the "
                            + one.size()
                            + " groups of the selection side that have a number, and not on all alike. Give numbers"
                            + " for more samples, or train a dictionary of which more features fire.");
        }
        double[] r = new double[tested.size()];
        double[] p = new double[r.length];
        for (int t = 0; t < r.length; t++) {
            r[t] = one.correlation(tested.get(t), one.ranks);
            p[t] = p(r[t], one.size());
        }
        BenjaminiHochberg all = new BenjaminiHochberg(p, p.length);
        List<Integer> chosen = new ArrayList<>();
        for (int t = 0; t < r.length; t++) {
            if (all.q(p[t]) <= request.alpha()) {
                chosen.add(t);
            }
        }
        double largest = Arrays.stream(r).map(Math::abs).max().orElse(0);
        double[] chance = shuffled(one, tested, largest, request);
        boolean binary = one.binary() && two.binary();
        double[] again = new double[chosen.size()];
        double[] pAgain = new double[again.length];
        for (int c = 0; c < again.length; c++) {
            int j = tested.get(chosen.get(c));
            again[c] = two.varies(j) ? two.correlation(j, two.ranks) : 0;
            pAgain[c] = two.varies(j) ? p(again[c], two.size()) : 1;
        }
        double[] q = BenjaminiHochberg.adjust(pAgain);
        int[] features = chosen.stream().mapToInt(tested::get).toArray();
        double[] strength = chosen.stream().mapToDouble(t -> r[t]).toArray();
        Map<Integer, Own> own = new LinkedHashMap<>();
        OwnShare.Grouping grouping = conditional(one, two, features, strength, own, request);
        List<Finding> findings = new ArrayList<>();
        for (int c = 0; c < again.length; c++) {
            int t = chosen.get(c);
            int j = tested.get(t);
            boolean same = again[c] * r[t] > 0 && q[c] <= request.alpha();
            findings.add(new Finding(
                    j,
                    one.active(j),
                    r[t],
                    all.q(p[t]),
                    again[c],
                    Interval.none(again[c]),
                    pAgain[c],
                    q[c],
                    binary ? two.auroc(j) : 0.5,
                    same,
                    features[grouping.follows()[c]],
                    grouping.alike()[c],
                    Optional.ofNullable(own.get(c))));
        }
        findings.sort(Comparator.comparing((Finding f) -> !f.confirmed())
                .thenComparingDouble(f -> -Math.abs(f.heldOut()))
                .thenComparingInt(Finding::feature));
        for (int f = 0; f < Math.min(findings.size(), MOST_CONFIRMATIONS_WITH_INTERVAL); f++) {
            Finding x = findings.get(f);
            findings.set(f, x.with(two.interval(x.feature(), x.heldOut(), request)));
        }
        return new Outcome(
                List.copyOf(findings),
                tested.size(),
                binary,
                one.size(),
                two.size(),
                chance[0],
                chance[1],
                largest,
                chance[2]);
    }

    private static OwnShare.Grouping conditional(
            Side one, Side two, int[] features, double[] strength, Map<Integer, Own> own, Request request) {
        if (features.length == 0) {
            return new OwnShare.Grouping(new int[0], new int[0], new double[0]);
        }
        double[][] ranks =
                Arrays.stream(features).mapToObj(j -> Ranks.of(one.dense(j))).toArray(double[][]::new);
        int most = OwnShare.most(Math.min(one.size(), two.size()));
        OwnShare.Grouping grouping = OwnShare.leaders(ranks, one.ranks, strength, request.alpha(), most);
        int[] leaders = grouping.leaders();
        int[] once = new int[one.size()];
        Arrays.fill(once, 1);
        double[] selection = OwnShare.partial(
                Arrays.stream(leaders).mapToObj(l -> ranks[l]).toArray(double[][]::new), one.ranks, once);
        Own[] tests = OwnShare.confirm(
                selection,
                Arrays.stream(leaders).mapToObj(l -> two.dense(features[l])).toArray(double[][]::new),
                two.target,
                two.names,
                request);
        for (int l = 0; l < leaders.length; l++) {
            own.put(leaders[l], tests[l]);
        }
        return grouping;
    }

    private static double[] shuffled(Side one, List<Integer> tested, double largest, Request request) {
        if (request.permutations() == 0 || tested.isEmpty()) {
            return new double[] {0, 0, 1};
        }
        double[] y = one.ranks.clone();
        SplittableRandom numbers = new SplittableRandom(request.seed());
        double sum = 0;
        int any = 0;
        int reach = 0;
        double[] p = new double[tested.size()];
        for (int b = 0; b < request.permutations(); b++) {
            for (int i = y.length - 1; i > 0; i--) {
                int k = numbers.nextInt(i + 1);
                double swap = y[i];
                y[i] = y[k];
                y[k] = swap;
            }
            double most = 0;
            for (int t = 0; t < p.length; t++) {
                double r = one.correlation(tested.get(t), y);
                most = Math.max(most, Math.abs(r));
                p[t] = p(r, y.length);
            }
            long found = new BenjaminiHochberg(p, p.length).discoveries(request.alpha());
            sum += found;
            any += found > 0 ? 1 : 0;
            reach += most >= largest - 1e-12 ? 1 : 0;
        }
        double draws = request.permutations();
        return new double[] {sum / draws, any / draws, (1 + reach) / (1 + draws)};
    }

    /** Two-sided p of a correlation over m observations. */
    static double p(double r, int m) {
        double rest = 1 - r * r;
        if (rest <= 0) {
            return Double.MIN_NORMAL;
        }
        double t = Math.abs(r) * Math.sqrt((m - 2) / rest);
        return Math.min(1, 2 * TDistribution.of(m - 2.0).survivalProbability(t));
    }

    /** Groups of one side: their target, and each feature's mean activation on them. */
    private static final class Side {
        private final double[] target;
        private final double[] ranks;
        private final String[] names;
        private final double[][] value;
        private final int[][] place;
        /** Centred rank of each active group, and the rank that all silent groups share. */
        private final double[][] rank;

        private final double[] silentRank;
        private final double[] spread;
        private final double targetSpread;

        private Side(double[] target, String[] names, int[][] place, double[][] value) {
            this.target = target;
            this.names = names;
            this.place = place;
            this.value = value;
            ranks = Ranks.of(target);
            rank = new double[place.length][];
            silentRank = new double[place.length];
            spread = new double[place.length];
            double middle = (target.length + 1) / 2.0;
            targetSpread =
                    Arrays.stream(ranks).map(r -> (r - middle) * (r - middle)).sum();
            for (int j = 0; j < place.length; j++) {
                // activations are above 0, so that the silent groups come first and share the middle of their ranks
                int silent = target.length - place[j].length;
                double[] own = Ranks.of(value[j]);
                silentRank[j] = (silent + 1) / 2.0 - middle;
                spread[j] = silent * silentRank[j] * silentRank[j];
                for (int i = 0; i < own.length; i++) {
                    own[i] += silent - middle;
                    spread[j] += own[i] * own[i];
                }
                rank[j] = own;
                if (silent == 0) {
                    silentRank[j] = 0;
                }
            }
        }

        static Side of(PooledCodes codes, IntToDoubleFunction target, String name, int least) {
            Map<String, Integer> group = new LinkedHashMap<>();
            int[] groupOf = new int[codes.size()];
            double[] sum = new double[codes.size()];
            int[] count = new int[codes.size()];
            for (int i = 0; i < groupOf.length; i++) {
                double y = target.applyAsDouble(codes.number(i));
                groupOf[i] = -1;
                if (!Double.isNaN(y)) {
                    int g = group.computeIfAbsent(codes.group(i), k -> group.size());
                    groupOf[i] = g;
                    sum[g] += y;
                    count[g]++;
                }
            }
            int m = group.size();
            if (m < Math.max(4, least)) {
                throw new AnalysisException("The target is known for " + m + " group" + (m == 1 ? "" : "s") + " of the "
                        + name + " side, and at least " + Math.max(4, least) + " are needed.");
            }
            double[] y = new double[m];
            for (int g = 0; g < m; g++) {
                y[g] = sum[g] / count[g];
            }
            if (Arrays.stream(y).distinct().count() < 2) {
                throw new AnalysisException("The target is " + y[0] + " for all " + m + " groups of the " + name
                        + " side; a constant goes along with nothing.");
            }
            SampleMatrix by = codes.byFeature();
            int[][] place = new int[codes.features()][];
            double[][] value = new double[codes.features()][];
            double[] total = new double[m];
            for (int j = 0; j < place.length; j++) {
                by.each(j, (i, v) -> {
                    if (groupOf[i] >= 0) {
                        total[groupOf[i]] += v;
                    }
                });
                int active = 0;
                for (double t : total) {
                    active += t > 0 ? 1 : 0;
                }
                place[j] = new int[active];
                value[j] = new double[active];
                int at = 0;
                for (int g = 0; g < m; g++) {
                    if (total[g] > 0) {
                        place[j][at] = g;
                        value[j][at++] = total[g] / count[g];
                    }
                    total[g] = 0;
                }
            }
            return new Side(y, group.keySet().toArray(new String[0]), place, value);
        }

        int size() {
            return target.length;
        }

        int active(int j) {
            return place[j].length;
        }

        boolean varies(int j) {
            return spread[j] > 1e-9;
        }

        boolean binary() {
            return Arrays.stream(target).distinct().count() == 2;
        }

        /** Spearman's correlation with ranks of the target in any order. */
        double correlation(int j, double[] y) {
            double middle = (y.length + 1) / 2.0;
            double product = 0;
            double active = 0;
            for (int i = 0; i < place[j].length; i++) {
                double dy = y[place[j][i]] - middle;
                product += rank[j][i] * dy;
                active += dy;
            }
            // centred ranks of the target sum to 0: what the active groups lack, the silent ones have
            product -= silentRank[j] * active;
            return product / Math.sqrt(spread[j] * targetSpread);
        }

        double[] dense(int j) {
            double[] x = new double[target.length];
            for (int i = 0; i < place[j].length; i++) {
                x[place[j][i]] = value[j][i];
            }
            return x;
        }

        /** Of the higher of two values, from the sum of its ranks. */
        double auroc(int j) {
            double high = Arrays.stream(target).max().orElseThrow();
            double[] all = Ranks.of(dense(j));
            double sum = 0;
            double positives = 0;
            for (int g = 0; g < target.length; g++) {
                if (target[g] == high) {
                    sum += all[g];
                    positives++;
                }
            }
            return (sum - positives * (positives + 1) / 2) / (positives * (target.length - positives));
        }

        Interval interval(int j, double r, Request request) {
            if (!varies(j) || request.replicates() == 0) {
                return Interval.none(r);
            }
            int[][] weights = new int[target.length][request.replicates()];
            for (int g = 0; g < target.length; g++) {
                PoissonWeights.draw(names[g], request.seed(), weights[g]);
            }
            Ranks.Order x = Ranks.Order.of(dense(j));
            Ranks.Order y = Ranks.Order.of(target);
            double[] values = new double[request.replicates()];
            int[] w = new int[target.length];
            for (int b = 0; b < values.length; b++) {
                for (int g = 0; g < w.length; g++) {
                    w[g] = weights[g][b];
                }
                values[b] = Ranks.correlation(x.ranks(w), y.ranks(w), w);
            }
            return Interval.percentile(r, values, request.confidence());
        }
    }
}
