package org.echelle.analysis.perturbation;

import java.util.Arrays;
import org.echelle.analysis.GroupBootstrap;
import org.echelle.analysis.Measure;
import org.echelle.analysis.samples.SampleMatrix;

/**
 * TPP, targeted probe perturbation (SAEBench, arXiv 2503.09532): do the features of one class carry that class and no other?
 *
 * <p>For class i the features of greatest {@link Effects effect} are taken, their difference of means clamped at 0; they are taken away
 * from held-out samples, the error kept; acc_k is the balanced accuracy of the probe of class k against the rest:
 *
 * <pre>TPP = mean_i [ (acc_i - acc_i without i's features) - mean_{k != i} (acc_k - acc_k without i's features) ]</pre>
 *
 * With one feature a class and nothing else it is the drop to chance, about 0.5; with random features about 0. Balanced accuracy (mean
 * of the shares right among samples with and without) stands in for SAEBench's balanced samples, so that no sample is thrown away.
 */
public final class TargetedPerturbation {
    private TargetedPerturbation() {}

    /**
     * Measures.
     *
     * @param train codes that effects are told from, {@code [samples, n]}, with {@code trainClass}
     * @param gain {@code [n][classes]}, see {@link Effects#gains}
     * @param logits {@code [test samples][classes]} of the probes
     * @param test codes, {@code [test samples, n]}, with {@code testClass}
     * @param top features taken for each class
     * @param groups {@code [test samples]} that intervals are drawn over; probes and features stay as they are
     */
    public static Measure of(
            SampleMatrix train,
            int[] trainClass,
            double[][] gain,
            double[][] logits,
            SampleMatrix test,
            int[] testClass,
            int top,
            String[] groups,
            GroupBootstrap bootstrap) {
        int classes = gain[0].length;
        if (classes < 2) {
            return Measure.undefined("there is one class only, and no other one to leave untouched");
        }
        boolean[][] truth = new boolean[classes][];
        for (int c = 0; c < classes; c++) {
            truth[c] = is(testClass, c);
            if (single(truth[c]) || single(is(trainClass, c))) {
                return Measure.undefined("class " + c + " has no samples, or all of them, on one of the sides");
            }
        }
        // What each sample's answers add to the figure, class by class: the sums over i and k are exchanged.
        double[][] lost = new double[classes][testClass.length];
        for (int i = 0; i < classes; i++) {
            double[] effect = Effects.differences(train, is(trainClass, i));
            for (int j = 0; j < effect.length; j++) {
                effect[j] = Math.max(0, effect[j]) * gain[j][i];
            }
            int[] features = Effects.greatest(effect, top);
            for (int k = 0; k < classes; k++) {
                double[] before = Effects.column(logits, k);
                double[] after = Effects.without(before, test, Effects.column(gain, k), features);
                double share = k == i ? 1 : -1.0 / (classes - 1);
                for (int s = 0; s < after.length; s++) {
                    lost[k][s] += share * (right(before[s], truth[k][s]) - right(after[s], truth[k][s]));
                }
            }
        }
        int[] once = new int[testClass.length];
        Arrays.fill(once, 1);
        Measure figure = Measure.of(figure(lost, truth, once), testClass.length);
        return bootstrap.within(figure, groups, weights -> figure(lost, truth, weights));
    }

    private static int right(double logit, boolean y) {
        return logit > 0 == y ? 1 : 0;
    }

    /** Mean over classes of the balanced loss; NaN where a class has no samples or all of them. */
    private static double figure(double[][] lost, boolean[][] truth, int[] weights) {
        double sum = 0;
        for (int k = 0; k < lost.length; k++) {
            double[] loss = new double[2];
            double[] all = new double[2];
            for (int s = 0; s < weights.length; s++) {
                int side = truth[k][s] ? 0 : 1;
                all[side] += weights[s];
                loss[side] += weights[s] * lost[k][s];
            }
            sum += all[0] == 0 || all[1] == 0 ? Double.NaN : (loss[0] / all[0] + loss[1] / all[1]) / 2;
        }
        return sum / lost.length;
    }

    private static boolean[] is(int[] label, int c) {
        boolean[] y = new boolean[label.length];
        for (int i = 0; i < y.length; i++) {
            y[i] = label[i] == c;
        }
        return y;
    }

    private static boolean single(boolean[] y) {
        for (boolean one : y) {
            if (one != y[0]) {
                return false;
            }
        }
        return true;
    }
}
