package org.echelle.medical.subject;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.pooling.Pool;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.echelle.api.Tap;
import org.echelle.api.TensorSpec;
import org.echelle.nn.Activation;
import org.echelle.nn.BatchNorm2d;
import org.echelle.nn.Conv2d;
import org.echelle.nn.Linear;
import org.echelle.nn.Parameters;
import org.echelle.nn.Taps;
import org.echelle.torch.HostView;

/**
 * DenseNet (Huang et al. 2017, arXiv 1608.06993) as torchvision and torchxrayvision name it: stem, four dense blocks with transitions
 * between them, a last norm, ReLU, global mean, linear head of findings that do not exclude each other.
 */
final class DenseNet implements FilmNetwork {
    private static final double EPS = 1e-5;

    /**
     * Sizes that weights tell.
     *
     * @param blocks layers of each dense block, such as 6, 12, 24, 16
     * @param growth channels that each layer adds
     * @param bottle channels inside a layer
     */
    record Config(int channels, int stem, int[] blocks, int growth, int bottle, int outputs, int size) {
        int widthAfter(int block) {
            int width = stem;
            for (int b = 0; b <= block; b++) {
                width = (b == 0 ? width : width / 2) + blocks[b] * growth;
            }
            return width;
        }

        /** Rows of the map in a block: the stem quarters them, each transition halves. */
        int rows(int block) {
            int rows = ((size + 1) / 2 + 1) / 2;
            for (int b = 0; b < block; b++) {
                rows /= 2;
            }
            return rows;
        }
    }

    private record Layer(BatchNorm2d norm1, Conv2d conv1, BatchNorm2d norm2, Conv2d conv2) {
        Layer(Parameters p, int in, Config c) {
            this(
                    new BatchNorm2d(p.at("norm1"), in, EPS),
                    new Conv2d(p.at("conv1"), in, c.bottle(), 1, 1, 0, false),
                    new BatchNorm2d(p.at("norm2"), c.bottle(), EPS),
                    new Conv2d(p.at("conv2"), c.bottle(), c.growth(), 3, 1, 1, false));
        }

        NDArray forward(NDArray x) {
            try (NDArray n1 = norm1.forward(x);
                    NDArray a1 = Activation.RELU.forward(n1);
                    NDArray c1 = conv1.forward(a1);
                    NDArray n2 = norm2.forward(c1);
                    NDArray a2 = Activation.RELU.forward(n2);
                    NDArray more = conv2.forward(a2)) {
                return NDArrays.concat(new NDList(x, more), 1);
            }
        }
    }

    private record Transition(BatchNorm2d norm, Conv2d conv) {
        NDArray forward(NDArray x) {
            try (NDArray n = norm.forward(x);
                    NDArray a = Activation.RELU.forward(n);
                    NDArray c = conv.forward(a)) {
                return Pool.avgPool2d(c, new Shape(2, 2), new Shape(2, 2), new Shape(0, 0), false, true);
            }
        }
    }

    private final Config config;
    private final Conv2d stem;
    private final BatchNorm2d stemNorm;
    private final List<List<Layer>> blocks = new ArrayList<>();
    private final List<Transition> transitions = new ArrayList<>();
    private final BatchNorm2d norm5;
    private final Linear head;
    private final float[] thresholds; // null without calibration

    DenseNet(Config config, float[] thresholds, Parameters parameters) {
        this.config = config;
        this.thresholds = thresholds == null ? null : thresholds.clone();
        parameters.ignore("op_threshs");
        Parameters p = parameters.at("features");
        stem = new Conv2d(p.at("conv0"), config.channels(), config.stem(), 7, 2, 3, false);
        stemNorm = new BatchNorm2d(p.at("norm0"), config.stem(), EPS);
        int width = config.stem();
        for (int b = 0; b < config.blocks().length; b++) {
            List<Layer> layers = new ArrayList<>();
            for (int k = 0; k < config.blocks()[b]; k++) {
                layers.add(new Layer(p.at("denseblock" + (b + 1) + ".denselayer" + (k + 1)), width, config));
                width += config.growth();
            }
            blocks.add(layers);
            if (b + 1 < config.blocks().length) {
                Parameters t = p.at("transition" + (b + 1));
                transitions.add(new Transition(
                        new BatchNorm2d(t.at("norm"), width, EPS),
                        new Conv2d(t.at("conv"), width, width / 2, 1, 1, 0, false)));
                width /= 2;
            }
        }
        norm5 = new BatchNorm2d(p.at("norm5"), width, EPS);
        head = new Linear(parameters.at("classifier"), width, config.outputs(), true);
    }

    @Override
    public NDList forward(NDArray pixels, Tap tap) {
        NDManager owner = pixels.getManager();
        try (NDManager scope = owner.newSubManager()) {
            NDArray x = stem(Taps.alias(pixels, scope));
            for (int b = 0; b < blocks.size(); b++) {
                for (Layer layer : blocks.get(b)) {
                    try (NDArray before = x) {
                        x = layer.forward(before);
                    }
                }
                x = Taps.at(tap, "features.denseblock" + (b + 1), x);
                if (b < transitions.size()) {
                    try (NDArray before = x) {
                        x = Taps.at(
                                tap,
                                "features.transition" + (b + 1),
                                transitions.get(b).forward(before));
                    }
                }
            }
            NDArray normal = Taps.at(tap, "features.norm5", norm5.forward(x));
            NDArray active = Taps.at(tap, "relu", Activation.RELU.forward(normal));
            NDArray logits = head.forward(Layers.mean(active));
            return Layers.out(owner, logits, calibrated(logits));
        }
    }

    private NDArray stem(NDArray pixels) {
        try (NDArray c = stem.forward(pixels);
                NDArray n = stemNorm.forward(c);
                NDArray a = Activation.RELU.forward(n)) {
            return Layers.maxPool(a, 3, 2, 1);
        }
    }

    /**
     * torchxrayvision's {@code op_norm}: probabilities brought to 0.5 at each finding's operating point, piecewise linear; 0.5 throughout
     * for findings without one.
     */
    private NDArray calibrated(NDArray logits) {
        NDArray p = logits.getNDArrayInternal().sigmoid();
        if (thresholds == null) {
            return p;
        }
        int n = thresholds.length;
        float[] low = new float[n];
        float[] high = new float[n];
        float[] at = new float[n];
        float[] known = new float[n];
        for (int i = 0; i < n; i++) {
            boolean has = Float.isFinite(thresholds[i]) && thresholds[i] > 0 && thresholds[i] < 1;
            at[i] = has ? thresholds[i] : 0.5f;
            low[i] = 1 / (2 * at[i]);
            high[i] = 1 / (2 * (1 - at[i]));
            known[i] = has ? 1 : 0;
        }
        NDManager m = logits.getManager();
        Shape each = new Shape(n);
        NDArray t = HostView.array(m, at, each);
        NDArray below = p.mul(HostView.array(m, low, each));
        NDArray above = p.neg().add(1).mul(HostView.array(m, high, each)).neg().add(1);
        NDArray picked = below.add(above.sub(below).mul(p.gte(t).toType(p.getDataType(), false)));
        return picked.sub(0.5).mul(HostView.array(m, known, each)).add(0.5);
    }

    @Override
    public List<Place> places() {
        List<Place> places = new ArrayList<>();
        int last = config.blocks().length - 1;
        for (int b = 0; b <= last; b++) {
            int width = config.widthAfter(b);
            int rows = config.rows(b);
            places.add(Place.map(
                    "features.denseblock" + (b + 1), width, rows, rows, "all channels after dense block " + (b + 1)));
            if (b < last) {
                places.add(Place.map(
                        "features.transition" + (b + 1),
                        width / 2,
                        config.rows(b + 1),
                        config.rows(b + 1),
                        "output of transition " + (b + 1)));
            }
        }
        int width = config.widthAfter(last);
        int rows = config.rows(last);
        places.add(Place.map("features.norm5", width, rows, rows, "last norm, before the ReLU"));
        places.add(Place.map("relu", width, rows, rows, "last norm after the ReLU, what the head averages"));
        return places;
    }

    @Override
    public List<TensorSpec> outputs() {
        long n = config.outputs();
        return List.of(
                new TensorSpec("logits", List.of(-1L, n), "log-odds of each finding, not calibrated"),
                new TensorSpec(
                        "probabilities",
                        List.of(-1L, n),
                        thresholds == null
                                ? "sigmoid of the log-odds"
                                : "calibrated: 0.5 is each finding's operating point (op_norm)"));
    }

    @Override
    public Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        int layers = 2 * java.util.Arrays.stream(config.blocks()).sum() + config.blocks().length + 1;
        facts.put("architecture", "DenseNet-" + layers + ", growth " + config.growth());
        facts.put("calibration", thresholds == null ? "none" : "op_norm");
        return facts;
    }
}
