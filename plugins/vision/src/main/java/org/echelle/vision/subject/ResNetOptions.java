package org.echelle.vision.subject;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.echelle.api.Option;

/** What a run config says about a ResNet. Only {@code weights} is needed for the usual preprocessing. */
public record ResNetOptions(
        @Option("Weight file (.safetensors, .pt, .pth, .th, .bin, .npz) or folder")
        Path weights,

        @Option("Edge of the square input in pixels; 224 for torchvision's networks, 32 for CIFAR's")
        Optional<Integer> imageSize,

        @Option("What batch norms add to the variance") Optional<Double> normEps,

        @Option("Names of the classes in the order of the logits")
        List<String> labels,

        @Option("How pictures become inputs, where it differs from the usual way")
        PreprocessingOptions preprocessing) {
    public ResNetOptions {
        labels = List.copyOf(labels);
    }

    /** Everything but the weights as usual. */
    public static ResNetOptions of(Path weights) {
        return new ResNetOptions(weights, Optional.empty(), Optional.empty(), List.of(), PreprocessingOptions.NONE);
    }
}
