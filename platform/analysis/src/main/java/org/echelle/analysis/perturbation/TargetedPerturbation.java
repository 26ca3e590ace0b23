package org.echelle.analysis.perturbation;

import org.echelle.analysis.Measure;
import org.echelle.analysis.pooling.SampleMatrix;

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
     */
    public static Measure of(
            SampleMatrix train,
            int[] trainClass,
            double[][] gain,
            double[][] logits,
            SampleMatrix test,
            int[] testClass,
            int top) {
        int classes = gain[0].length;
        if (classes < 2) {
            return Measure.undefined("there is one class only, and no other one to leave untouched");
        }
        boolean[][] truth = new boolean[classes][];
        double[] before = new double[classes];
        for (int c = 0; c < classes; c++) {
            truth[c] = is(testClass, c);
            before[c] = balanced(Effects.column(logits, c), truth[c]);
            if (Double.isNaN(before[c]) || single(is(trainClass, c))) {
                return Measure.undefined("class " + c + " has no samples, or all of them, on one of the sides");
            }
        }
        double sum = 0;
        for (int i = 0; i < classes; i++) {
            double[] effect = Effects.differences(train, is(trainClass, i));
            for (int j = 0; j < effect.length; j++) {
                effect[j] = Math.max(0, effect[j]) * gain[j][i];
            }
            int[] features = Effects.greatest(effect, top);
            for (int k = 0; k < classes; k++) {
                double[] g = Effects.column(gain, k);
                double drop =
                        before[k] - balanced(Effects.without(Effects.column(logits, k), test, g, features), truth[k]);
                sum += k == i ? drop : -drop / (classes - 1);
            }
        }
        return Measure.of(sum / classes, testClass.length);
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

    private static double balanced(double[] logits, boolean[] y) {
        double[] right = new double[2];
        double[] all = new double[2];
        for (int i = 0; i < y.length; i++) {
            int side = y[i] ? 0 : 1;
            all[side]++;
            right[side] += logits[i] > 0 == y[i] ? 1 : 0;
        }
        return (right[0] / all[0] + right[1] / all[1]) / 2;
    }
}
