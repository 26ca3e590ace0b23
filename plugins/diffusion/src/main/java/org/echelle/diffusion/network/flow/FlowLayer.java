package org.echelle.diffusion.network.flow;

import ai.djl.ndarray.NDArray;
import org.echelle.api.Tap;
import org.echelle.diffusion.network.Updates;
import org.echelle.nn.Activation;
import org.echelle.nn.Attention;
import org.echelle.nn.LayerNorm;
import org.echelle.nn.Linear;
import org.echelle.nn.Mlp;
import org.echelle.nn.Parameters;

/** A post-norm layer, PyTorch's {@code TransformerEncoderLayer}: {@code x = norm1(x + attention(x))}, {@code x = norm2(x + mlp(x))}. */
final class FlowLayer {
    private static final double NORM_EPS = 1e-5;

    private final String path;
    private final Attention attention;
    private final LayerNorm norm1;
    private final Mlp mlp;
    private final LayerNorm norm2;

    FlowLayer(FlowConfig config, int layer, Parameters parameters) {
        path = path(layer);
        int d = config.width();
        Parameters p = parameters.at(path);
        Parameters a = p.at("self_attn");
        attention = Attention.fused(
                p,
                new Linear(a, "in_proj_weight", "in_proj_bias", d, 3L * d),
                new Linear(a.at("out_proj"), d, d, true),
                config.heads(),
                Attention.scale(d / config.heads()),
                false);
        norm1 = new LayerNorm(p.at("norm1"), d, NORM_EPS);
        mlp = Mlp.plain(
                new Linear(p.at("linear1"), d, config.mlpWidth(), true),
                Activation.GELU,
                new Linear(p.at("linear2"), config.mlpWidth(), d, true));
        norm2 = new LayerNorm(p.at("norm2"), d, NORM_EPS);
    }

    static String path(int layer) {
        return "transformer." + layer;
    }

    static String attentionPath(int layer) {
        return path(layer) + ".self_attn";
    }

    /** PyTorch's layer has no module of its own for the MLP; its last one gives the MLP's output. */
    static String mlpPath(int layer) {
        return path(layer) + ".linear2";
    }

    /** {@code [batch, tokens, width]} to the same. */
    NDArray forward(NDArray x, Tap tap) {
        NDArray middle;
        try (NDArray update = attention.forward(x, tap, path + ".self_attn");
                NDArray sum = x.add(update)) {
            middle = norm1.forward(sum);
        }
        try (NDArray first = middle;
                NDArray update = mlp.forward(first, tap, path + ".linear2");
                NDArray sum = first.add(update)) {
            return Updates.offer(tap, path, x, norm2.forward(sum));
        }
    }
}
