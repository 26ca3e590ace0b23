package org.echelle.diffusion.network.unet;

import ai.djl.ndarray.NDArray;
import org.echelle.nn.Activation;
import org.echelle.nn.Attention;
import org.echelle.nn.LayerNorm;
import org.echelle.nn.Linear;
import org.echelle.nn.Mlp;
import org.echelle.nn.Parameters;
import org.echelle.nn.Taps;

/**
 * diffusers' {@code BasicTransformerBlock}: {@code h = x + attn1(norm1(x))}, {@code h += attn2(norm2(h), text)}, {@code h +=
 * ff(norm3(h))}, the last one a gated unit of four times the width.
 */
final class TransformerBlock {
    private static final double NORM_EPS = 1e-5;

    private final String path;
    private final LayerNorm norm1;
    private final Attention attn1;
    private final LayerNorm norm2;
    private final Attention attn2;
    private final LayerNorm norm3;
    private final Mlp ff;

    /** @param p scope of the block */
    TransformerBlock(Parameters p, String path, int width, int heads, int textWidth) {
        this.path = path;
        norm1 = new LayerNorm(p.at("norm1"), width, NORM_EPS);
        attn1 = attention(p.at("attn1"), width, heads, width);
        norm2 = new LayerNorm(p.at("norm2"), width, NORM_EPS);
        attn2 = attention(p.at("attn2"), width, heads, textWidth);
        norm3 = new LayerNorm(p.at("norm3"), width, NORM_EPS);
        ff = Mlp.gatedBySecond(
                new Linear(p.at("ff.net.0.proj"), width, 8L * width, true),
                Activation.GELU,
                new Linear(p.at("ff.net.2"), 4L * width, width, true));
    }

    private static Attention attention(Parameters p, int width, int heads, int context) {
        return Attention.split(
                p,
                new Linear(p.at("to_q"), width, width, false),
                new Linear(p.at("to_k"), context, width, false),
                new Linear(p.at("to_v"), context, width, false),
                new Linear(p.at("to_out.0"), width, width, true),
                heads,
                Attention.scale(width / heads),
                false);
    }

    /** Runs the block on {@code [batch, positions, width]}, which stays the caller's. */
    NDArray forward(NDArray x, Pass pass) {
        NDArray first;
        try (NDArray normal = norm1.forward(x);
                NDArray update = attn1.forward(normal, pass.tap(), path + ".attn1")) {
            first = x.add(update);
        }
        NDArray second;
        try (NDArray before = first;
                NDArray normal = norm2.forward(before);
                NDArray update = attn2.forward(normal, pass.text(), pass.bias(), pass.tap(), path + ".attn2")) {
            second = before.add(update);
        }
        try (NDArray before = second;
                NDArray normal = norm3.forward(before);
                NDArray update = ff.forward(normal, pass.tap(), path + ".ff.net.0", path + ".ff")) {
            return Taps.at(pass.tap(), path, before.add(update));
        }
    }
}
