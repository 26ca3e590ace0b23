package org.echelle.vision.subject;

import java.nio.file.Path;
import java.util.List;
import org.echelle.api.OpenContext;
import org.echelle.api.SubjectKind;
import org.echelle.nn.subject.Recognition;
import org.echelle.torch.Weights;
import org.echelle.torch.hub.HubCache;

/**
 * Residual networks under torchvision's names ({@code layer1.0.conv1}, {@code downsample.0}, {@code fc}; basic and bottleneck
 * blocks, grouped and wide ones) and those of CIFAR networks ({@code linear}; {@code shortcut.0} or shortcuts without
 * parameters).
 *
 * <p>Hook points, all {@code [batch, width, y, x]} after the ReLU: {@code relu} (the stem), {@code layer3.0} (a block),
 * {@code layer3} (a stage). CIFAR networks have no module for the stem's ReLU, so their stem is {@code bn1}, before it.
 */
public final class ResNetSubjectKind implements SubjectKind<ResNetOptions> {
    @Override
    public String name() {
        return "resnet";
    }

    @Override
    public String description() {
        return "A residual network: torchvision or CIFAR weights, basic or bottleneck blocks.";
    }

    @Override
    public Class<ResNetOptions> options() {
        return ResNetOptions.class;
    }

    @Override
    public boolean recognises(Path weights) {
        return Recognition.matches(weights, names -> names.contains(ResNetRecognition.MARKER), "module.");
    }

    @Override
    public VisionSubject open(ResNetOptions options, OpenContext context) {
        Weights weights =
                Weights.read(HubCache.local().resolve(options.weights())).strip("module.");
        PublishedConfig published = PublishedConfig.beside(options.weights());
        ResNetConfig config = new ResNetRecognition(weights, options, published).config();
        Preprocessing known = published
                .preprocessing(config.channels())
                .orElseGet(() -> ResNetRecognition.usualPreprocessing(config));
        List<String> labels = !options.labels().isEmpty()
                ? options.labels()
                : config.head().isEmpty() ? List.of() : published.labels();
        return PictureSubject.open(
                options.weights(),
                weights,
                "a ResNet",
                config.toString(),
                p -> new ResNetNetwork(config, p),
                options.preprocessing().over(known, config.size(), config.size()),
                labels,
                context);
    }
}
