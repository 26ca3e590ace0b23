package org.echelle.analysis.probing;

import org.echelle.analysis.Auroc;
import org.echelle.analysis.Measure;

/**
 * A probe's answers on samples that it was not fitted on.
 *
 * @param score {@code [n]} log-odds; above 0 says yes
 * @param truth {@code [n]} whether the concept is there
 */
public record Answers(double[] score, boolean[] truth) {
    /** 1 for each right answer, 0 for each wrong one: what {@link org.echelle.analysis.GroupBootstrap#mean} averages. */
    public double[] right() {
        double[] right = new double[score.length];
        for (int i = 0; i < right.length; i++) {
            right[i] = score[i] > 0 == truth[i] ? 1 : 0;
        }
        return right;
    }

    /** Share of right answers. */
    public Measure accuracy() {
        double sum = 0;
        for (double r : right()) {
            sum += r;
        }
        return Measure.ratio(sum, score.length, score.length, "there is no sample to ask");
    }

    /** Harmonic mean of precision and recall, {@code 2 TP / (2 TP + FP + FN)}. */
    public Measure f1() {
        long tp = 0;
        long wrong = 0;
        long positives = 0;
        for (int i = 0; i < score.length; i++) {
            positives += truth[i] ? 1 : 0;
            tp += truth[i] && score[i] > 0 ? 1 : 0;
            wrong += truth[i] != score[i] > 0 ? 1 : 0;
        }
        return positives == 0
                ? Measure.undefined("no sample has the concept")
                : Measure.of(2.0 * tp / (2.0 * tp + wrong), score.length);
    }

    /** Area under the ROC curve. */
    public Measure auroc() {
        int positives = 0;
        for (boolean t : truth) {
            positives += t ? 1 : 0;
        }
        if (positives == 0 || positives == truth.length) {
            return Measure.undefined(positives == 0 ? "no sample has the concept" : "all samples have the concept");
        }
        float[] with = new float[positives];
        float[] without = new float[truth.length - positives];
        int w = 0;
        for (int i = 0; i < truth.length; i++) {
            if (truth[i]) {
                with[w++] = (float) score[i];
            } else {
                without[i - w] = (float) score[i];
            }
        }
        return Measure.of(Auroc.exact(with, without), truth.length);
    }
}
