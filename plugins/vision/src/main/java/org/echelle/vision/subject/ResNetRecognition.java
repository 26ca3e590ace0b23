package org.echelle.vision.subject;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.echelle.pictures.Interpolation;
import org.echelle.torch.Weights;

/** Infers what ResNet stands in weights, from names and shapes. */
final class ResNetRecognition {
    static final String MARKER = "layer1.0.conv1.weight";

    private final WeightShapes shapes;
    private final String prefix;
    private final ResNetOptions options;
    private final PublishedConfig published;

    ResNetRecognition(Weights weights, ResNetOptions options, PublishedConfig published) {
        this.options = options;
        this.published = published;
        shapes = new WeightShapes(weights, "a ResNet");
        prefix = weights.names().stream()
                .filter(n -> n.equals(MARKER) || n.endsWith("." + MARKER))
                .map(n -> n.substring(0, n.length() - MARKER.length()))
                .min(Comparator.comparingInt(String::length))
                .orElseThrow(() -> new SubjectException(
                        "The weights in " + weights.path() + " hold no ResNet: " + shapes.looks() + "."));
    }

    ResNetConfig config() {
        long[] stem = shapes.of(prefix + "conv1.weight", 4);
        if (stem[2] != 7 && stem[2] != 3) {
            throw new SubjectException("The first convolution has a kernel of " + stem[2]
                    + " pixels; ResNets with 7 (torchvision) or 3 (CIFAR) are known.");
        }
        String head = shapes.has(prefix + "fc.weight") ? "fc" : shapes.has(prefix + "linear.weight") ? "linear" : "";
        List<ResNetConfig.Block> blocks = blocks((int) stem[0]);
        int outputs =
                head.isEmpty() ? blocks.get(blocks.size() - 1).out() : (int) shapes.of(prefix + head + ".weight", 2)[0];
        boolean cifar = stem[2] == 3;
        int size = options.imageSize().orElseGet(() -> published
                .preprocessing((int) stem[1])
                .map(Preprocessing::height)
                .orElse(cifar ? 32 : 224));
        return new ResNetConfig(
                prefix,
                (int) stem[1],
                size,
                (int) stem[0],
                (int) stem[2],
                blocks,
                head.equals("linear") ? "bn1" : "relu",
                head,
                outputs,
                options.normEps().orElse(1e-5));
    }

    private List<ResNetConfig.Block> blocks(int stemWidth) {
        List<ResNetConfig.Block> blocks = new ArrayList<>();
        int in = stemWidth;
        for (int stage = 1; shapes.has(prefix + "layer" + stage + ".0.conv1.weight"); stage++) {
            int count = shapes.count(prefix + "layer" + stage + ".%d.conv1.weight");
            for (int i = 0; i < count; i++) {
                String scope = prefix + "layer" + stage + "." + i + ".";
                boolean bottleneck = shapes.has(scope + "conv3.weight");
                int inner = (int) shapes.of(scope + "conv1.weight", 4)[0];
                long[] second = shapes.of(scope + "conv2.weight", 4);
                int out = (int) (bottleneck ? shapes.of(scope + "conv3.weight", 4)[0] : second[0]);
                int groups = bottleneck ? (int) Math.max(1, inner / Math.max(1, second[1])) : 1;
                String shortcut = shapes.has(scope + "downsample.0.weight")
                        ? "downsample"
                        : shapes.has(scope + "shortcut.0.weight") ? "shortcut" : "";
                int stride = stage > 1 && i == 0 ? 2 : 1;
                blocks.add(new ResNetConfig.Block(stage, i, bottleneck, in, inner, out, stride, groups, shortcut));
                in = out;
            }
        }
        return blocks;
    }

    /** What is usual when neither config files nor options tell. */
    static Preprocessing usualPreprocessing(ResNetConfig c) {
        boolean cifar = !c.pools();
        int edge = cifar ? c.size() : Math.round(c.size() * 256f / 224);
        boolean grey = c.channels() == 1;
        return new Preprocessing(
                c.channels(),
                cifar ? Resize.EXACT : Resize.SHORTEST,
                edge,
                edge,
                c.size(),
                c.size(),
                Interpolation.BILINEAR,
                false,
                grey ? List.of(0.5) : Preprocessing.IMAGENET_MEAN,
                grey ? List.of(0.5) : Preprocessing.IMAGENET_STD,
                "assumed, as usual for ResNets; the option preprocessing changes it");
    }
}
