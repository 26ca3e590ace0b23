package org.echelle.analysis.reliance;

import java.util.Comparator;
import java.util.stream.IntStream;
import org.echelle.analysis.GroupBootstrap;
import org.echelle.analysis.Measure;

/** How well scores put samples with something above those without, sorted once for any number of bootstrap draws. */
public final class Ranking {
    private final double[] score;
    private final boolean[] positive;
    private final int[] order; // falling scores

    /**
     * @param score {@code [n]}, finite
     * @param positive {@code [n]}
     */
    public Ranking(double[] score, boolean[] positive) {
        this.score = score.clone();
        this.positive = positive.clone();
        order = IntStream.range(0, score.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -score[i]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** The area under the ROC curve with samples counted several times, ties half (Mann-Whitney); NaN where one class is empty. */
    public double auroc(int[] weights) {
        double positives = 0;
        double wins = 0;
        double negatives = 0;
        for (int from = 0; from < order.length; ) {
            double p = 0;
            double n = 0;
            int to = from;
            while (to < order.length && score[order[to]] == score[order[from]]) {
                int i = order[to++];
                p += positive[i] ? weights[i] : 0;
                n += positive[i] ? 0 : weights[i];
            }
            wins += n * (positives + p / 2);
            positives += p;
            negatives += n;
            from = to;
        }
        return positives > 0 && negatives > 0 ? wins / positives / negatives : Double.NaN;
    }

    /**
     * Average precision, the area under the precision-recall curve as a sum of steps: {@code sum (R_i - R_(i-1)) P_i} over distinct scores, as
     * scikit-learn has it; NaN without positives.
     */
    public double averagePrecision(int[] weights) {
        double all = 0;
        for (int i = 0; i < score.length; i++) {
            all += positive[i] ? weights[i] : 0;
        }
        double taken = 0;
        double right = 0;
        double sum = 0;
        for (int from = 0; from < order.length; ) {
            double p = 0;
            int to = from;
            while (to < order.length && score[order[to]] == score[order[from]]) {
                int i = order[to++];
                taken += weights[i];
                p += positive[i] ? weights[i] : 0;
            }
            right += p;
            sum += p > 0 ? p * right / taken : 0;
            from = to;
        }
        return all > 0 ? sum / all : Double.NaN;
    }

    /** {@link #auroc} with its interval. */
    public Measure auroc(String[] groups, GroupBootstrap draws) {
        return measure(auroc(ones()), groups, draws, this::auroc);
    }

    /** {@link #averagePrecision} with its interval. */
    public Measure averagePrecision(String[] groups, GroupBootstrap draws) {
        return measure(averagePrecision(ones()), groups, draws, this::averagePrecision);
    }

    private int[] ones() {
        int[] ones = new int[score.length];
        java.util.Arrays.fill(ones, 1);
        return ones;
    }

    private Measure measure(double value, String[] groups, GroupBootstrap draws, GroupBootstrap.Weighted weighted) {
        return Double.isNaN(value)
                ? Measure.undefined("there are no samples of both kinds")
                : draws.within(Measure.of(value, score.length), groups, weighted);
    }
}
