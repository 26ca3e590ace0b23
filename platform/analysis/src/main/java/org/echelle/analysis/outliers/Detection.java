package org.echelle.analysis.outliers;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.echelle.analysis.AnalysisException;
import org.echelle.analysis.Auroc;
import org.echelle.analysis.GroupBootstrap;
import org.echelle.analysis.Measure;

/**
 * How well a score tells foreign rows from known ones.
 *
 * <ul>
 *   <li>AUROC: chance that a foreign row scores above a known one, ties half; 0.5 for equal distributions
 *   <li>average precision {@code = sum_k (R_k - R_(k-1)) P_k} over falling thresholds, foreign rows being positive
 *   <li>FPR at 95 % TPR: share of known rows above the threshold that 95 % of the foreign ones reach
 * </ul>
 *
 * @param auroc area under the ROC curve
 * @param averagePrecision area under the precision-recall curve
 * @param falseAlarms FPR at 95 % TPR
 */
public record Detection(Measure auroc, Measure averagePrecision, Measure falseAlarms) {
    /** No detection, for a stated reason. */
    public static Detection undefined(String because) {
        Measure none = Measure.undefined(because);
        return new Detection(none, none, none);
    }

    /** Measures; both may be in any order. */
    public static Detection of(float[] foreign, float[] known) {
        if (foreign.length == 0 || known.length == 0) {
            return undefined("there are " + foreign.length + " foreign and " + known.length + " known rows");
        }
        for (float[] side : new float[][] {foreign, known}) {
            for (float v : side) {
                if (Float.isNaN(v)) {
                    throw new AnalysisException("A score is not a number; leave rows without a score out.");
                }
            }
        }
        long n = (long) foreign.length + known.length;
        return new Detection(
                Measure.of(Auroc.exact(foreign, known), n),
                Measure.of(averagePrecision(foreign, known), n),
                Measure.of(falseAlarms(foreign, known), n));
    }

    /**
     * The same with an interval of the AUROC over groups.
     *
     * @param foreignGroups {@code [foreign]} and {@code knownGroups} {@code [known]}: what the rows belong to
     */
    public static Detection of(
            float[] foreign, String[] foreignGroups, float[] known, String[] knownGroups, GroupBootstrap bootstrap) {
        Detection plain = of(foreign, known);
        if (!plain.auroc().defined()) {
            return plain;
        }
        int n = foreign.length + known.length;
        String[] groups = Arrays.copyOf(foreignGroups, n);
        System.arraycopy(knownGroups, 0, groups, foreign.length, known.length);
        float[] score = Arrays.copyOf(foreign, n);
        System.arraycopy(known, 0, score, foreign.length, known.length);
        int[] order = IntStream.range(0, n)
                .boxed()
                .sorted((a, b) -> Float.compare(score[a], score[b]))
                .mapToInt(i -> i)
                .toArray();
        Measure auroc =
                bootstrap.within(plain.auroc(), groups, weights -> weighted(score, order, foreign.length, weights));
        return new Detection(auroc, plain.averagePrecision(), plain.falseAlarms());
    }

    /** The AUROC of rows that count several times, by one walk over them in rising order. */
    private static double weighted(float[] score, int[] order, int foreign, int[] weights) {
        double wins = 0;
        double all = 0;
        double below = 0;
        int i = 0;
        while (i < order.length) {
            float at = score[order[i]];
            double here = 0;
            double same = 0;
            while (i < order.length && score[order[i]] == at) {
                if (order[i] < foreign) {
                    here += weights[order[i]];
                } else {
                    same += weights[order[i]];
                }
                i++;
            }
            wins += here * (below + same / 2);
            below += same;
            all += here;
        }
        return all == 0 || below == 0 ? Double.NaN : wins / all / below;
    }

    private static double averagePrecision(float[] foreign, float[] known) {
        float[] f = foreign.clone();
        float[] k = known.clone();
        Arrays.sort(f);
        Arrays.sort(k);
        double sum = 0;
        int belowKnown = k.length;
        int i = f.length;
        while (i > 0) {
            float at = f[i - 1];
            int same = 0;
            while (i > 0 && f[i - 1] == at) {
                i--;
                same++;
            }
            while (belowKnown > 0 && k[belowKnown - 1] >= at) {
                belowKnown--;
            }
            double found = f.length - i;
            sum += same * found / (found + k.length - belowKnown);
        }
        return sum / f.length;
    }

    private static double falseAlarms(float[] foreign, float[] known) {
        float[] f = foreign.clone();
        Arrays.sort(f);
        int reached = (int) Math.ceil(0.95 * f.length);
        float threshold = f[f.length - reached];
        int alarms = 0;
        for (float v : known) {
            alarms += v >= threshold ? 1 : 0;
        }
        return alarms / (double) known.length;
    }
}
