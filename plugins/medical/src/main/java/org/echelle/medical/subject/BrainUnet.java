package org.echelle.medical.subject;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.echelle.api.Tap;
import org.echelle.api.TensorSpec;
import org.echelle.nn.Activation;
import org.echelle.nn.BatchNorm2d;
import org.echelle.nn.Conv2d;
import org.echelle.nn.ConvNorm;
import org.echelle.nn.ConvTranspose2d;
import org.echelle.nn.Parameters;
import org.echelle.nn.Taps;

/**
 * The U-Net for lower-grade glioma in brain MRI (Buda et al. 2019, arXiv 1906.03720): four stages of two convolutions with batch norm and ReLU,
 * a bottleneck, four stages up after a transposed convolution, whose output stands before the encoder's when both are joined.
 */
final class BrainUnet implements FilmNetwork {
    private static final int DEPTH = 4;

    private final int first;
    private final int classes;
    private final int size;
    private final List<Block> encoders = new ArrayList<>();
    private final Block bottleneck;
    private final List<ConvTranspose2d> larger = new ArrayList<>(); // from the deepest
    private final List<Block> decoders = new ArrayList<>();
    private final Conv2d last;

    /** @param first channels of the first stage, 32 in the published network */
    BrainUnet(int channels, int first, int classes, int size, Parameters p) {
        this.first = first;
        this.classes = classes;
        this.size = size;
        int in = channels;
        for (int k = 1; k <= DEPTH; k++) {
            encoders.add(new Block(p.at("encoder" + k), "enc" + k, in, first << (k - 1)));
            in = first << (k - 1);
        }
        bottleneck = new Block(p.at("bottleneck"), "bottleneck", in, 2 * in);
        in *= 2;
        for (int k = DEPTH; k >= 1; k--) {
            larger.add(new ConvTranspose2d(p.at("upconv" + k), in, in / 2, 2, 2, 0));
            decoders.add(new Block(p.at("decoder" + k), "dec" + k, in, in / 2));
            in /= 2;
        }
        last = new Conv2d(p.at("conv"), in, classes, 1, 1, 0, true);
    }

    private static final class Block {
        private final List<ConvNorm> layers = new ArrayList<>();

        Block(Parameters p, String name, int in, int out) {
            for (int n = 1; n <= 2; n++) {
                layers.add(new ConvNorm(
                        p,
                        new Conv2d(p.at(name + "conv" + n), n == 1 ? in : out, out, 3, 1, 1, false),
                        new BatchNorm2d(p.at(name + "norm" + n), out, 1e-5)));
            }
        }

        NDArray forward(NDArray x) {
            try (NDArray n1 = layers.get(0).forward(x);
                    NDArray a1 = Activation.RELU.forward(n1);
                    NDArray n2 = layers.get(1).forward(a1)) {
                return Activation.RELU.forward(n2);
            }
        }
    }

    @Override
    public NDList forward(NDArray pixels, Tap tap) {
        NDManager owner = pixels.getManager();
        try (NDManager scope = owner.newSubManager()) {
            NDArray x = Taps.alias(pixels, scope);
            List<NDArray> kept = new ArrayList<>();
            for (int k = 1; k <= DEPTH; k++) {
                NDArray y = Taps.at(tap, "encoder" + k, encoders.get(k - 1).forward(x));
                kept.add(y);
                x = Layers.maxPool(y, 2, 2, 0);
            }
            x = Taps.at(tap, "bottleneck", bottleneck.forward(x));
            for (int i = 0; i < DEPTH; i++) {
                int k = DEPTH - i;
                try (NDArray small = x;
                        NDArray beside = kept.get(k - 1);
                        NDArray wide = larger.get(i).forward(small);
                        NDArray both = NDArrays.concat(new NDList(wide, beside), 1)) {
                    x = Taps.at(tap, "decoder" + k, decoders.get(i).forward(both));
                }
            }
            NDArray map = last.forward(x);
            return Layers.out(owner, Layers.mean(map), map);
        }
    }

    @Override
    public List<Place> places() {
        int[] widths = new int[DEPTH];
        Arrays.setAll(widths, i -> first << i);
        return UnetPlaces.of("encoder", "decoder", widths, first << DEPTH, size, size);
    }

    @Override
    public List<TensorSpec> outputs() {
        return List.of(Layers.meanLogits(classes), Layers.map(classes, size, size));
    }

    @Override
    public Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("architecture", "U-Net, " + first + " channels in its first stage, sigmoid of each class's logits");
        return facts;
    }
}
