package org.echelle.vision.subject;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.echelle.api.Option;

/** What a run config says about a ViT. Only {@code weights} is needed where config files lie beside them. */
public record ViTOptions(
        @Option("Weight file (.safetensors, .pt, .pth, .bin, .npz) or Hugging Face folder")
        Path weights,

        @Option(
                value =
                        "Naming of the parameters: auto, timm (also Meta's DINOv2), huggingface-vit, huggingface-dinov2, "
                                + "huggingface-clip, openai-clip or lucidrains",
                fallback = "auto")
        String layout,

        @Option("Edge of the square input in pixels; learned positions are interpolated to it")
        Optional<Integer> imageSize,

        @Option("Number of attention heads, where no config file tells")
        Optional<Integer> heads,

        @Option("Factor of the products of queries and keys instead of the layout's")
        Optional<Double> attentionScale,

        @Option("Activation of the MLP: gelu, gelu-tanh, quick-gelu, silu or relu")
        Optional<String> activation,

        @Option("What layer norms add to the variance") Optional<Double> normEps,

        @Option("Channels of the network's input: 1 (grey) or 3; only needed where the weights leave it open")
        Optional<Integer> channels,

        @Option("Names of the classes in the order of the logits")
        List<String> labels,

        @Option("How pictures become inputs, where it differs from the published way")
        PreprocessingOptions preprocessing) {
    public ViTOptions {
        labels = List.copyOf(labels);
    }

    /** Everything but the weights as published. */
    public static ViTOptions of(Path weights) {
        return new ViTOptions(
                weights,
                "auto",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                PreprocessingOptions.NONE);
    }
}
