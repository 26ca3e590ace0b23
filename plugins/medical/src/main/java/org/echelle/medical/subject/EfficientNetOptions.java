package org.echelle.medical.subject;

import java.nio.file.Path;
import java.util.List;
import org.echelle.api.Option;

/** What a run config says about an EfficientNet. */
public record EfficientNetOptions(
        @Option("Weight file (.safetensors, .pt, .pth, .bin, .npz, .tar of PyTorch) or folder")
        Path weights,

        @Option(value = "Rows of the input, in pixels", fallback = "1520")
        int height,

        @Option(value = "Columns of the input, in pixels", fallback = "912")
        int width,

        @Option(
                value = "Size of the square picture for which the published code computed its padding: 456 for B5",
                fallback = "456")
        int paddedFor,

        @Option("Names of the outputs, in order") List<String> labels) {
    public EfficientNetOptions {
        labels = List.copyOf(labels);
    }
}
