package ${package};

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.echelle.api.HookPoint;
import org.echelle.api.Tap;
import org.echelle.nn.Linear;
import org.echelle.nn.Parameters;

/**
 * The architecture: {@code decoder(encoder(x))}, with the bottleneck between them as hook point. Layers take their weights by the names
 * that PyTorch gave them: {@code encoder.weight}, {@code encoder.bias}, {@code decoder.weight}, {@code decoder.bias}.
 */
final class Layers {
    private final int columns;
    private final int width;
    private final Linear encoder;
    private final Linear decoder;

    Layers(Parameters p) {
        if (!p.has("encoder.weight")) {
            throw new PluginException("The weights have no encoder.weight; save the state_dict of this autoencoder.");
        }
        long[] shape = p.published("encoder.weight"); // [width, columns]
        width = Math.toIntExact(shape[0]);
        columns = Math.toIntExact(shape[shape.length - 1]);
        encoder = new Linear(p.at("encoder"), columns, width, true);
        decoder = new Linear(p.at("decoder"), width, columns, true);
    }

    /** How many numbers a row has. */
    int columns() {
        return columns;
    }

    /** In a few words, for reports. */
    String architecture() {
        return "autoencoder, " + columns + " to " + width + " to " + columns;
    }

    /** Every place where {@link #forward} calls the tap, in that order. A row of the bottleneck is a whole sample, so it has no axes. */
    List<HookPoint> hookPoints() {
        return List.of(new HookPoint("encoder", width, HookPoint.Layout.WIDTH_LAST, List.of(), "bottleneck"));
    }

    /**
     * One pass. Go on with what the tap gives back: somebody may have edited it.
     *
     * @param x {@code [rows, columns]}
     * @return the same shape
     */
    NDArray forward(NDArray x, Tap tap) {
        NDArray inner = tap.at("encoder", encoder.forward(x));
        return decoder.forward(inner);
    }
}
