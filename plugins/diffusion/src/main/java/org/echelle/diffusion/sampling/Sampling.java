package org.echelle.diffusion.sampling;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Optional;
import java.util.function.Supplier;
import org.echelle.api.Tap;
import org.echelle.diffusion.DiffusionException;
import org.echelle.diffusion.network.Condition;
import org.echelle.diffusion.network.Denoiser;
import org.echelle.torch.Scalars;

/**
 * The loop from noise to samples. Activations pass the tap with two coordinates, {@value #TIMESTEP} and {@value #BRANCH}.
 *
 * <p>Where guidance acts, both branches go through the network as one doubled batch; elsewhere only the branch with the condition does.
 */
public final class Sampling {
    /** The axis of {@link Sampler.Step#timestep}. */
    public static final String TIMESTEP = "timestep";

    /** The axis of guidance branches: 0 without condition, 1 with it. A network without conditions has only rows with 1. */
    public static final String BRANCH = BranchTap.AXIS;

    /** Hears of every step. */
    @FunctionalInterface
    public interface Listener {
        /**
         * After a step.
         *
         * @param step what was asked
         * @param x the sample after it; valid during the call
         * @param prediction guided; valid during the call
         */
        void stepped(Sampler.Step step, NDArray x, NDArray prediction);

        /**
         * Hears before that what the prediction says the clean sample is.
         *
         * @param clean a new array each time it is asked, owned by the step; ask during the call or never
         */
        default void expects(Sampler.Step step, Supplier<NDArray> clean) {}
    }

    private final Denoiser network;
    private final Sampler sampler;
    private final Guidance guidance;

    public Sampling(Denoiser network, Sampler sampler, Guidance guidance) {
        this.network = network;
        this.sampler = sampler;
        this.guidance = guidance;
    }

    /**
     * Samples.
     *
     * @param start standard normal noise {@code [batch, channels, height, width]}; not changed
     * @param with the condition
     * @param without what stands for none; needed where guidance acts
     * @param noise further noise of samplers that draw it
     * @param tap sees every step
     * @return {@code [batch, channels, height, width]}, owned by the manager of {@code start}
     */
    public NDArray run(
            NDArray start, Condition with, Optional<Condition> without, Noise noise, Tap tap, Listener listener) {
        NDManager owner = start.getManager();
        try (NDManager whole = owner.newSubManager()) {
            Sampler.Run run = sampler.begin(noise, whole);
            NDArray x = Scalars.times(start, sampler.initialScale());
            x.attach(whole);
            Optional<Condition> doubled = guided() ? Optional.of(doubled(with, without, whole)) : Optional.empty();
            for (Sampler.Step step : sampler.steps()) {
                x = step(run, step, x, with, doubled, tap, listener, whole);
            }
            x.attach(owner);
            return x;
        }
    }

    private boolean guided() {
        return sampler.steps().stream().anyMatch(this::acts);
    }

    private boolean acts(Sampler.Step step) {
        return guidance.acts((double) step.timestep() / sampler.timesteps());
    }

    private NDArray step(
            Sampler.Run run,
            Sampler.Step step,
            NDArray x,
            Condition with,
            Optional<Condition> doubled,
            Tap tap,
            Listener listener,
            NDManager whole) {
        try (NDManager scope = whole.newSubManager()) {
            x.attach(scope);
            NDArray input = run.input(step.index(), x);
            Tap stamped = tap.with(TIMESTEP, step.timestep());
            NDArray prediction = doubled.isPresent() && acts(step)
                    ? both(input, step, doubled.get(), stamped)
                    : network.forward(input, step.time(), with, stamped.with(BRANCH, BranchTap.WITH));
            if (prediction.getShape().get(1) > x.getShape().get(1) && !sampler.readsVariance()) {
                prediction = prediction.get(":, 0:" + x.getShape().get(1));
            }
            NDArray predicted = prediction;
            listener.expects(step, () -> run.clean(step.index(), x, predicted));
            NDArray next = run.next(step.index(), x, prediction);
            listener.stepped(step, next, prediction);
            next.attach(whole);
            return next;
        }
    }

    private NDArray both(NDArray x, Sampler.Step step, Condition doubled, Tap tap) {
        NDArray twice = x.concat(x, 0);
        NDArray predictions =
                network.forward(twice, step.time(), doubled, new BranchTap(tap, guidance.conditionFirst()));
        var halves = predictions.split(2, 0);
        NDArray first = halves.get(0);
        NDArray second = halves.get(1);
        return guidance.conditionFirst() ? guidance.guide(second, first) : guidance.guide(first, second);
    }

    /** The conditions of both branches, one after the other. */
    private Condition doubled(Condition with, Optional<Condition> without, NDManager owner) {
        Condition none = without.orElseThrow(
                () -> new DiffusionException(
                        "Guidance of " + guidance.scale()
                                + " needs a condition that stands for none, and this network was not trained with one; set guidance to 1."));
        Condition first = guidance.conditionFirst() ? with : none;
        Condition second = guidance.conditionFirst() ? none : with;
        return new Condition(
                joined(first.labels(), second.labels(), owner),
                joined(first.text(), second.text(), owner),
                joined(first.mask(), second.mask(), owner),
                joined(first.pooled(), second.pooled(), owner),
                joined(first.sizes(), second.sizes(), owner));
    }

    private static Optional<NDArray> joined(Optional<NDArray> first, Optional<NDArray> second, NDManager owner) {
        if (first.isEmpty() || second.isEmpty()) {
            return Optional.empty();
        }
        NDArray both = first.get().concat(second.get(), 0);
        both.attach(owner);
        return Optional.of(both);
    }
}
