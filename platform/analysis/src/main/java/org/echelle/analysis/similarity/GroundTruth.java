package org.echelle.analysis.similarity;

import org.echelle.analysis.AnalysisException;
import org.echelle.analysis.Measure;
import org.echelle.analysis.matching.LinearAssignment;

/**
 * How much of a known truth a dictionary has found. G true units, n features, and how alike each is to each: cosines of directions, or
 * correlations of activations with what was planted.
 *
 * <ul>
 *   <li>mean max of the truth {@code = mean_g max_j s_gj}: is each true unit somewhere (like recall; grows with n by luck)
 *   <li>mean max of the features {@code = mean_j max_g s_gj}: is each feature a true unit (like precision)
 *   <li>matched mean (MCC of the ICA literature) {@code = mean s} over the one-to-one pairing of greatest sum, min(G, n) pairs
 *   <li>recovered at t: share of true units with {@code max_j s_gj > t}
 * </ul>
 */
public final class GroundTruth {
    private final double[][] alike;
    private final int features;

    private GroundTruth(double[][] alike) {
        this.alike = alike;
        this.features = alike[0].length;
    }

    /** @param alike {@code [G][n]}, from -1 to 1 */
    public static GroundTruth of(double[][] alike) {
        if (alike.length == 0 || alike[0].length == 0) {
            throw new AnalysisException("Recovery needs at least one true unit and one feature.");
        }
        return new GroundTruth(alike);
    }

    /**
     * Of directions.
     *
     * @param truth {@code [G][d]}
     * @param atoms {@code [n][d]}; rows of zeros are alike to nothing
     */
    public static GroundTruth ofDirections(double[][] truth, double[][] atoms) {
        double[][] alike = new double[truth.length][atoms.length];
        for (int g = 0; g < truth.length; g++) {
            for (int j = 0; j < atoms.length; j++) {
                double dot = 0;
                double a = 0;
                double b = 0;
                for (int i = 0; i < truth[g].length; i++) {
                    dot += truth[g][i] * atoms[j][i];
                    a += truth[g][i] * truth[g][i];
                    b += atoms[j][i] * atoms[j][i];
                }
                alike[g][j] = a == 0 || b == 0 ? 0 : dot / Math.sqrt(a * b);
            }
        }
        return of(alike);
    }

    private double best(int g) {
        double most = -1;
        for (double s : alike[g]) {
            most = Math.max(most, s);
        }
        return most;
    }

    /** Is each true unit somewhere. */
    public Measure meanMaxOfTruth() {
        double sum = 0;
        for (int g = 0; g < alike.length; g++) {
            sum += best(g);
        }
        return Measure.of(sum / alike.length, alike.length);
    }

    /** Is each feature a true unit. */
    public Measure meanMaxOfFeatures() {
        double sum = 0;
        for (int j = 0; j < features; j++) {
            double most = -1;
            for (double[] row : alike) {
                most = Math.max(most, row[j]);
            }
            sum += most;
        }
        return Measure.of(sum / features, features);
    }

    /** Share of true units with a feature more alike than {@code t}, such as 0.9. */
    public Measure recovered(double t) {
        int found = 0;
        for (int g = 0; g < alike.length; g++) {
            found += best(g) > t ? 1 : 0;
        }
        return Measure.of(found / (double) alike.length, alike.length);
    }

    /** {@code [G]} each true unit's partner in the best pairing; -1 for those that got none because there are fewer features. */
    public int[] pairing() {
        int size = Math.max(alike.length, features);
        // The smaller side is filled up with partners that cost nothing, so that they change no choice among the real
        // ones.
        float[] cost = new float[size * size];
        for (int g = 0; g < alike.length; g++) {
            for (int j = 0; j < features; j++) {
                cost[g * size + j] = (float) -alike[g][j];
            }
        }
        int[] column = LinearAssignment.solve(cost, size);
        int[] partner = new int[alike.length];
        for (int g = 0; g < partner.length; g++) {
            partner[g] = column[g] < features ? column[g] : -1;
        }
        return partner;
    }

    /** Mean over the best one-to-one pairing. */
    public Measure matchedMean() {
        int[] partner = pairing();
        double sum = 0;
        int pairs = 0;
        for (int g = 0; g < partner.length; g++) {
            if (partner[g] >= 0) {
                sum += alike[g][partner[g]];
                pairs++;
            }
        }
        return Measure.of(sum / pairs, pairs);
    }

    /**
     * Do matched features fire where the true units are present? {@code F1 = 2 TP / (2 TP + FP + FN)} over all matched pairs and rows.
     *
     * @param present {@code [rows][G]} what was planted
     * @param fires {@code [rows][n]}
     */
    public Measure supportF1(boolean[][] present, boolean[][] fires) {
        int[] partner = pairing();
        long both = 0;
        long one = 0;
        for (int r = 0; r < present.length; r++) {
            for (int g = 0; g < partner.length; g++) {
                if (partner[g] >= 0) {
                    boolean f = fires[r][partner[g]];
                    both += f && present[r][g] ? 1 : 0;
                    one += f != present[r][g] ? 1 : 0;
                }
            }
        }
        return Measure.ratio(2.0 * both, 2.0 * both + one, present.length, "nothing was planted and nothing fired");
    }
}
