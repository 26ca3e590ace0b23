package org.echelle.vision.subject;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.pooling.Pool;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.echelle.api.Axis;
import org.echelle.api.HookPoint;
import org.echelle.api.Tap;
import org.echelle.nn.Activation;
import org.echelle.nn.BatchNorm2d;
import org.echelle.nn.Conv2d;
import org.echelle.nn.ConvNorm;
import org.echelle.nn.Linear;
import org.echelle.nn.Parameters;
import org.echelle.nn.Taps;
import org.echelle.vision.subject.PictureSubject.Network;
import org.echelle.vision.subject.PictureSubject.Place;

/** A residual network (He et al. 2016, arXiv 1512.03385): stem, residual blocks in stages, global average, linear head. */
final class ResNetNetwork implements Network {
    private final ResNetConfig config;
    private final ConvNorm stem;
    private final List<ResNetBlock> blocks = new ArrayList<>();
    private final Linear head; // null without

    ResNetNetwork(ResNetConfig config, Parameters parameters) {
        this.config = config;
        Parameters p = parameters.at(config.prefix());
        int kernel = config.stemKernel();
        Conv2d conv = new Conv2d(
                p.at("conv1"),
                config.channels(),
                config.stemWidth(),
                kernel,
                config.pools() ? 2 : 1,
                kernel / 2,
                false);
        stem = new ConvNorm(p, conv, new BatchNorm2d(p.at("bn1"), config.stemWidth(), config.eps()));
        config.blocks().forEach(b -> blocks.add(new ResNetBlock(b, config.eps(), p)));
        int width = config.blocks().get(config.blocks().size() - 1).out();
        head = config.head().isEmpty() ? null : new Linear(p.at(config.head()), width, config.outputs(), true);
    }

    @Override
    public NDArray forward(NDArray pixels, Tap tap) {
        NDManager owner = pixels.getManager();
        try (NDManager scope = owner.newSubManager()) {
            NDArray x = stem(Taps.alias(pixels, scope), tap);
            for (int i = 0; i < blocks.size(); i++) {
                ResNetConfig.Block b = config.blocks().get(i);
                NDArray y = blocks.get(i).forward(x);
                x.close();
                x = Taps.at(tap, config.prefix() + b.path(), y);
                if (config.endsStage(i)) {
                    x = Taps.at(tap, stagePath(b), x);
                }
            }
            NDArray pooled =
                    x.reshape(x.getShape().get(0), x.getShape().get(1), -1).mean(new int[] {2});
            NDArray out = head == null ? pooled : head.forward(pooled);
            out.attach(owner);
            return out;
        }
    }

    private NDArray stem(NDArray pixels, Tap tap) {
        String path = config.prefix() + config.stem();
        boolean before = config.stem().equals("bn1");
        NDArray normal = stem.forward(pixels);
        if (before) {
            normal = Taps.at(tap, path, normal);
        }
        NDArray x = Activation.RELU.forward(normal);
        normal.close();
        if (!before) {
            x = Taps.at(tap, path, x);
        }
        if (!config.pools()) {
            return x;
        }
        try (NDArray wide = x) {
            return Pool.maxPool2d(wide, new Shape(3, 3), new Shape(2, 2), new Shape(1, 1), false);
        }
    }

    private String stagePath(ResNetConfig.Block b) {
        return config.prefix() + "layer" + b.stage();
    }

    @Override
    public List<Place> places() {
        List<Place> places = new ArrayList<>();
        String when = config.stem().equals("bn1") ? "stem before its ReLU" : "stem after its ReLU";
        places.add(place(config.prefix() + config.stem(), config.stemWidth(), config.stemSize(), when));
        for (int i = 0; i < blocks.size(); i++) {
            ResNetConfig.Block b = config.blocks().get(i);
            int size = config.sizeAfter(i);
            places.add(place(
                    config.prefix() + b.path(),
                    b.out(),
                    size,
                    "output of block " + b.index() + " of stage " + b.stage()));
            if (config.endsStage(i)) {
                places.add(place(stagePath(b), b.out(), size, "output of stage " + b.stage()));
            }
        }
        return places;
    }

    private static Place place(String name, int width, int size, String description) {
        List<Axis> axes = List.of(new Axis("y", size), new Axis("x", size));
        return new Place(new HookPoint(name, width, HookPoint.Layout.WIDTH_SECOND, axes, description), 0, size, size);
    }

    @Override
    public int outputs() {
        return config.outputs();
    }

    @Override
    public boolean classifies() {
        return head != null;
    }

    @Override
    public Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("architecture", config.describe());
        facts.put("layout", config.pools() ? "torchvision" : "cifar");
        return facts;
    }
}
