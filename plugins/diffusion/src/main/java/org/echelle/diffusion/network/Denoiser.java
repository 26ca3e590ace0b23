package org.echelle.diffusion.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.Map;
import org.echelle.api.Tap;

/** A network that a sampler asks once a step: a U-Net or a diffusion transformer. */
public interface Denoiser {
    /**
     * One prediction.
     *
     * @param x noisy samples {@code [batch, channels, height, width]}
     * @param time what the network is told of the time, the same for the whole batch: the scheduler's timestep (0 to 999, whole for
     *     most samplers), or a flow's time from 0 to 1 for networks that were trained with it
     * @param condition one row a sample; {@link Condition#NONE} for a network without conditions
     * @param tap offered every activation at {@link #places}
     * @return {@code [batch, outputChannels, height, width]}, owned by the manager of {@code x}
     */
    NDArray forward(NDArray x, double time, Condition condition, Tap tap);

    /** Where activations can be read and edited, in the order of a forward pass. */
    List<Place> places();

    /** Channels of the samples: 3 for colours, 4 for the latents of Stable Diffusion. */
    int channels();

    /** Channels of a prediction; twice {@link #channels} where a variance is learned beside it. */
    int outputChannels();

    /** Height of the samples that it was made for, in its own pixels (latents' for a latent model). */
    int height();

    /** Width of the samples that it was made for. */
    int width();

    /** What it wants to be told beside the time. */
    Conditioning conditioning();

    /** All parameters by their published names. */
    Map<String, NDArray> parameters();

    /**
     * The same architecture with fresh random weights.
     *
     * @param seed decides the weights
     * @param manager owns them
     */
    Denoiser twin(long seed, NDManager manager);

    /** Architecture in words, and whatever else is worth telling. Ordered. */
    Map<String, String> facts();
}
