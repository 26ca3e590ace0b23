package org.echelle.analysis.similarity;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.echelle.analysis.AnalysisException;
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
 * With k = N - 1 it is the unbiased CKA. Time N² d, memory 8 N² three times: draw a thousand rows.
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
        int n = f.length;
        if (g.length != n) {
            throw new AnalysisException(
                    "Neighbourhoods are compared row by row, and there are " + n + " rows and " + g.length + ".");
        }
        if (n < 4 || n <= neighbours) {
            return Measure.undefined(n + " rows are too few to have " + neighbours + " neighbours each");
        }
        double[][] k = products(f);
        double[][] l = products(g);
        boolean[][] nearK = nearest(k, neighbours);
        boolean[][] nearL = nearest(l, neighbours);
        double both = hsic(masked(k, nearK, nearL), masked(l, nearK, nearL));
        double own = hsic(masked(k, nearK, nearK), masked(k, nearK, nearK));
        double other = hsic(masked(l, nearL, nearL), masked(l, nearL, nearL));
        return own > 0 && other > 0
                ? Measure.of(both / Math.sqrt(own * other), n)
                : Measure.undefined("the rows are all alike on one side, and nobody is nearer than others");
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

    private static boolean[][] nearest(double[][] k, int neighbours) {
        boolean[][] near = new boolean[k.length][k.length];
        for (int i = 0; i < k.length; i++) {
            int self = i;
            IntStream.range(0, k.length)
                    .filter(j -> j != self)
                    .boxed()
                    .sorted(Comparator.comparingDouble((Integer j) -> -k[self][j]))
                    .limit(neighbours)
                    .forEach(j -> near[self][j] = true);
        }
        return near;
    }

    private static double[][] masked(double[][] k, boolean[][] a, boolean[][] b) {
        double[][] out = new double[k.length][k.length];
        for (int i = 0; i < k.length; i++) {
            for (int j = 0; j < k.length; j++) {
                out[i][j] = a[i][j] && b[i][j] ? k[i][j] : 0;
            }
        }
        return out;
    }

    /** Of matrices with zeros on their diagonals; masks need not be symmetric. */
    private static double hsic(double[][] a, double[][] b) {
        int n = a.length;
        double trace = 0;
        double[] columns = new double[n];
        double[] rows = new double[n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                trace += a[i][j] * b[j][i];
                columns[j] += a[i][j];
                rows[i] += b[i][j];
            }
        }
        double product = 0;
        for (int i = 0; i < n; i++) {
            product += columns[i] * rows[i];
        }
        double sums = Arrays.stream(columns).sum() * Arrays.stream(rows).sum();
        return (trace + sums / ((n - 1.0) * (n - 2.0)) - 2 * product / (n - 2.0)) / (n * (n - 3.0));
    }
}
