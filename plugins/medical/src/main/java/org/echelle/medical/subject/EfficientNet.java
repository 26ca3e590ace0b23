package org.echelle.medical.subject;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.echelle.api.Tap;
import org.echelle.api.TensorSpec;
import org.echelle.nn.Activation;
import org.echelle.nn.BatchNorm2d;
import org.echelle.nn.Conv2d;
import org.echelle.nn.ConvNorm;
import org.echelle.nn.Linear;
import org.echelle.nn.Parameters;
import org.echelle.nn.Taps;

/**
 * EfficientNet (Tan and Le 2019, arXiv 1905.11946) under lukemelas' names, as Mammo-CLIP's image tower has it: inverted bottlenecks with
 * depthwise convolutions and squeeze-excitation, swish throughout, batch norms with an epsilon of 1e-3.
 *
 * <p>Convolutions are padded as TensorFlow's "same", computed once for square pictures of {@code paddedFor} pixels, whatever the input's size:
 * where a stride needs an odd number of zeros, the odd one stands below and to the right.
 */
final class EfficientNet implements FilmNetwork {
    private static final double EPS = 1e-3;

    /**
     * One block, as its weights and its place tell.
     *
     * @param inner channels of the depthwise convolution
     */
    record Block(int in, int inner, int out, int kernel, int stride, int squeezed) {
        boolean expands() {
            return inner != in;
        }
    }

    /** @param outputs of the head; 0 without one */
    record Config(
            String prefix,
            int channels,
            int stem,
            List<Block> blocks,
            int head,
            int outputs,
            int height,
            int width,
            int paddedFor) {}

    /** A convolution and its norm, with zeros that need not be as many on both sides. */
    private static final class Padded {
        private final ConvNorm layer;
        private final int before;
        private final int after;
        private final int kernel;
        private final int stride;

        /** @param size of the square picture that comes, for which the padding is computed */
        Padded(Parameters p, String conv, String norm, int in, int out, int kernel, int stride, int groups, int size) {
            int places = (size + stride - 1) / stride;
            int zeros = Math.max((places - 1) * stride + kernel - size, 0);
            before = zeros / 2;
            after = zeros - before;
            this.kernel = kernel;
            this.stride = stride;
            int even = before == after ? before : 0;
            layer = new ConvNorm(
                    p,
                    new Conv2d(p.at(conv), in, out, kernel, stride, even, 1, groups, false),
                    new BatchNorm2d(p.at(norm), out, EPS));
        }

        int places(int n) {
            return (n + before + after - kernel) / stride + 1;
        }

        NDArray forward(NDArray x) {
            if (before == after) {
                return layer.forward(x);
            }
            try (NDArray wide = x.pad(new Shape(before, after, before, after), 0)) {
                return layer.forward(wide);
            }
        }
    }

    private static final class Layer {
        private final ConvNorm expand; // null without
        private final Padded depthwise;
        private final Conv2d reduce;
        private final Conv2d gate;
        private final ConvNorm project;
        private final boolean around;

        Layer(Parameters p, Block b, int size) {
            expand = b.expands()
                    ? new ConvNorm(
                            p,
                            new Conv2d(p.at("_expand_conv"), b.in(), b.inner(), 1, 1, 0, false),
                            new BatchNorm2d(p.at("_bn0"), b.inner(), EPS))
                    : null;
            depthwise = new Padded(
                    p, "_depthwise_conv", "_bn1", b.inner(), b.inner(), b.kernel(), b.stride(), b.inner(), size);
            reduce = new Conv2d(p.at("_se_reduce"), b.inner(), b.squeezed(), 1, 1, 0, true);
            gate = new Conv2d(p.at("_se_expand"), b.squeezed(), b.inner(), 1, 1, 0, true);
            project = new ConvNorm(
                    p,
                    new Conv2d(p.at("_project_conv"), b.inner(), b.out(), 1, 1, 0, false),
                    new BatchNorm2d(p.at("_bn2"), b.out(), EPS));
            around = b.stride() == 1 && b.in() == b.out();
        }

        NDArray forward(NDArray x) {
            try (NDArray inner = expand == null ? Taps.alias(x, x.getManager()) : swish(expand.forward(x));
                    NDArray deep = swish(depthwise.forward(inner));
                    NDArray gated = excited(deep);
                    NDArray y = project.forward(gated)) {
                return around ? y.add(x) : Taps.alias(y, y.getManager());
            }
        }

        private NDArray excited(NDArray x) {
            Shape s = x.getShape();
            try (NDArray mean = Layers.mean(x);
                    NDArray pooled = mean.reshape(s.get(0), s.get(1), 1, 1);
                    NDArray small = swish(reduce.forward(pooled));
                    NDArray wide = gate.forward(small);
                    NDArray open = wide.getNDArrayInternal().sigmoid()) {
                return x.mul(open);
            }
        }
    }

    private static NDArray swish(NDArray x) {
        try (x) {
            return Activation.SILU.forward(x);
        }
    }

    private final Config config;
    private final Padded stem;
    private final List<Layer> layers = new ArrayList<>();
    private final ConvNorm last;
    private final Linear head; // null without
    private final List<Place> places = new ArrayList<>();

    EfficientNet(Config config, Parameters parameters) {
        this.config = config;
        Parameters p = parameters.at(config.prefix());
        p.ignore("_fc.*");
        int size = config.paddedFor();
        stem = new Padded(p, "_conv_stem", "_bn0", config.channels(), config.stem(), 3, 2, 1, size);
        size = (size + 1) / 2;
        int rows = stem.places(config.height());
        int columns = stem.places(config.width());
        for (int i = 0; i < config.blocks().size(); i++) {
            Block b = config.blocks().get(i);
            Layer layer = new Layer(p.at("_blocks." + i), b, size);
            layers.add(layer);
            size = (size + b.stride() - 1) / b.stride();
            rows = layer.depthwise.places(rows);
            columns = layer.depthwise.places(columns);
            places.add(Place.map(config.prefix() + "_blocks." + i, b.out(), rows, columns, "output of block " + i));
        }
        int width = config.blocks().get(config.blocks().size() - 1).out();
        last = new ConvNorm(
                p,
                new Conv2d(p.at("_conv_head"), width, config.head(), 1, 1, 0, false),
                new BatchNorm2d(p.at("_bn1"), config.head(), EPS));
        places.add(Place.map(
                config.prefix() + "_swish", config.head(), rows, columns, "last map, what the head averages"));
        head = config.outputs() == 0
                ? null
                : new Linear(parameters.at("classifier.classification_head"), config.head(), config.outputs(), true);
    }

    @Override
    public NDList forward(NDArray pixels, Tap tap) {
        NDManager owner = pixels.getManager();
        try (NDManager scope = owner.newSubManager()) {
            NDArray x = swish(stem.forward(Taps.alias(pixels, scope)));
            for (int i = 0; i < layers.size(); i++) {
                try (NDArray before = x) {
                    x = Taps.at(
                            tap, config.prefix() + "_blocks." + i, layers.get(i).forward(before));
                }
            }
            x = Taps.at(tap, config.prefix() + "_swish", swish(last.forward(x)));
            NDArray pooled = Layers.mean(x);
            return Layers.out(owner, head == null ? pooled : head.forward(pooled));
        }
    }

    @Override
    public List<Place> places() {
        return List.copyOf(places);
    }

    @Override
    public List<TensorSpec> outputs() {
        return List.of(
                head != null
                        ? Layers.logits(config.outputs())
                        : new TensorSpec(
                                "features", List.of(-1L, (long) config.head()), "the vector that stands for the film"));
    }

    @Override
    public Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(
                "architecture",
                "EfficientNet of " + layers.size() + " blocks, " + config.head() + " channels at the end");
        facts.put("padding", "\"same\" as computed for " + config.paddedFor() + " pixels");
        return facts;
    }
}
