package org.echelle.protein.esm;

import ai.djl.ndarray.NDArray;
import org.echelle.api.Tap;
import org.echelle.nn.Activation;
import org.echelle.nn.LayerNorm;
import org.echelle.nn.Linear;
import org.echelle.nn.Mlp;
import org.echelle.nn.Parameters;
import org.echelle.nn.Taps;
import org.echelle.protein.esm.EsmLayout.Part;

/** One pre-norm layer: {@code x += attention(norm1(x))}, then {@code x += mlp(norm2(x))}. */
final class EsmLayer {
    private final LayerNorm attentionNorm;
    private final EsmAttention attention;
    private final LayerNorm mlpNorm;
    private final Mlp mlp;
    private final String path;
    private final String mlpPath;

    EsmLayer(EsmConfig config, int layer, Parameters p, EsmKernels kernels, Rotary rotary) {
        EsmLayout layout = config.layout();
        int d = config.width();
        path = layout.name(Part.LAYER, layer);
        mlpPath = layout.name(Part.MLP_OUT, layer);
        attentionNorm = new LayerNorm(p.at(layout.name(Part.ATTENTION_NORM, layer)), d, config.normEps());
        attention = new EsmAttention(config, layer, p, kernels, rotary);
        mlpNorm = new LayerNorm(p.at(layout.name(Part.MLP_NORM, layer)), d, config.normEps());
        mlp = Mlp.plain(
                new Linear(p.at(layout.name(Part.MLP_IN, layer)), d, config.mlpWidth(), true),
                Activation.GELU,
                new Linear(p.at(mlpPath), config.mlpWidth(), d, true));
    }

    /** Runs the layer on {@code [batch, positions, width]}. */
    NDArray forward(NDArray x, Padding padding, EsmContacts.Sum contacts, Tap tap) {
        NDArray middle;
        try (NDArray normal = attentionNorm.forward(x);
                NDArray update = attention.forward(normal, padding, contacts, tap)) {
            middle = x.add(update);
        }
        try (NDArray first = middle;
                NDArray normal = mlpNorm.forward(first);
                NDArray update = mlp.forward(normal, tap, mlpPath)) {
            return Taps.at(tap, path, first.add(update));
        }
    }
}
