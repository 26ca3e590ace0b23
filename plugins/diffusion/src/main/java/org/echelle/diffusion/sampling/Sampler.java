package org.echelle.diffusion.sampling;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;

/**
 * A recursion from noise to a sample, with its times chosen. Values are immutable; what a recursion remembers between steps lives in a
 * {@link Run}.
 */
public interface Sampler {
    /**
     * One question to the network.
     *
     * @param index from 0, the noisiest
     * @param time what the network is told: the scheduler's timestep, or a flow's time
     * @param timestep the coordinate that rows carry: the scheduler's whole timestep from 0 to {@link #timesteps} - 1; a flow's time is
     *     told in thousandths of noise, so that larger is noisier everywhere
     */
    record Step(int index, double time, int timestep) {}

    /** The name that a scheduler config gives it, such as {@code DDIMScheduler}. */
    String name();

    /** The questions, in order. */
    List<Step> steps();

    /** Number of different timesteps that rows can carry. */
    int timesteps();

    /** By what standard normal noise is multiplied to start from. */
    default double initialScale() {
        return 1;
    }

    /** Whether it reads the variance that some networks predict beside the rest; others are given the rest alone. */
    default boolean readsVariance() {
        return false;
    }

    /**
     * Starts at the first step.
     *
     * @param noise asked by samplers that draw any
     * @param owner lives as long as the run, and owns what it remembers between steps
     */
    Run begin(Noise noise, NDManager owner);

    /** One way from noise to samples. */
    interface Run {
        /**
         * What the network sees in place of the sample, for recursions that scale it (Euler).
         *
         * @return {@code x} itself, or a new array owned by its manager
         */
        default NDArray input(int step, NDArray x) {
            return x;
        }

        /**
         * What the prediction says the clean sample is.
         *
         * @param x {@code [batch, channels, ...]} before the step
         * @param prediction of the network, guided, in the sampler's prediction type
         */
        NDArray clean(int step, NDArray x, NDArray prediction);

        /**
         * The sample after the step. Steps are taken once each, in order.
         *
         * @return a new array owned by the manager of {@code x}
         */
        NDArray next(int step, NDArray x, NDArray prediction);
    }
}
