package org.echelle.analysis.probing;

import org.echelle.analysis.AnalysisException;

/**
 * A classifier for several classes: one {@link LogisticProbe} a class against the rest, the class with the highest log-odds wins. What
 * codes are worth for classification is its accuracy with them as input, under each pooling, raw or cut to 0 and 1.
 */
public final class ClassProbe {
    private final LogisticProbe[] probes;

    private ClassProbe(LogisticProbe[] probes) {
        this.probes = probes;
    }

    /**
     * Fits.
     *
     * @param x {@code [n][k]}
     * @param label {@code [n]} from 0 to {@code classes - 1}, each at least once
     * @param classes at least 2
     */
    public static ClassProbe fit(double[][] x, int[] label, int classes) {
        if (classes < 2) {
            throw new AnalysisException("A classifier needs at least two classes, not " + classes + ".");
        }
        LogisticProbe[] probes = new LogisticProbe[classes];
        for (int c = 0; c < classes; c++) {
            boolean[] y = new boolean[label.length];
            for (int i = 0; i < y.length; i++) {
                y[i] = label[i] == c;
            }
            probes[c] = LogisticProbe.fit(x, y);
        }
        return new ClassProbe(probes);
    }

    public int classes() {
        return probes.length;
    }

    /** The probe of one class. */
    public LogisticProbe probe(int c) {
        return probes[c];
    }

    /** Log-odds, {@code [n][classes]}. */
    public double[][] logits(double[][] x) {
        double[][] all = new double[x.length][probes.length];
        for (int i = 0; i < x.length; i++) {
            for (int c = 0; c < probes.length; c++) {
                all[i][c] = probes[c].logit(x[i]);
            }
        }
        return all;
    }

    /** The class with the highest log-odds; the first among equals. */
    public static int winner(double[] logits) {
        int best = 0;
        for (int c = 1; c < logits.length; c++) {
            if (logits[c] > logits[best]) {
                best = c;
            }
        }
        return best;
    }

    /** 1 for each sample whose class is found, 0 for the others. */
    public double[] right(double[][] x, int[] label) {
        double[][] logits = logits(x);
        double[] right = new double[label.length];
        for (int i = 0; i < right.length; i++) {
            right[i] = winner(logits[i]) == label[i] ? 1 : 0;
        }
        return right;
    }
}
