package org.echelle.analysis.hypotheses;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.echelle.analysis.BenjaminiHochberg;
import org.echelle.analysis.Interval;
import org.echelle.analysis.PoissonWeights;

/**
 * Which of the chosen features tell something of the target that the others do not: correlated features stand together behind a leader.
 *
 * <p>On the selection side leaders are taken one by one: the chosen feature with the largest partial rank correlation with the target
 * given the leaders so far, as long as its p times the features that are left (Bonferroni) is at most alpha. Every other chosen feature
 * follows the leader with which its ranks correlate most. On the held-out side each leader's partial correlation given all other leaders
 * is tested, with Benjamini-Hochberg over the leaders: they were chosen without a look at that side, so the control is that of a
 * fresh test.
 *
 * <p>The partial rank correlation of x and y given others is the correlation of what least squares on the others' ranks leaves of the
 * ranks of x and of y; with P the inverse of the ranks' correlation matrix it is {@code -P_xy / sqrt(P_xx P_yy)}. Its two-sided p comes
 * from {@code t = r sqrt(f / (1 - r²))} with {@code f = m - 2 - k} degrees of freedom, m groups and k others. Only what is a
 * straight line in ranks is taken out: a strong relation that is bent there may leave a rest.
 */
final class OwnShare {
    private static final int MOST_LEADERS = 20;
    private static final int GROUPS_A_LEADER = 10;
    private static final int MOST_CANDIDATES = 500;
    /** A share of its variance below which a feature counts as told by others altogether. */
    private static final double NOTHING = 1e-6;

    private OwnShare() {}

    /**
     * Leaders and those who follow them.
     *
     * @param leaders places among the candidates, in the order they were taken
     * @param follows {@code [candidates]} place of the leader, a leader's own for itself
     * @param alike {@code [candidates]} rank correlation with it, 1 for a leader
     */
    record Grouping(int[] leaders, int[] follows, double[] alike) {}

    /**
     * Takes leaders.
     *
     * @param x {@code [candidates][m]} ranks; none constant
     * @param y {@code [m]} ranks of the target, not constant
     * @param strength {@code [candidates]} correlation with the target; only the strongest candidates may lead
     * @param most leaders at most, at least 1
     */
    static Grouping leaders(double[][] x, double[] y, double[] strength, double alpha, int most) {
        int m = y.length;
        double[][] rest = Arrays.stream(x).map(OwnShare::unit).toArray(double[][]::new);
        double[][] whole = Arrays.stream(rest).map(double[]::clone).toArray(double[][]::new);
        double[] told = unit(y);
        List<Integer> left = new ArrayList<>(java.util.stream.IntStream.range(0, x.length)
                .boxed()
                .sorted(java.util.Comparator.comparingDouble((Integer c) -> -Math.abs(strength[c])))
                .limit(MOST_CANDIDATES)
                .toList());
        List<Integer> leaders = new ArrayList<>();
        while (!left.isEmpty() && leaders.size() < Math.min(most, MOST_LEADERS)) {
            int best = -1;
            double largest = 0;
            double size = Math.sqrt(dot(told, told));
            left.removeIf(c -> dot(rest[c], rest[c]) < NOTHING);
            for (int c : left) {
                double r = size < 1e-9 ? 0 : dot(rest[c], told) / (Math.sqrt(dot(rest[c], rest[c])) * size);
                if (best < 0 || Math.abs(r) > Math.abs(largest)) {
                    best = c;
                    largest = r;
                }
            }
            if (best < 0 || (!leaders.isEmpty() && Hypotheses.p(largest, m - leaders.size()) * left.size() > alpha)) {
                break;
            }
            leaders.add(best);
            left.remove((Integer) best);
            double[] direction = unit(rest[best]);
            for (int c : left) {
                take(rest[c], direction);
            }
            take(told, direction);
        }
        int[] follows = new int[x.length];
        double[] alike = new double[x.length];
        for (int c = 0; c < x.length; c++) {
            for (int leader : leaders) {
                double r = leader == c ? 1 : dot(whole[c], whole[leader]);
                if (leader == c || (Math.abs(r) > Math.abs(alike[c]) && !leaders.contains(c))) {
                    follows[c] = leader;
                    alike[c] = r;
                }
            }
            if (alike[c] == 0) {
                follows[c] = leaders.get(0);
            }
        }
        return new Grouping(leaders.stream().mapToInt(i -> i).toArray(), follows, alike);
    }

    /** Leaders that so many groups on the smaller side can bear. */
    static int most(int groups) {
        return Math.max(1, groups / GROUPS_A_LEADER);
    }

    private static double[] unit(double[] values) {
        double mean = Arrays.stream(values).average().orElse(0);
        double[] out = Arrays.stream(values).map(v -> v - mean).toArray();
        double length = Math.sqrt(dot(out, out));
        for (int i = 0; i < out.length && length > 0; i++) {
            out[i] /= length;
        }
        return out;
    }

    private static void take(double[] from, double[] direction) {
        double along = dot(from, direction);
        for (int i = 0; i < from.length; i++) {
            from[i] -= along * direction[i];
        }
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    /**
     * Of each x with y given all other x, {@code [k]}; all NaN where one of them is a combination of the others. A y that is a combination
     * of them gives 1 or -1 (but for a billionth).
     *
     * @param x {@code [k][m]}
     * @param weights {@code [m]} how often each observation counts
     */
    static double[] partial(double[][] x, double[] y, int[] weights) {
        int k = x.length;
        double[][] r = new double[k + 1][k + 1];
        for (int a = 0; a <= k; a++) {
            for (int b = 0; b <= a; b++) {
                r[a][b] = a == b ? 1 : Ranks.correlation(a == k ? y : x[a], b == k ? y : x[b], weights);
                r[b][a] = r[a][b];
            }
        }
        r[k][k] += 1e-9;
        double[] out = new double[k];
        if (!invert(r)) {
            Arrays.fill(out, Double.NaN);
            return out;
        }
        for (int a = 0; a < k; a++) {
            out[a] = Math.max(-1, Math.min(1, -r[a][k] / Math.sqrt(r[a][a] * r[k][k])));
        }
        return out;
    }

    /** In place, by Gauss and Jordan without pivoting, which a positive definite matrix does not need; the last pivot may be small. */
    private static boolean invert(double[][] a) {
        int n = a.length;
        for (int p = 0; p < n; p++) {
            double pivot = a[p][p];
            if (!(pivot > (p == n - 1 ? 0 : NOTHING))) {
                return false;
            }
            a[p][p] = 1;
            for (int c = 0; c < n; c++) {
                a[p][c] /= pivot;
            }
            for (int r = 0; r < n; r++) {
                if (r != p) {
                    double by = a[r][p];
                    a[r][p] = 0;
                    for (int c = 0; c < n; c++) {
                        a[r][c] -= by * a[p][c];
                    }
                }
            }
        }
        return true;
    }

    /**
     * Tests leaders on the held-out side.
     *
     * @param selection {@code [leaders]} partial correlations of the selection side, for their signs
     * @param x {@code [leaders][m]} activations
     * @param y {@code [m]} target
     * @param groups {@code [m]} names, for the draws
     */
    static Hypotheses.Own[] confirm(
            double[] selection, double[][] x, double[] y, String[] groups, Hypotheses.Request request) {
        int m = y.length;
        int[] once = new int[m];
        Arrays.fill(once, 1);
        Ranks.Order target = Ranks.Order.of(y);
        Ranks.Order[] orders = Arrays.stream(x).map(Ranks.Order::of).toArray(Ranks.Order[]::new);
        int[] kept = independent(orders, once);
        double[] found = partial(ranks(orders, kept, once), target.ranks(once), once);
        double[] r = new double[x.length];
        double[] p = new double[x.length];
        Arrays.fill(p, 1);
        for (int i = 0; i < kept.length; i++) {
            if (Double.isFinite(found[i])) {
                r[kept[i]] = found[i];
                p[kept[i]] = Hypotheses.p(found[i], m - (kept.length - 1));
            }
        }
        double[] q = BenjaminiHochberg.adjust(p);
        double[][] replicates = replicates(orders, kept, target, groups, request);
        Hypotheses.Own[] own = new Hypotheses.Own[x.length];
        for (int j = 0; j < own.length; j++) {
            Interval interval = replicates[j].length == 0
                    ? Interval.none(r[j])
                    : Interval.percentile(r[j], replicates[j], request.confidence());
            own[j] = new Hypotheses.Own(
                    selection[j], r[j], interval, p[j], q[j], r[j] * selection[j] > 0 && q[j] <= request.alpha());
        }
        return own;
    }

    /** Those that are no combination of earlier ones; a constant is none. */
    private static int[] independent(Ranks.Order[] orders, int[] once) {
        List<double[]> directions = new ArrayList<>();
        List<Integer> kept = new ArrayList<>();
        for (int j = 0; j < orders.length; j++) {
            double[] rest = unit(orders[j].ranks(once));
            directions.forEach(d -> take(rest, d));
            if (dot(rest, rest) > 10 * NOTHING) {
                directions.add(unit(rest));
                kept.add(j);
            }
        }
        return kept.stream().mapToInt(i -> i).toArray();
    }

    private static double[][] ranks(Ranks.Order[] orders, int[] kept, int[] weights) {
        return Arrays.stream(kept).mapToObj(j -> orders[j].ranks(weights)).toArray(double[][]::new);
    }

    private static double[][] replicates(
            Ranks.Order[] orders, int[] kept, Ranks.Order target, String[] groups, Hypotheses.Request request) {
        int draws = request.replicates();
        double[][] out = new double[orders.length][0];
        for (int j : kept) {
            out[j] = new double[draws];
        }
        int[][] weights = new int[groups.length][draws];
        for (int g = 0; g < groups.length; g++) {
            PoissonWeights.draw(groups[g], request.seed(), weights[g]);
        }
        int[] w = new int[groups.length];
        for (int b = 0; b < draws; b++) {
            for (int g = 0; g < w.length; g++) {
                w[g] = weights[g][b];
            }
            double[] drawn = partial(ranks(orders, kept, w), target.ranks(w), w);
            for (int i = 0; i < kept.length; i++) {
                out[kept[i]][b] = drawn[i];
            }
        }
        return out;
    }
}
