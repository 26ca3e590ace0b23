package org.echelle.analysis.time;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.echelle.analysis.Interval;

/**
 * What a dictionary is along an axis of steps, on rows that it was not trained on.
 *
 * @param axis name of the axis, such as {@code timestep}
 * @param steps places along it, in the order in which a sample goes through them; a sampler's timesteps fall, from noise to picture
 * @param groups different groups of samples behind the figures
 * @param fits one a step, in the same order
 * @param lives of features that are active anywhere, by rising feature
 */
public record AcrossTime(String axis, int[] steps, int groups, List<Fit> fits, List<FeatureLife> lives) {
    public AcrossTime {
        fits = List.copyOf(fits);
        lives = List.copyOf(lives);
    }

    /**
     * Reconstruction and sparsity at one step.
     *
     * @param rows behind the figures
     * @param fvu {@code sum |x - x'|^2 / sum |x - mean|^2} with the mean of this step's rows, so that knowing the step explains nothing
     * @param fvuInterval bootstrap over groups
     * @param l0 mean number of active features a row
     * @param l0Interval bootstrap over groups
     * @param variance mean squared distance of a row from the step's mean, for judging how much there is to explain
     */
    public record Fit(long rows, double fvu, Interval fvuInterval, double l0, Interval l0Interval, double variance) {}

    /** The life of a feature; empty where it is never active. */
    public Optional<FeatureLife> life(int feature) {
        int low = 0;
        int high = lives.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int found = lives.get(middle).feature();
            if (found == feature) {
                return Optional.of(lives.get(middle));
            }
            if (found < feature) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return Optional.empty();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AcrossTime o
                && axis.equals(o.axis)
                && Arrays.equals(steps, o.steps)
                && groups == o.groups
                && fits.equals(o.fits)
                && lives.equals(o.lives);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(steps) + lives.hashCode();
    }
}
