package org.echelle.analysis.outliers;

import java.util.Arrays;
import org.echelle.analysis.AnalysisException;
import org.echelle.analysis.SampleCodes;

/**
 * How far the nearest reference rows are by which features fire: the Jaccard distance {@code 1 - |A ∩ B| / |A ∪ B|} to the k-th
 * nearest one (two silent rows are equal, at 0). Intersections come from the lists of rows on which each feature fires, so that a
 * row costs the firings of its own features among the reference rows. A reference row is its own neighbour: score others.
 */
public final class NearestCodes {
    private final int neighbour;
    private final int[] active;
    private final int[] start;
    private final int[] row;
    private final int[] shared;

    /**
     * @param reference its rows
     * @param features n
     * @param neighbour k, from 1; the last one where there are fewer reference rows
     */
    public NearestCodes(SampleCodes reference, int features, int neighbour) {
        if (reference.rows() == 0 || neighbour < 1) {
            throw new AnalysisException("Neighbours need reference rows, and there are " + reference.rows() + ".");
        }
        this.neighbour = Math.min(neighbour, reference.rows());
        active = new int[reference.rows()];
        start = new int[features + 1];
        for (int r = 0; r < active.length; r++) {
            for (int e = reference.rowStart()[r]; e < reference.rowStart()[r + 1]; e++) {
                if (reference.value()[e] != 0) {
                    active[r]++;
                    start[reference.feature()[e] + 1]++;
                }
            }
        }
        for (int j = 0; j < features; j++) {
            start[j + 1] += start[j];
        }
        row = new int[start[features]];
        int[] at = start.clone();
        for (int r = 0; r < active.length; r++) {
            for (int e = reference.rowStart()[r]; e < reference.rowStart()[r + 1]; e++) {
                if (reference.value()[e] != 0) {
                    row[at[reference.feature()[e]]++] = r;
                }
            }
        }
        shared = new int[active.length];
    }

    /** The distance of a row; one thread at a time. */
    public double distance(SampleCodes codes, int which) {
        Arrays.fill(shared, 0);
        int own = 0;
        for (int e = codes.rowStart()[which]; e < codes.rowStart()[which + 1]; e++) {
            if (codes.value()[e] != 0) {
                own++;
                int j = codes.feature()[e];
                for (int i = start[j]; i < start[j + 1]; i++) {
                    shared[row[i]]++;
                }
            }
        }
        double[] nearest = new double[neighbour];
        Arrays.fill(nearest, 2);
        for (int r = 0; r < active.length; r++) {
            int union = own + active[r] - shared[r];
            double apart = union == 0 ? 0 : 1 - shared[r] / (double) union;
            int at = neighbour - 1;
            if (apart < nearest[at]) {
                while (at > 0 && nearest[at - 1] > apart) {
                    nearest[at] = nearest[at - 1];
                    at--;
                }
                nearest[at] = apart;
            }
        }
        return nearest[neighbour - 1];
    }
}
