package org.echelle.diffusion.network.vae;

import ai.djl.ndarray.NDArray;
import org.echelle.api.Tap;
import org.echelle.diffusion.network.block.MapAttention;
import org.echelle.diffusion.network.block.ResnetBlock;
import org.echelle.nn.Parameters;

/** Resnet, attention with one head, resnet, at the lowest resolution. */
final class Middle {
    private final ResnetBlock before;
    private final MapAttention attention; // null without
    private final ResnetBlock after;

    /** @param p scope of the middle */
    Middle(Parameters p, int width, VaeConfig config) {
        before = new ResnetBlock(p.at("resnets.0"), width, width, config.style());
        attention = config.attends()
                ? new MapAttention(
                        p.at("attentions.0"),
                        width,
                        1,
                        config.style().groups(),
                        config.style().eps())
                : null;
        after = new ResnetBlock(p.at("resnets.1"), width, width, config.style());
    }

    /** Runs it; {@code x} is closed. */
    NDArray forward(NDArray x) {
        NDArray first;
        try (NDArray given = x) {
            first = before.forward(given);
        }
        NDArray second = first;
        if (attention != null) {
            try (NDArray given = first) {
                second = attention.forward(given, Tap.NONE, "");
            }
        }
        try (NDArray given = second) {
            return after.forward(given);
        }
    }
}
