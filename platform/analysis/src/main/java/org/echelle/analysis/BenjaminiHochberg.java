package org.echelle.analysis;

import java.util.Arrays;

/**
 * The false discovery rate procedure of Benjamini and Hochberg (1995): {@code q(i) = min over k >= i of m p(k) / k}, at most 1.
 * Valid for independent tests and under positive dependence.
 */
public final class BenjaminiHochberg {
    private final double[] sorted;
    private final double[] q;
    private final long family;

    /**
     * @param p p-values from 0 to 1; left as they are
     * @param family number of tests; those not in {@code p} are taken to have p = 1
     * @throws AnalysisException when a p-value is out of range or the family is smaller than {@code p}
     */
    public BenjaminiHochberg(double[] p, long family) {
        if (family < p.length) {
            throw new AnalysisException("A family of " + family + " tests cannot hold " + p.length + " p-values.");
        }
        this.family = family;
        this.sorted = p.clone();
        Arrays.sort(sorted);
        this.q = new double[sorted.length];
        double least = 1;
        for (int i = sorted.length - 1; i >= 0; i--) {
            if (!(sorted[i] >= 0 && sorted[i] <= 1)) {
                throw new AnalysisException("A p-value must lie between 0 and 1, but one is " + sorted[i] + ".");
            }
            least = Math.min(least, sorted[i] * family / (i + 1));
            q[i] = least;
        }
    }

    /** q-values in the order of the given p-values, the whole family being those. */
    public static double[] adjust(double... p) {
        BenjaminiHochberg all = new BenjaminiHochberg(p, p.length);
        return Arrays.stream(p).map(all::q).toArray();
    }

    /** The q-value of one of the given p-values; 1 for a p-value that is not among them. */
    public double q(double p) {
        // Equal p-values share the q of the last of them, which is the smallest.
        int at = Arrays.binarySearch(sorted, p);
        if (at < 0) {
            return 1;
        }
        while (at + 1 < sorted.length && sorted[at + 1] == p) {
            at++;
        }
        return q[at];
    }

    /** Number of tests. */
    public long family() {
        return family;
    }

    /** Tests with q at most {@code alpha}. */
    public long discoveries(double alpha) {
        int count = 0;
        while (count < q.length && q[count] <= alpha) {
            count++;
        }
        return count;
    }

    /** The largest p-value whose q is at most {@code alpha}; negative where none is. */
    public double cutoff(double alpha) {
        int count = (int) discoveries(alpha);
        return count == 0 ? -1 : sorted[count - 1];
    }
}
