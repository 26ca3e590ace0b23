package org.echelle.runs.erasure;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.echelle.analysis.GroupBootstrap;
import org.echelle.analysis.Measure;

/**
 * How well a class was erased and the others kept, by the judge.
 *
 * <p>Where classes are asked for (UnlearnCanvas, arXiv 2402.11846): unlearning accuracy is the share of samples asked for the class that
 * do not show it (of several classes erased together: asked for any of them and showing none of them), retention the share of all other samples that show what they were asked for, its loss the retention of the same
 * samples unedited less that. Where nothing can be asked for: unlearning is by how much of itself the class's share of all samples fell,
 * retention is 1 less the total variation distance between the proportions of the other classes before and after, and its loss that
 * distance.
 *
 * @param unlearning from 0 to 1, of as many samples as its n; below 0 where the class became more frequent
 * @param retention from 0 to 1
 * @param loss of retention, same samples, draw by draw
 * @param kept what else the judge was asked to watch
 * @param distances of what was kept, edited against unedited, in the judge's activations; empty where none were read
 */
public record EraseScore(
        Measure unlearning, Measure retention, Measure loss, List<Kept> kept, Optional<FeatureDistances> distances) {
    public EraseScore {
        kept = List.copyOf(kept);
    }

    /** The same and what else was watched. */
    EraseScore with(List<Kept> watched, Optional<FeatureDistances> far) {
        return new EraseScore(unlearning, retention, loss, watched, far);
    }

    /**
     * Measures.
     *
     * @param before the judge's classes of the unedited samples
     * @param after of the edited ones
     * @param target numbers of the classes that were erased
     * @param classes how many the judge tells apart
     */
    static EraseScore of(
            EraseSamples samples, int[] before, int[] after, BitSet target, int classes, GroupBootstrap draws) {
        return samples.asked()[0] < 0
                ? unasked(samples, before, after, target, classes, draws)
                : asked(samples, before, after, target, draws);
    }

    private static EraseScore asked(
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
        return new EraseScore(
                SeedShares.share(gone, ofTarget, samples.seeds(), draws, "no sample asks for the class"),
                SeedShares.share(right, others, samples.seeds(), draws, none),
                SeedShares.difference(lost, others, samples.seeds(), draws, none),
                List.of(),
                Optional.empty());
    }

    private static EraseScore unasked(
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
        double distance = distance(before, after, target, classes, once);
        Measure lost = Double.isNaN(distance)
                ? Measure.undefined("no sample of another class is left")
                : draws.within(
                        Measure.of(distance, n),
                        samples.seeds(),
                        weights -> distance(before, after, target, classes, weights));
        return new EraseScore(
                SeedShares.share(fell, were, samples.seeds(), draws, "no unedited sample shows the class"),
                lost.map(d -> 1 - d),
                lost,
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
