package org.echelle.diffusion.training;

import ai.djl.ndarray.NDArray;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
     * @param labels what each picture shows: the number of its class or caption, the number behind the last one for none
     * @return the same shape, owned by the manager of {@code x}
     */
    NDArray forward(NDArray x, double[] times, long[] labels);

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

    /**
     * Writes what stands beside the network, such as a text encoder, each part into a folder of its own.
     *
     * @param root of the model
     * @param parameters by the names of {@link #parameters}
     * @return library and class of each part by its folder, as {@code model_index.json} names them
     * @throws IOException when a file cannot be written
     */
    default Map<String, List<String>> writeBeside(Path root, Map<String, HostTensor> parameters) throws IOException {
        return Map.of();
    }

    /** What each number of a picture's label stands for in {@code model_index.json}; empty where labels are captions. */
    default List<String> names(List<String> labels) {
        return labels;
    }
}
