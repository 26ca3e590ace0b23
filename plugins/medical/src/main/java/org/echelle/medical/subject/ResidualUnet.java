package org.echelle.medical.subject;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.echelle.api.Tap;
import org.echelle.api.TensorSpec;
import org.echelle.nn.Activation;
import org.echelle.nn.BilinearUpsampling;
import org.echelle.nn.Conv2d;
import org.echelle.nn.GroupNorm;
import org.echelle.nn.Parameters;
import org.echelle.nn.Taps;

/**
 * The residual U-Net that HybridGNet (Gaggion et al. 2022, arXiv 2203.10977) is held against: four stages down, a bottleneck, four stages up,
 * each {@code relu(conv relu norm conv relu norm x + skip(x))}, bilinear enlargement with aligned corners.
 *
 * <p>Its batch norms keep no statistics and normalise with the batch at hand, which for a batch of one film is a norm of each channel over
 * the film. Every film is normalised as if it came alone, so that outputs do not depend on what else is in the batch.
 */
final class ResidualUnet implements FilmNetwork {
    private static final double EPS = 1e-5;

    private final int[] widths; // of the stages down
    private final int classes;
    private final int rows;
    private final int columns;
    private final List<Block> down = new ArrayList<>();
    private final List<Block> up = new ArrayList<>(); // from the deepest
    private final Block bottleneck;
    private final BilinearUpsampling larger;
    private final Conv2d last;

    /** @param widths channels after each stage down, such as 8, 16, 32, 64 */
    ResidualUnet(int channels, int[] widths, int classes, int rows, int columns, Parameters p) {
        this.widths = widths.clone();
        this.classes = classes;
        this.rows = rows;
        this.columns = columns;
        int in = channels;
        for (int i = 0; i < widths.length; i++) {
            down.add(new Block(p.at("dconv_down" + (i + 1)), in, widths[i]));
            in = widths[i];
        }
        bottleneck = new Block(p.at("bottleneck"), in, in);
        for (int i = widths.length - 1; i >= 0; i--) {
            up.add(new Block(p.at("dconv_up" + (i + 1)), in + widths[i], widths[i]));
            in = widths[i];
        }
        larger = new BilinearUpsampling(p, true);
        last = new Conv2d(p.at("conv_last"), in, classes, 1, 1, 0, true);
    }

    /** Two convolutions with their norms before them, and a way around. */
    private static final class Block {
        private final GroupNorm firstNorm;
        private final Conv2d first;
        private final GroupNorm secondNorm;
        private final Conv2d second;
        private final Conv2d skip; // null for the identity
        private final GroupNorm skipNorm;

        Block(Parameters p, int in, int out) {
            firstNorm = new GroupNorm(p.at("block.0"), in, in, EPS);
            first = new Conv2d(p.at("block.2"), in, out, 3, 1, 1, true);
            secondNorm = new GroupNorm(p.at("block.3"), out, out, EPS);
            second = new Conv2d(p.at("block.5"), out, out, 3, 1, 1, true);
            skip = in == out ? null : new Conv2d(p.at("skip.0"), in, out, 1, 1, 0, false);
            skipNorm = in == out ? null : new GroupNorm(p.at("skip.1"), out, out, EPS);
        }

        NDArray forward(NDArray x) {
            try (NDArray n1 = firstNorm.forward(x);
                    NDArray a1 = Activation.RELU.forward(n1);
                    NDArray c1 = first.forward(a1);
                    NDArray n2 = secondNorm.forward(c1);
                    NDArray a2 = Activation.RELU.forward(n2);
                    NDArray c2 = second.forward(a2);
                    NDArray around = around(x);
                    NDArray sum = c2.add(around)) {
                return Activation.RELU.forward(sum);
            }
        }

        private NDArray around(NDArray x) {
            if (skip == null) {
                return Taps.alias(x, x.getManager());
            }
            try (NDArray projected = skip.forward(x)) {
                return skipNorm.forward(projected);
            }
        }
    }

    @Override
    public NDList forward(NDArray pixels, Tap tap) {
        NDManager owner = pixels.getManager();
        try (NDManager scope = owner.newSubManager()) {
            NDArray x = Taps.alias(pixels, scope);
            List<NDArray> kept = new ArrayList<>();
            for (int i = 0; i < down.size(); i++) {
                NDArray y = Taps.at(tap, "dconv_down" + (i + 1), down.get(i).forward(x));
                kept.add(y);
                x.close();
                x = Layers.maxPool(y, 2, 2, 0);
            }
            NDArray deep = bottleneck.forward(x);
            x.close();
            x = Taps.at(tap, "bottleneck", deep);
            for (int i = 0; i < up.size(); i++) {
                int stage = down.size() - i;
                try (NDArray beside = kept.get(stage - 1);
                        NDArray small = x;
                        NDArray wide = larger.forward(
                                small,
                                beside.getShape().get(2),
                                beside.getShape().get(3));
                        NDArray both = NDArrays.concat(new NDList(wide, beside), 1)) {
                    x = Taps.at(tap, "dconv_up" + stage, up.get(i).forward(both));
                }
            }
            NDArray map = last.forward(x);
            return Layers.out(owner, Layers.mean(map), map);
        }
    }

    @Override
    public List<Place> places() {
        return UnetPlaces.of("dconv_down", "dconv_up", widths, widths[widths.length - 1], rows, columns);
    }

    @Override
    public List<TensorSpec> outputs() {
        return List.of(Layers.meanLogits(classes), Layers.map(classes, rows, columns));
    }

    @Override
    public Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        StringBuilder text = new StringBuilder();
        for (int w : widths) {
            text.append(text.length() == 0 ? "" : "/").append(w);
        }
        facts.put("architecture", "residual U-Net " + text + ", " + classes + " classes");
        facts.put("norms", "of each film by itself (batch norms without kept statistics, a batch of one)");
        return facts;
    }
}
