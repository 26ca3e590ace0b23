package org.echelle.analysis;

import java.util.Arrays;

/** The exact area under the ROC curve: the chance that a positive scores above a negative, ties counted half (Mann-Whitney). */
public final class Auroc {
    private Auroc() {}

    /**
     * @param positives scores of observations with the concept, unsorted; left as they are
     * @param negatives scores of those without
     * @return from 0 to 1
     * @throws AnalysisException when one class is empty: there is no area then
     */
    public static double exact(float[] positives, float[] negatives) {
        if (positives.length == 0 || negatives.length == 0) {
            throw new AnalysisException("An AUROC needs positives and negatives, but there are " + positives.length
                    + " and " + negatives.length + ".");
        }
        float[] p = positives.clone();
        float[] n = negatives.clone();
        Arrays.sort(p);
        Arrays.sort(n);
        double wins = 0;
        int below = 0;
        int notAbove = 0;
        for (float score : p) {
            while (below < n.length && n[below] < score) {
                below++;
            }
            notAbove = Math.max(notAbove, below);
            while (notAbove < n.length && n[notAbove] <= score) {
                notAbove++;
            }
            wins += below + 0.5 * (notAbove - below);
        }
        return wins / p.length / n.length;
    }
}
