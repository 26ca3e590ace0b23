package org.echelle.medical.subject;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
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
 * Stages of a 3 x 3 convolution, a batch norm, a ReLU and (but for the last stage) a halving maximum, then a global mean and a linear head.
 * Stages lie four modules apart ({@code features.0}, {@code features.4}, ...).
 */
final class PlainCnn implements FilmNetwork {
    private static final int APART = 4;

    private final int[] widths;
    private final int classes;
    private final int size;
    private final List<ConvNorm> stages = new ArrayList<>();
    private final Linear head;

    PlainCnn(int channels, int[] widths, int classes, int size, Parameters p) {
        this.widths = widths.clone();
        this.classes = classes;
        this.size = size;
        int in = channels;
        for (int i = 0; i < widths.length; i++) {
            Parameters f = p.at("features");
            stages.add(new ConvNorm(
                    p,
                    new Conv2d(f.at(String.valueOf(APART * i)), in, widths[i], 3, 1, 1, true),
                    new BatchNorm2d(f.at(String.valueOf(APART * i + 1)), widths[i], 1e-5)));
            in = widths[i];
        }
        head = new Linear(p.at("fc"), in, classes, true);
    }

    private static String hook(int stage) {
        return "features." + (APART * stage + 2);
    }

    @Override
    public NDList forward(NDArray pixels, Tap tap) {
        NDManager owner = pixels.getManager();
        try (NDManager scope = owner.newSubManager()) {
            NDArray x = Taps.alias(pixels, scope);
            for (int i = 0; i < stages.size(); i++) {
                try (NDArray in = x;
                        NDArray normal = stages.get(i).forward(in)) {
                    x = Taps.at(tap, hook(i), Activation.RELU.forward(normal));
                }
                if (i + 1 < stages.size()) {
                    try (NDArray wide = x) {
                        x = Layers.maxPool(wide, 2, 2, 0);
                    }
                }
            }
            return Layers.out(owner, head.forward(Layers.mean(x)));
        }
    }

    @Override
    public List<Place> places() {
        List<Place> places = new ArrayList<>();
        for (int i = 0; i < widths.length; i++) {
            places.add(Place.map(hook(i), widths[i], size >> i, size >> i, "stage " + (i + 1) + " after its ReLU"));
        }
        return places;
    }

    @Override
    public List<TensorSpec> outputs() {
        return List.of(Layers.logits(classes));
    }

    @Override
    public Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("architecture", widths.length + " convolutions, global mean, linear head of " + classes);
        return facts;
    }
}
