package org.echelle.diffusion.sampling;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import org.echelle.diffusion.DiffusionException;
import org.echelle.torch.Scalars;

/**
 * Classifier-free guidance (Ho and Salimans 2022, arXiv 2207.12598): {@code u + scale (c - u)} of a prediction with condition and one
 * without.
 *
 * @param scale 1 for the conditional prediction alone
 * @param from least noise at which it acts, as a share of all timesteps; below it the scale is 1
 * @param to most noise at which it acts
 * @param rescale share by which the guided prediction is brought back to the standard deviation of the conditional one (Lin et al. 2023,
 *     arXiv 2305.08891, section 3.4)
 * @param channels how many channels are guided, from the first; 0 for all. The published DiT code guides 3 and leaves the rest conditional
 * @param conditionFirst which half of a doubled batch carries the condition: the second in diffusers, the first in the published DiT
 */
public record Guidance(double scale, double from, double to, double rescale, int channels, boolean conditionFirst) {
    /** The conditional prediction alone. */
    public static final Guidance NONE = new Guidance(1, 0, 1, 0, 0, false);

    public Guidance {
        if (!Double.isFinite(scale) || !(0 <= from && from <= to && to <= 1) || !(0 <= rescale && rescale <= 1)) {
            throw new DiffusionException(
                    "Guidance of " + scale + " from " + from + " to " + to + " with rescale " + rescale
                            + " is not possible: the scale is finite, the rest lies between 0 and 1 and 'from' is not above 'to'.");
        }
    }

    /** At every step. */
    public static Guidance of(double scale) {
        return new Guidance(scale, 0, 1, 0, 0, false);
    }

    /** The same with another scale. */
    public Guidance scaled(double other) {
        return new Guidance(other, from, to, rescale, channels, conditionFirst);
    }

    /** The same between two levels of noise, the bounds left out. */
    public Guidance between(double least, double most) {
        return new Guidance(scale, least, most, rescale, channels, conditionFirst);
    }

    /**
     * Whether it changes anything at a step.
     *
     * @param noise timestep as a share of all, from 0 to 1
     */
    boolean acts(double noise) {
        return scale != 1 && (from == 0 || noise > from) && (to == 1 || noise < to);
    }

    /**
     * The guided prediction.
     *
     * @param without prediction without condition
     * @param with prediction with it, of the same shape
     * @return a new array owned by the manager of {@code with}
     */
    NDArray guide(NDArray without, NDArray with) {
        NDArray guided = Mix.of(1 - scale, without, scale, with);
        if (rescale > 0) {
            guided = rescaled(guided, with);
        }
        long all = with.getShape().get(1);
        if (channels == 0 || channels >= all) {
            return guided;
        }
        try (NDArray mine = guided;
                NDArray head = mine.get(":, 0:" + channels);
                NDArray tail = with.get(":, " + channels + ":")) {
            return head.concat(tail, 1);
        }
    }

    private NDArray rescaled(NDArray guided, NDArray with) {
        try (NDArray mine = guided;
                NDArray wanted = deviation(with);
                NDArray found = deviation(mine);
                NDArray ratio = wanted.div(found);
                NDArray scaled = Scalars.times(ratio, rescale);
                NDArray factor = scaled.add(1 - rescale)) {
            return mine.mul(factor);
        }
    }

    /** Standard deviation of each sample, with n - 1, {@code [batch, 1, ...]}. */
    private static NDArray deviation(NDArray x) {
        long batch = x.getShape().get(0);
        long each = x.getShape().size() / batch;
        try (NDArray flat = x.reshape(batch, each);
                NDArray mean = flat.mean(new int[] {1}, true);
                NDArray centred = flat.sub(mean);
                NDArray square = centred.square();
                NDArray sum = square.sum(new int[] {1}, true);
                NDArray variance = Scalars.over(sum, each - 1.0);
                NDArray root = variance.sqrt()) {
            long[] shape = new long[x.getShape().dimension()];
            Arrays.fill(shape, 1);
            shape[0] = batch;
            return root.reshape(shape);
        }
    }
}
