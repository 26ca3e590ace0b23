package org.echelle.diffusion.training;

import ai.djl.ndarray.NDArray;
import java.util.Map;
import org.echelle.diffusion.network.Condition;
import org.echelle.torch.HostTensor;

/** A network that learns: what the loop needs of it, and how it is written. One small class a kind of network. */
interface Trainee {
    /** Folder of the network in diffusers' layout: {@code transformer} or {@code unet}. */
    String folder();

    /**
     * A prediction.
     *
     * @param x noisy pictures {@code [batch, channels, height, width]}
     * @param times one a picture
     * @param condition classes, the number behind the last one for none
     * @return the same shape, owned by the manager of {@code x}
     */
    NDArray forward(NDArray x, double[] times, Condition condition);

    /** The leaves that are updated, by name. */
    Map<String, NDArray> parameters();

    /** What diffusers' {@code config.json} says of it, in order; {@code _class_name} among it. */
    Map<String, Object> config();

    /**
     * Parameters under the names of the published layout.
     *
     * @param parameters by the names of {@link #parameters}
     */
    Map<String, HostTensor> published(Map<String, HostTensor> parameters);
}
