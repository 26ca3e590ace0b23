package org.echelle.analysis.geometry;

import org.apache.commons.math3.special.Gamma;
import org.echelle.analysis.AnalysisException;
import org.echelle.analysis.Measure;

/**
 * Do two clusterings of the same things agree? Adjusted mutual information (Vinh, Epps and Bailey 2010):
 *
 * <pre>AMI = (I - E[I]) / ((H_1 + H_2) / 2 - E[I])</pre>
 *
 * E[I] being the mean over all clusterings of the same sizes: 1 for equal clusterings, 0 by chance, and below 0 for less than that.
 */
public final class MutualInformation {
    private MutualInformation() {}

    /**
     * Measures.
     *
     * @param a and {@code b}: {@code [n]} labels from 0
     */
    public static Measure adjusted(int[] a, int[] b) {
        int n = a.length;
        if (b.length != n || n == 0) {
            throw new AnalysisException("Clusterings of " + n + " and " + b.length + " things cannot be compared.");
        }
        int[] sizeA = sizes(a);
        int[] sizeB = sizes(b);
        int[][] both = new int[sizeA.length][sizeB.length];
        for (int i = 0; i < n; i++) {
            both[a[i]][b[i]]++;
        }
        double shared = 0;
        for (int i = 0; i < sizeA.length; i++) {
            for (int j = 0; j < sizeB.length; j++) {
                if (both[i][j] > 0) {
                    shared += both[i][j]
                            / (double) n
                            * Math.log((double) n * both[i][j] / ((double) sizeA[i] * sizeB[j]));
                }
            }
        }
        double entropy = (entropy(sizeA, n) + entropy(sizeB, n)) / 2;
        double expected = expected(sizeA, sizeB, n);
        return entropy - expected < 1e-12
                ? Measure.undefined("both clusterings put everything into one cluster, or each thing into its own")
                : Measure.of((shared - expected) / (entropy - expected), n);
    }

    private static int[] sizes(int[] label) {
        int most = 0;
        for (int l : label) {
            most = Math.max(most, l);
        }
        int[] sizes = new int[most + 1];
        for (int l : label) {
            sizes[l]++;
        }
        return sizes;
    }

    private static double entropy(int[] sizes, int n) {
        double sum = 0;
        for (int s : sizes) {
            sum -= s > 0 ? s / (double) n * Math.log(s / (double) n) : 0;
        }
        return sum;
    }

    /** Over the hypergeometric distribution of each cell. */
    private static double expected(int[] sizeA, int[] sizeB, int n) {
        double[] f = new double[n + 1];
        for (int i = 0; i <= n; i++) {
            f[i] = Gamma.logGamma(i + 1.0);
        }
        double sum = 0;
        for (int a : sizeA) {
            for (int b : sizeB) {
                for (int k = Math.max(1, a + b - n); k <= Math.min(a, b); k++) {
                    double log =
                            f[a] + f[b] + f[n - a] + f[n - b] - f[n] - f[k] - f[a - k] - f[b - k] - f[n - a - b + k];
                    sum += k / (double) n * Math.log((double) n * k / ((double) a * b)) * Math.exp(log);
                }
            }
        }
        return sum;
    }
}
