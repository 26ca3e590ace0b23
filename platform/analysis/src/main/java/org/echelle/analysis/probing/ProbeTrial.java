package org.echelle.analysis.probing;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.echelle.analysis.AnalysisException;
import org.echelle.analysis.GroupBootstrap;
import org.echelle.analysis.Measure;

/**
 * What a light classifier reads of labels from rows: fitted on one side of the samples, measured on the other, beside the answer that
 * takes no reading. For two classes it is one {@link LogisticProbe} and its figures are those of class 1; for more it is a
 * {@link ClassProbe}, F1 is the mean over classes, and AUROC the mean over classes of each against the rest. Classes that no measured
 * sample has are left out of both means.
 *
 * @param accuracy share of samples whose class is found
 * @param f1 {@code 2 TP / (2 TP + FP + FN)}
 * @param auroc area under the ROC curve of the log-odds
 * @param majority the accuracy of always naming the class that is most frequent where the probe was fitted
 */
public record ProbeTrial(Measure accuracy, Measure f1, Measure auroc, Measure majority) {
    /**
     * Fits and measures.
     *
     * @param x {@code [n][k]}
     * @param label {@code [n]} from 0 to {@code classes - 1}, each at least once
     * @param heldX {@code [m][k]} rows that the probe does not see
     * @param heldLabel {@code [m]}
     * @param groups {@code [m]} their groups, which the intervals draw
     * @param classes at least 2
     */
    public static ProbeTrial of(
            double[][] x,
            int[] label,
            double[][] heldX,
            int[] heldLabel,
            String[] groups,
            int classes,
            GroupBootstrap draws) {
        if (heldLabel.length == 0) {
            throw new AnalysisException("A probe needs held-out samples to be measured on, and there are none.");
        }
        double[][] logits = logits(x, label, heldX, classes);
        int[] found = new int[heldLabel.length];
        Arrays.setAll(found, i -> classes == 2 ? (logits[0][i] > 0 ? 1 : 0) : ClassProbe.winner(column(logits, i)));
        double[] right = new double[found.length];
        Arrays.setAll(right, i -> found[i] == heldLabel[i] ? 1 : 0);
        int usual = usual(label, classes);
        double[] guessed = new double[found.length];
        Arrays.setAll(guessed, i -> heldLabel[i] == usual ? 1 : 0);
        int[] asked = classes == 2 ? new int[] {1} : IntStream.range(0, classes).toArray();
        Curve[] curves = new Curve[asked.length];
        Arrays.setAll(curves, c -> new Curve(logits[classes == 2 ? 0 : c], heldLabel, asked[c]));
        int[] once = new int[found.length];
        Arrays.fill(once, 1);
        GroupBootstrap.Weighted f1 = weights -> f1(found, heldLabel, asked, weights);
        GroupBootstrap.Weighted auroc = weights -> Arrays.stream(curves)
                .mapToDouble(c -> c.area(weights))
                .filter(Double::isFinite)
                .average()
                .orElse(Double.NaN);
        return new ProbeTrial(
                draws.mean(right, groups),
                draws.within(measure(f1.of(once), found.length, "no measured sample has the concept"), groups, f1),
                draws.within(
                        measure(auroc.of(once), found.length, "the measured samples are all of one class"),
                        groups,
                        auroc),
                draws.mean(guessed, groups));
    }

    private static Measure measure(double value, int n, String whenNone) {
        return Double.isFinite(value) ? Measure.of(value, n) : Measure.undefined(whenNone);
    }

    /** {@code [class][sample]}; one class where there are two. */
    private static double[][] logits(double[][] x, int[] label, double[][] heldX, int classes) {
        if (classes == 2) {
            boolean[] y = new boolean[label.length];
            for (int i = 0; i < y.length; i++) {
                y[i] = label[i] == 1;
            }
            return new double[][] {LogisticProbe.fit(x, y).logits(heldX)};
        }
        ClassProbe probe = ClassProbe.fit(x, label, classes);
        double[][] all = new double[classes][];
        Arrays.setAll(all, c -> probe.probe(c).logits(heldX));
        return all;
    }

    private static double[] column(double[][] logits, int sample) {
        double[] column = new double[logits.length];
        Arrays.setAll(column, c -> logits[c][sample]);
        return column;
    }

    private static int usual(int[] label, int classes) {
        int[] count = new int[classes];
        for (int l : label) {
            count[l]++;
        }
        int best = 0;
        for (int c = 1; c < classes; c++) {
            best = count[c] > count[best] ? c : best;
        }
        return best;
    }

    /** Mean over the asked classes that occur. */
    private static double f1(int[] found, int[] truth, int[] asked, int[] weights) {
        double sum = 0;
        int counted = 0;
        for (int c : asked) {
            long hits = 0;
            long wrong = 0;
            long there = 0;
            for (int i = 0; i < found.length; i++) {
                boolean is = truth[i] == c;
                boolean said = found[i] == c;
                there += is ? weights[i] : 0;
                hits += is && said ? weights[i] : 0;
                wrong += is != said ? weights[i] : 0;
            }
            if (there > 0) {
                sum += 2.0 * hits / (2.0 * hits + wrong);
                counted++;
            }
        }
        return counted == 0 ? Double.NaN : sum / counted;
    }

    /** One class against the rest, sorted once for all draws. */
    private static final class Curve {
        private final int[] order;
        private final double[] score;
        private final boolean[] is;

        Curve(double[] score, int[] truth, int asked) {
            this.score = score;
            order = IntStream.range(0, score.length)
                    .boxed()
                    .sorted((a, b) -> Double.compare(score[a], score[b]))
                    .mapToInt(i -> i)
                    .toArray();
            is = new boolean[truth.length];
            for (int i = 0; i < is.length; i++) {
                is[i] = truth[i] == asked;
            }
        }

        /** Share of pairs in the right order, ties for half; NaN where one of the sides is empty. */
        double area(int[] weights) {
            double pairs = 0;
            long below = 0;
            long with = 0;
            for (int from = 0; from < order.length; ) {
                int to = from;
                long tied = 0;
                long tiedWith = 0;
                while (to < order.length && score[order[to]] == score[order[from]]) {
                    int i = order[to++];
                    tied += is[i] ? 0 : weights[i];
                    tiedWith += is[i] ? weights[i] : 0;
                }
                pairs += tiedWith * (below + tied / 2.0);
                below += tied;
                with += tiedWith;
                from = to;
            }
            return with == 0 || below == 0 ? Double.NaN : pairs / ((double) with * below);
        }
    }
}
