package org.echelle.medical.subject;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.echelle.api.Option;

/** What a run config says about a network that takes inputs of several sizes. */
public record SizedOptions(
        @Option("Weight file (.safetensors, .pt, .pth, .bin, .npz) or folder")
        Path weights,

        @Option("Edge of the square input in pixels, where it differs from the published one")
        Optional<Integer> imageSize,

        @Option("Names of the outputs, in order, where they differ from the published ones")
        List<String> labels) {
    public SizedOptions {
        labels = List.copyOf(labels);
    }

    /** Names of the outputs: the config's, else the published ones where there are as many, else none. */
    List<String> labelsOr(List<String> published, int outputs) {
        return !labels.isEmpty() ? labels : outputs == published.size() ? published : List.of();
    }
}
