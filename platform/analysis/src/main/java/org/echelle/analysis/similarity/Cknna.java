package org.echelle.analysis.similarity;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.IntStream;
import org.echelle.analysis.AnalysisException;
import org.echelle.analysis.GroupBootstrap;
import org.echelle.analysis.Measure;

/**
 * CKNNA, centred kernel alignment between mutual nearest neighbours (Huh et al. 2024; MSAE, arXiv 2502.20578): do rows that lie together
 * in one space lie together in another?
 *
 * <pre>
 * K = F Fᵀ, L = G Gᵀ;  M_ij = 1 where j is among the k nearest of i by K and by L, i not j
 * a(K, L) = HSIC_u(M o K, M o L),  HSIC_u(A, B) = [ tr(AB) + 1ᵀA1 1ᵀB1 / ((N-1)(N-2)) - 2 1ᵀAB1 / (N-2) ] / (N (N-3))
 * CKNNA = a(K, L) / sqrt( a(K, K) a(L, L) )
 * </pre>
 *
 * A and B have their diagonals set to 0 (the unbiased estimate of Song et al. 2007). In a(K, K) the mask is that of K's own neighbours.
 * With k = N - 1 it is the unbiased CKA. Time N² d and N² log N, memory 24 N²: draw a thousand rows.
 *
 * <p>A row that a bootstrap draws several times stands that many times among the neighbours of others, each copy as one neighbour, but
 * is no neighbour of itself: copies would lie together in any space. What is left of the bias (fewer different rows, farther neighbours)
 * is taken out as {@link GroupBootstrap#around} does.
 */
public final class Cknna {
    private Cknna() {}

    /**
     * Measures.
     *
     * @param f {@code [rows][d]} and {@code g} {@code [rows][e]} of the same rows
     * @param neighbours k, such as 10
     */
    public static Measure of(double[][] f, double[][] g, int neighbours) {
        Optional<Measure> not = impossible(f, g, neighbours);
        return not.orElseGet(() -> new Pair(f, g, neighbours).measure());
    }

    /**
     * The same with an interval over groups.
     *
     * @param groups {@code [rows]}
     */
    public static Measure of(double[][] f, double[][] g, int neighbours, String[] groups, GroupBootstrap bootstrap) {
        Optional<Measure> not = impossible(f, g, neighbours);
        if (not.isPresent()) {
            return not.get();
        }
        Pair pair = new Pair(f, g, neighbours);
        return bootstrap.around(pair.measure(), groups, pair::of).between(-1, 1);
    }

    /** Of rows drawn so many times each; NaN where that is not defined. */
    static double drawn(double[][] f, double[][] g, int neighbours, int[] weights) {
        return new Pair(f, g, neighbours).of(weights);
    }

    private static Optional<Measure> impossible(double[][] f, double[][] g, int neighbours) {
        int n = f.length;
        if (g.length != n) {
            throw new AnalysisException(
                    "Neighbourhoods are compared row by row, and there are " + n + " rows and " + g.length + ".");
        }
        return n < 4 || n <= neighbours
                ? Optional.of(Measure.undefined(n + " rows are too few to have " + neighbours + " neighbours each"))
                : Optional.empty();
    }

    /** One space: products of rows, and everybody's others from the nearest to the farthest. */
    private record Space(double[][] products, int[][] order) {
        static Space of(double[][] rows) {
            double[][] k = Cknna.products(rows);
            int[][] order = new int[k.length][];
            for (int i = 0; i < k.length; i++) {
                int self = i;
                order[i] = IntStream.range(0, k.length)
                        .filter(j -> j != self)
                        .boxed()
                        .sorted(Comparator.comparingDouble((Integer j) -> -k[self][j]))
                        .mapToInt(j -> j)
                        .toArray();
            }
            return new Space(k, order);
        }

        /** How many copies of j are among the nearest of i, {@code [i][j]}. */
        int[][] nearest(int neighbours, int[] weights) {
            int[][] taken = new int[order.length][order.length];
            for (int i = 0; i < taken.length; i++) {
                int left = weights[i] > 0 ? neighbours : 0;
                for (int at = 0; at < order[i].length && left > 0; at++) {
                    int j = order[i][at];
                    taken[i][j] = Math.min(left, weights[j]);
                    left -= taken[i][j];
                }
            }
            return taken;
        }
    }

    /** Two spaces of the same rows. */
    private static final class Pair {
        private final Space k;
        private final Space l;
        private final int neighbours;

        Pair(double[][] f, double[][] g, int neighbours) {
            k = Space.of(f);
            l = Space.of(g);
            this.neighbours = neighbours;
        }

        Measure measure() {
            int[] once = new int[k.order().length];
            Arrays.fill(once, 1);
            double value = of(once);
            return Double.isNaN(value)
                    ? Measure.undefined("the rows are all alike on one side, and nobody is nearer than others")
                    : Measure.of(value, once.length);
        }

        /** Of rows drawn so many times; NaN where one side has nothing to compare. */
        double of(int[] weights) {
            int[][] nearK = k.nearest(neighbours, weights);
            int[][] nearL = l.nearest(neighbours, weights);
            double own = hsic(k, k, nearK, weights);
            double other = hsic(l, l, nearL, weights);
            for (int i = 0; i < nearK.length; i++) {
                for (int j = 0; j < nearK.length; j++) {
                    nearK[i][j] = Math.min(nearK[i][j], nearL[i][j]);
                }
            }
            double both = hsic(k, l, nearK, weights);
            return own > 0 && other > 0 ? both / Math.sqrt(own * other) : Double.NaN;
        }

        /** Of products where the mask has copies, 0 elsewhere; masks need not be symmetric. */
        private static double hsic(Space a, Space b, int[][] mask, int[] weights) {
            int rows = mask.length;
            double n = Arrays.stream(weights).sum();
            double trace = 0;
            double[] column = new double[rows];
            double[] row = new double[rows];
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < rows; j++) {
                    if (mask[i][j] > 0) {
                        double ka = mask[i][j] * a.products()[i][j];
                        trace += ka * mask[j][i] * b.products()[j][i];
                        column[j] += weights[i] * ka;
                        row[i] += mask[i][j] * b.products()[i][j];
                    }
                }
            }
            double product = 0;
            double sumA = 0;
            double sumB = 0;
            for (int i = 0; i < rows; i++) {
                product += column[i] * row[i];
                sumA += column[i];
                sumB += weights[i] * row[i];
            }
            return (trace + sumA * sumB / ((n - 1) * (n - 2)) - 2 * product / (n - 2)) / (n * (n - 3));
        }
    }

    private static double[][] products(double[][] rows) {
        double[][] k = new double[rows.length][rows.length];
        for (int i = 0; i < k.length; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = 0;
                for (int d = 0; d < rows[i].length; d++) {
                    sum += rows[i][d] * rows[j][d];
                }
                k[i][j] = sum;
                k[j][i] = sum;
            }
        }
        return k;
    }
}
