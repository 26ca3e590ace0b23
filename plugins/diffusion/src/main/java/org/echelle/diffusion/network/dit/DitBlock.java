package org.echelle.diffusion.network.dit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.Optional;
import org.echelle.api.Tap;
import org.echelle.diffusion.network.Updates;
import org.echelle.diffusion.network.dit.DitLayout.Part;
import org.echelle.nn.Attention;
import org.echelle.nn.LayerNorm;
import org.echelle.nn.Linear;
import org.echelle.nn.Mlp;
import org.echelle.nn.Parameters;

/**
 * A transformer block whose norms are shifted and scaled, and whose branches are gated, by what is told of time and class (adaLN-Zero,
 * Peebles and Xie 2023, arXiv 2212.09748): {@code x += g1 attention(norm(x) (1 + s1) + b1)}, {@code x += g2 mlp(norm(x) (1 + s2) +
 * b2)}; PixArt-alpha (Chen et al. 2024, arXiv 2310.00426) has {@code x += attention(x, text)} between.
 */
final class DitBlock {
    private final String path;
    private final String attentionPath;
    private final String crossPath;
    private final String mlpPath;
    private final LayerNorm norm1;
    private final LayerNorm norm2;
    private final Attention attention;
    private final Attention cross; // null without text
    private final Mlp mlp;

    DitBlock(DitConfig c, int block, Parameters p) {
        DitLayout layout = c.layout();
        path = layout.name(Part.BLOCK, block);
        attentionPath = layout.name(Part.ATTENTION, block);
        crossPath = layout.readsText() ? layout.name(Part.CROSS, block) : "";
        mlpPath = layout.name(Part.MLP, block);
        norm1 = LayerNorm.plain(p, c.width(), DitConfig.NORM_EPS);
        norm2 = LayerNorm.plain(p, c.width(), c.secondNormEps());
        attention = attention(c, block, p);
        cross = layout.readsText() ? cross(c, block, p) : null;
        mlp = Mlp.plain(
                new Linear(p.at(layout.name(Part.MLP_IN, block)), c.width(), c.mlpWidth(), true),
                c.activation(),
                new Linear(p.at(layout.name(Part.MLP_OUT, block)), c.mlpWidth(), c.width(), true));
    }

    private static Attention attention(DitConfig c, int block, Parameters p) {
        double scale = Attention.scale(c.width() / c.heads());
        Linear out = linear(c, block, p, Part.ATTENTION_OUT, c.width(), true);
        return c.layout().has(Part.QKV)
                ? Attention.fused(
                        p,
                        linear(c, block, p, Part.QKV, 3 * c.width(), c.attentionBias()),
                        out,
                        c.heads(),
                        scale,
                        false)
                : Attention.split(
                        p,
                        linear(c, block, p, Part.QUERY, c.width(), c.attentionBias()),
                        linear(c, block, p, Part.KEY, c.width(), c.attentionBias()),
                        linear(c, block, p, Part.VALUE, c.width(), c.attentionBias()),
                        out,
                        c.heads(),
                        scale,
                        false);
    }

    private static Attention cross(DitConfig c, int block, Parameters p) {
        double scale = Attention.scale(c.width() / c.heads());
        Linear query = linear(c, block, p, Part.CROSS_QUERY, c.width(), c.attentionBias());
        Linear out = linear(c, block, p, Part.CROSS_OUT, c.width(), true);
        return c.layout().has(Part.CROSS_KV)
                ? Attention.packed(
                        p,
                        query,
                        linear(c, block, p, Part.CROSS_KV, 2 * c.width(), c.attentionBias()),
                        out,
                        c.heads(),
                        scale)
                : Attention.split(
                        p,
                        query,
                        linear(c, block, p, Part.CROSS_KEY, c.width(), c.attentionBias()),
                        linear(c, block, p, Part.CROSS_VALUE, c.width(), c.attentionBias()),
                        out,
                        c.heads(),
                        scale,
                        false);
    }

    private static Linear linear(DitConfig c, int block, Parameters p, Part part, int out, boolean bias) {
        return new Linear(p.at(c.layout().name(part, block)), c.width(), out, bias);
    }

    /**
     * Runs the block.
     *
     * @param x {@code [batch, tokens, width]}; stays the caller's
     * @param modulation {@code [1 or batch, 6, width]}: shift, scale and gate of the attention, then of the MLP
     * @param text what to read, for a network that reads text
     */
    NDArray forward(NDArray x, NDArray modulation, Optional<Text> text, Tap tap) {
        try (NDList parts = modulation.split(6, 1)) {
            NDArray one;
            try (NDArray normal = norm1.forward(x);
                    NDArray told = modulate(normal, parts.get(0), parts.get(1));
                    NDArray branch = attention.forward(told, tap, attentionPath);
                    NDArray gated = branch.mul(parts.get(2))) {
                one = x.add(gated);
            }
            NDArray two = text.isPresent() ? read(one, text.get(), tap) : one;
            try (NDArray second = two;
                    NDArray normal = norm2.forward(second);
                    NDArray told = modulate(normal, parts.get(3), parts.get(4));
                    NDArray branch = mlp.forward(told, tap, mlpPath);
                    NDArray gated = branch.mul(parts.get(5))) {
                return Updates.offer(tap, path, x, second.add(gated));
            }
        }
    }

    private NDArray read(NDArray input, Text text, Tap tap) {
        try (NDArray x = input;
                NDArray branch = text.bias().isPresent()
                        ? cross.forward(x, text.states(), text.bias().get(), tap, crossPath)
                        : cross.forward(x, text.states(), tap, crossPath)) {
            return x.add(branch);
        }
    }

    /** {@code x (1 + scale) + shift}; shift and scale are {@code [1 or batch, 1, width]}. */
    static NDArray modulate(NDArray x, NDArray shift, NDArray scale) {
        try (NDArray factor = scale.add(1);
                NDArray scaled = x.mul(factor)) {
            return scaled.add(shift);
        }
    }

    /**
     * A caption as the blocks read it.
     *
     * @param states {@code [batch, tokens, width]}
     * @param bias {@code [batch, 1, 1, tokens]}: 0 where a token counts, far below where not
     */
    record Text(NDArray states, Optional<NDArray> bias) {}
}
