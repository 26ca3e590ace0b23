package org.echelle.vision.subject;

import ai.djl.ndarray.NDArray;
import org.echelle.api.Tap;
import org.echelle.nn.Attention;
import org.echelle.nn.LayerNorm;
import org.echelle.nn.LayerScale;
import org.echelle.nn.Linear;
import org.echelle.nn.Mlp;
import org.echelle.nn.Parameters;
import org.echelle.nn.Taps;
import org.echelle.vision.subject.ViTLayout.Part;

/** One pre-norm block: {@code x += scale1 * attention(norm1(x))}, then {@code x += scale2 * mlp(norm2(x))}. */
final class ViTBlock {
    private final LayerNorm norm1;
    private final Attention attention;
    private final LayerScale scale1; // null without
    private final LayerNorm norm2;
    private final Mlp mlp;
    private final LayerScale scale2;
    private final String path;
    private final String attentionPath;
    private final String mlpPath;

    ViTBlock(ViTConfig config, int block, Parameters p) {
        ViTLayout layout = config.layout();
        path = config.path(Part.BLOCK, block);
        attentionPath = config.path(Part.ATTENTION, block);
        mlpPath = config.path(Part.MLP, block);
        int d = config.width();
        norm1 = new LayerNorm(p.at(layout.name(Part.NORM1, block)), d, config.normEps());
        norm2 = new LayerNorm(p.at(layout.name(Part.NORM2, block)), d, config.normEps());
        attention = attention(config, block, p);
        Linear in = new Linear(
                p.at(layout.name(config.gatedMlp() ? Part.GATED_IN : Part.MLP_IN, block)),
                d,
                config.gatedMlp() ? 2L * config.mlpWidth() : config.mlpWidth(),
                true);
        Linear out = new Linear(
                p.at(layout.name(config.gatedMlp() ? Part.GATED_OUT : Part.MLP_OUT, block)),
                config.mlpWidth(),
                d,
                true);
        mlp = config.gatedMlp() ? Mlp.gated(in, config.activation(), out) : Mlp.plain(in, config.activation(), out);
        scale1 = config.layerScale() ? new LayerScale(p, layout.name(Part.SCALE1, block), d) : null;
        scale2 = config.layerScale() ? new LayerScale(p, layout.name(Part.SCALE2, block), d) : null;
    }

    private static Attention attention(ViTConfig config, int block, Parameters p) {
        ViTLayout layout = config.layout();
        int d = config.width();
        boolean bias = config.qkvBias();
        Linear out = new Linear(p.at(layout.name(Part.ATTENTION_OUT, block)), d, d, true);
        if (layout.has(Part.QUERY)) {
            return Attention.split(
                    p,
                    new Linear(p.at(layout.name(Part.QUERY, block)), d, d, bias),
                    new Linear(p.at(layout.name(Part.KEY, block)), d, d, bias),
                    new Linear(p.at(layout.name(Part.VALUE, block)), d, d, bias),
                    out,
                    config.heads(),
                    config.attentionScale(),
                    false);
        }
        Linear qkv;
        if (layout.has(Part.PACKED)) {
            String stem = layout.name(Part.PACKED, block);
            qkv = new Linear(p, stem + "weight", bias ? stem + "bias" : null, d, 3L * d);
        } else {
            qkv = new Linear(p.at(layout.name(Part.QKV, block)), d, 3L * d, bias);
        }
        return Attention.fused(p, qkv, out, config.heads(), config.attentionScale(), false);
    }

    /** Runs the block on {@code [batch, tokens, width]}. */
    NDArray forward(NDArray x, Tap tap) {
        NDArray middle;
        try (NDArray normal = norm1.forward(x);
                NDArray update = attention.forward(normal, tap, attentionPath);
                NDArray scaled = scale1 == null ? update : scale1.forward(update)) {
            middle = x.add(scaled);
        }
        try (NDArray first = middle;
                NDArray normal = norm2.forward(first);
                NDArray update = mlp.forward(normal, tap, mlpPath);
                NDArray scaled = scale2 == null ? update : scale2.forward(update)) {
            return Taps.at(tap, path, first.add(scaled));
        }
    }
}
