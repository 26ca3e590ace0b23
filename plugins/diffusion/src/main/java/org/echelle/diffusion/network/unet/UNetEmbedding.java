package org.echelle.diffusion.network.unet;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import java.util.Optional;
import org.echelle.api.Tap;
import org.echelle.diffusion.DiffusionException;
import org.echelle.diffusion.network.Condition;
import org.echelle.diffusion.network.Labels;
import org.echelle.diffusion.network.unet.UNetConfig.Added;
import org.echelle.diffusion.network.unet.UNetConfig.Classes;
import org.echelle.nn.Init;
import org.echelle.nn.Linear;
import org.echelle.nn.Mlp;
import org.echelle.nn.Parameters;
import org.echelle.nn.Taps;
import org.echelle.torch.Scalars;

/** The vector that every resnet is told: time, and with it class, or pooled text and sizes. Checks what it is given. */
final class UNetEmbedding {
    /** What diffusers takes from a product that must not count. */
    private static final double FORBIDDEN = 10000;

    /** Hook point of the class as the network is told it. */
    static final String CLASS = "class_embedding";

    private final UNetConfig config;
    private final Mlp time;
    private final NDArray table; // [classes, timeWidth], null without
    private final Mlp label; // null unless labels go the way of the time
    private final Mlp added; // null without pooled text

    /** @param p the whole network's scope */
    UNetEmbedding(Parameters p, UNetConfig config) {
        this.config = config;
        int width = config.style().timeWidth();
        time = twoLayers(p.at("time_embedding"), config.time().width(), width);
        Classes classes = config.classes();
        table = classes.table() == 0
                ? null
                : p.get("class_embedding.weight", Init.TRUNCATED_NORMAL, classes.table(), width);
        label = classes.sinusoids()
                ? twoLayers(p.at("class_embedding"), config.time().width(), width)
                : null;
        added = config.added()
                .map(a -> twoLayers(p.at("add_embedding"), a.width(), width))
                .orElse(null);
    }

    private Mlp twoLayers(Parameters p, int in, int width) {
        return Mlp.plain(
                new Linear(p.at("linear_1"), in, width, true),
                config.style().activation(),
                new Linear(p.at("linear_2"), width, width, true));
    }

    /**
     * Begins a pass.
     *
     * @param x samples; what the pass holds belongs to their manager
     */
    Pass pass(NDArray x, double[] times, Condition condition, Tap tap) {
        check(x, times, condition);
        NDManager manager = x.getManager();
        NDArray sum = embed(time, config.time().of(manager, times));
        if (config.classes().told()) {
            sum = sum.add(Taps.at(tap, CLASS, labels(manager, x.getShape().get(0), condition)));
        }
        if (config.added().isPresent()) {
            sum = sum.add(added(manager, config.added().get(), condition));
        }
        NDArray active = config.style().activation().forward(sum);
        NDArray text =
                config.textWidth() == 0 ? active : Taps.alias(condition.text().orElseThrow(), manager);
        return new Pass(tap, active, text, bias(condition, text));
    }

    private NDArray bias(Condition condition, NDArray text) {
        if (condition.mask().isEmpty()) {
            return null;
        }
        Shape t = text.getShape();
        NDArray mask = Taps.alias(condition.mask().get(), text.getManager());
        if (config.textWidth() == 0 || !mask.getShape().equals(new Shape(t.get(0), t.get(1)))) {
            throw new DiffusionException("The mask is " + mask.getShape() + ", but the text is "
                    + (config.textWidth() == 0 ? "not read by this U-Net" : String.valueOf(t))
                    + "; give one number a token.");
        }
        return Scalars.times(mask.toType(DataType.FLOAT32, false).sub(1), FORBIDDEN)
                .reshape(t.get(0), 1, 1, t.get(1));
    }

    private static NDArray embed(Mlp layers, NDArray sinusoids) {
        return layers.forward(sinusoids, Tap.NONE, "");
    }

    private NDArray labels(NDManager manager, long batch, Condition condition) {
        if (config.classes().sinusoids()) {
            try (NDArray numbers =
                    wanted(condition.labels(), "a class for each sample").toType(DataType.FLOAT64, true)) {
                return embed(label, config.time().of(manager, numbers.toDoubleArray()));
            }
        }
        NDArray mine = Labels.of(condition, config.conditioning(), batch, manager);
        return mine.getNDArrayInternal()
                .embedding(mine, table, SparseFormat.DENSE)
                .singletonOrThrow();
    }

    private NDArray added(NDManager manager, Added widths, Condition condition) {
        NDArray pooled = Taps.alias(wanted(condition.pooled(), "a pooled text vector for each sample"), manager);
        NDArray sizes = wanted(condition.sizes(), "six sizes for each sample");
        shape("pooled text", pooled, sizes.getShape().get(0), widths.pooled());
        shape("sizes", sizes, pooled.getShape().get(0), Added.SIZES);
        try (NDArray numbers = sizes.toType(DataType.FLOAT64, true);
                NDArray told = widths.sizes().of(manager, numbers.toDoubleArray());
                NDArray rows = told.reshape(
                        sizes.getShape().get(0),
                        (long) Added.SIZES * widths.sizes().width());
                NDArray both = NDArrays.concat(new NDList(pooled, rows), 1)) {
            return embed(added, both);
        }
    }

    private void check(NDArray x, double[] times, Condition condition) {
        Shape s = x.getShape();
        if (s.dimension() != 4 || s.get(1) != config.in()) {
            throw new DiffusionException(
                    "This U-Net reads samples [batch, " + config.in() + ", height, width], but was given " + s + ".");
        }
        long batch = s.get(0);
        if (times.length != 1 && times.length != batch) {
            throw new DiffusionException(
                    "There are " + times.length + " times for " + batch + " samples; give one for all or one each.");
        }
        if (config.textWidth() > 0) {
            NDArray text = wanted(condition.text(), "hidden states of a text encoder for each sample");
            Shape t = text.getShape();
            if (t.dimension() != 3 || t.get(0) != batch || t.get(2) != config.textWidth()) {
                throw new DiffusionException("The text is " + t + ", but this U-Net reads [" + batch + ", tokens, "
                        + config.textWidth() + "]; it belongs to another text encoder.");
            }
        } else if (condition.text().isPresent()) {
            throw new DiffusionException("This U-Net reads no text; leave it away.");
        }
        if (condition.labels().isPresent() && !config.classes().told()) {
            throw new DiffusionException("This U-Net knows no classes; leave the labels away.");
        }
    }

    private static void shape(String what, NDArray array, long batch, long width) {
        if (!array.getShape().equals(new Shape(batch, width))) {
            throw new DiffusionException("The " + what + " is " + array.getShape() + ", but this U-Net reads [" + batch
                    + ", " + width + "].");
        }
    }

    private static NDArray wanted(Optional<NDArray> part, String what) {
        return part.orElseThrow(() -> new DiffusionException("This U-Net wants " + what + " beside the time."));
    }
}
