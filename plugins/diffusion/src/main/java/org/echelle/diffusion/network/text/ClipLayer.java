package org.echelle.diffusion.network.text;

import ai.djl.ndarray.NDArray;
import org.echelle.api.Tap;
import org.echelle.nn.Attention;
import org.echelle.nn.LayerNorm;
import org.echelle.nn.Linear;
import org.echelle.nn.Mlp;
import org.echelle.nn.Parameters;
import org.echelle.nn.Taps;

/** One pre-norm layer: {@code x += attention(norm1(x))}, each position seeing those before it; then {@code x += mlp(norm2(x))}. */
final class ClipLayer {
    private final String path;
    private final LayerNorm norm1;
    private final Attention attention;
    private final LayerNorm norm2;
    private final Mlp mlp;

    /** @param p scope of the layer */
    ClipLayer(Parameters p, String path, ClipTextConfig config) {
        this.path = path;
        int d = config.width();
        norm1 = new LayerNorm(p.at("layer_norm1"), d, config.normEps());
        Parameters a = p.at("self_attn");
        attention = Attention.split(
                a,
                new Linear(a.at("q_proj"), d, d, true),
                new Linear(a.at("k_proj"), d, d, true),
                new Linear(a.at("v_proj"), d, d, true),
                new Linear(a.at("out_proj"), d, d, true),
                config.heads(),
                Attention.scale(d / config.heads()),
                true);
        norm2 = new LayerNorm(p.at("layer_norm2"), d, config.normEps());
        mlp = Mlp.plain(
                new Linear(p.at("mlp.fc1"), d, config.hidden(), true),
                config.activation(),
                new Linear(p.at("mlp.fc2"), config.hidden(), d, true));
    }

    /** Runs the layer on {@code [batch, positions, width]}, which stays the caller's. */
    NDArray forward(NDArray x, Tap tap) {
        NDArray middle;
        try (NDArray normal = norm1.forward(x);
                NDArray update = attention.forward(normal, tap, path + ".self_attn")) {
            middle = x.add(update);
        }
        try (NDArray first = middle;
                NDArray normal = norm2.forward(first);
                NDArray update = mlp.forward(normal, tap, path + ".mlp")) {
            return Taps.at(tap, path, first.add(update));
        }
    }
}
