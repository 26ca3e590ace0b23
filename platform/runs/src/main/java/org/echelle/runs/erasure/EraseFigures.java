package org.echelle.runs.erasure;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.echelle.analysis.GroupBootstrap;
import org.echelle.analysis.Measure;

/**
 * An {@link EraseScore} with what it takes to draw it together with others of the same samples.
 *
 * @param distances of what was kept; empty where none were read
 */
record EraseFigures(
        SeedFigure unlearning,
        SeedFigure retention,
        SeedFigure loss,
        List<KeptFigures> kept,
        Optional<DistanceFigures> distances) {
    EraseFigures {
        kept = List.copyOf(kept);
    }

    /** The same and what else was watched. */
    EraseFigures with(List<KeptFigures> watched, Optional<DistanceFigures> far) {
        return new EraseFigures(unlearning, retention, loss, watched, far);
    }

    /** What is told of it. */
    EraseScore score() {
        return new EraseScore(
                unlearning.measure(),
                retention.measure(),
                loss.measure(),
                kept.stream().map(KeptFigures::kept).toList(),
                distances.map(DistanceFigures::told));
    }

    /**
     * Measures.
     *
     * @param before the judge's classes of the unedited samples
     * @param after of the edited ones
     * @param target numbers of the classes that were erased
     * @param classes how many the judge tells apart
     */
    static EraseFigures of(
            EraseSamples samples, int[] before, int[] after, BitSet target, int classes, GroupBootstrap draws) {
        return samples.asked()[0] < 0
                ? unasked(samples, before, after, target, classes, draws)
                : asked(samples, before, after, target, draws);
    }

    /**
     * Means over targets, or over draws of a control, all measured on the same samples: each draw of seeds is taken for all of them at once. What is
     * random about the features of a control is not in the interval.
     *
     * @param all at least one
     * @param seeds of the samples
     */
    static EraseFigures mean(List<EraseFigures> all, String[] seeds, GroupBootstrap draws) {
        List<DistanceFigures> far =
                all.stream().flatMap(f -> f.distances.stream()).toList();
        List<KeptFigures> first = all.get(0).kept;
        return new EraseFigures(
                mean(all, EraseFigures::unlearning, seeds, draws),
                mean(all, EraseFigures::retention, seeds, draws),
                mean(all, EraseFigures::loss, seeds, draws),
                IntStream.range(0, first.size())
                        .mapToObj(g -> new KeptFigures(
                                first.get(g).group(),
                                mean(all, f -> f.kept.get(g).retention(), seeds, draws),
                                mean(all, f -> f.kept.get(g).loss(), seeds, draws)))
                        .toList(),
                far.isEmpty() ? Optional.empty() : Optional.of(DistanceFigures.mean(far, seeds, draws)));
    }

    private static SeedFigure mean(
            List<EraseFigures> all, Function<EraseFigures, SeedFigure> which, String[] seeds, GroupBootstrap draws) {
        return SeedFigure.mean(all.stream().map(which).toList(), seeds, draws);
    }

    private static EraseFigures asked(
            EraseSamples samples, int[] before, int[] after, BitSet target, GroupBootstrap draws) {
        int n = samples.size();
        double[] gone = new double[n];
        double[] ofTarget = new double[n];
        double[] right = new double[n];
        double[] lost = new double[n];
        double[] others = new double[n];
        for (int i = 0; i < n; i++) {
            int asked = samples.asked()[i];
            if (target.get(asked)) {
                ofTarget[i] = 1;
                gone[i] = target.get(after[i]) ? 0 : 1;
            } else {
                others[i] = 1;
                right[i] = after[i] == asked ? 1 : 0;
                lost[i] = (before[i] == asked ? 1 : 0) - right[i];
            }
        }
        String none = "no sample asks for another class";
        return new EraseFigures(
                SeedFigure.share(gone, ofTarget, samples.seeds(), draws, "no sample asks for the class"),
                SeedFigure.share(right, others, samples.seeds(), draws, none),
                SeedFigure.difference(lost, others, samples.seeds(), draws, none),
                List.of(),
                Optional.empty());
    }

    private static EraseFigures unasked(
            EraseSamples samples, int[] before, int[] after, BitSet target, int classes, GroupBootstrap draws) {
        int n = samples.size();
        double[] fell = new double[n];
        double[] were = new double[n];
        for (int i = 0; i < n; i++) {
            were[i] = target.get(before[i]) ? 1 : 0;
            fell[i] = were[i] - (target.get(after[i]) ? 1 : 0);
        }
        int[] once = new int[n];
        Arrays.fill(once, 1);
        GroupBootstrap.Weighted distance = weights -> distance(before, after, target, classes, weights);
        double value = distance.of(once);
        Measure lost = Double.isNaN(value)
                ? Measure.undefined("no sample of another class is left")
                : draws.within(Measure.of(value, n), samples.seeds(), distance);
        return new EraseFigures(
                SeedFigure.share(fell, were, samples.seeds(), draws, "no unedited sample shows the class"),
                new SeedFigure(
                        lost.map(d -> 1 - d).within(lost.interval().mirrored()), weights -> 1 - distance.of(weights)),
                new SeedFigure(lost, distance),
                List.of(),
                Optional.empty());
    }

    /** Half the summed differences of the other classes' proportions among themselves; NaN where there are none. */
    static double distance(int[] before, int[] after, BitSet target, int classes, int[] weights) {
        double[][] counts = new double[2][classes];
        double[] sums = new double[2];
        for (int i = 0; i < before.length; i++) {
            for (int side = 0; side < 2; side++) {
                int shown = (side == 0 ? before : after)[i];
                if (!target.get(shown)) {
                    counts[side][shown] += weights[i];
                    sums[side] += weights[i];
                }
            }
        }
        double sum = 0;
        for (int c = 0; c < classes; c++) {
            sum += Math.abs(counts[0][c] / sums[0] - counts[1][c] / sums[1]);
        }
        return sum / 2;
    }
}
