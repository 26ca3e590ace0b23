package org.echelle.vision.subject;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.echelle.api.OpenContext;
import org.echelle.api.SubjectKind;
import org.echelle.nn.subject.Recognition;
import org.echelle.torch.Weights;
import org.echelle.torch.hub.HubCache;

/**
 * Vision transformers in the {@linkplain ViTLayout layouts} that people publish: timm, DINOv2, Hugging Face ViT, CLIP towers,
 * vit-pytorch.
 *
 * <p>Hook points: the residual stream after each block, each block's attention and MLP output, the final norm, under the module
 * paths of the layout. Rows carry {@code y} and {@code x} of the patch; the class token has (-1, -1), registers (-2, -2) and on.
 */
public final class ViTSubjectKind implements SubjectKind<ViTOptions> {
    @Override
    public String name() {
        return "vit";
    }

    @Override
    public String description() {
        return "A vision transformer: timm, DINOv2, Hugging Face ViT, CLIP image tower or vit-pytorch weights.";
    }

    @Override
    public Class<ViTOptions> options() {
        return ViTOptions.class;
    }

    @Override
    public boolean recognises(Path weights) {
        // Diffusion transformers have blocks of the same names, and another way into them.
        return Recognition.matches(
                weights,
                names -> Arrays.stream(ViTLayout.values()).anyMatch(layout -> layout.prefix(names)
                        .filter(p -> names.contains(p + layout.name(ViTLayout.Part.PATCH) + ".weight"))
                        .isPresent()),
                "module.");
    }

    @Override
    public VisionSubject open(ViTOptions options, OpenContext context) {
        Weights weights =
                Weights.read(HubCache.local().resolve(options.weights())).strip("module.");
        PublishedConfig published = PublishedConfig.beside(options.weights());
        ViTRecognition recognition = new ViTRecognition(weights, options, published);
        ViTConfig config = recognition.config();
        Preprocessing known =
                published.preprocessing(config.channels()).orElseGet(() -> recognition.usualPreprocessing(config));
        Preprocessing preprocessing = options.preprocessing().over(known, config.imageHeight(), config.imageWidth());
        List<String> labels =
                !options.labels().isEmpty() ? options.labels() : config.classifies() ? published.labels() : List.of();
        return PictureSubject.open(
                options.weights(),
                weights,
                "a ViT (" + config.layout().title() + " layout)",
                config.toString(),
                p -> {
                    recognition.ignore(p);
                    return new ViTNetwork(config, p);
                },
                preprocessing,
                labels,
                context);
    }
}
