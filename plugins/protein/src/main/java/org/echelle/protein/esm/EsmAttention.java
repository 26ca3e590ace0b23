package org.echelle.protein.esm;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import org.echelle.api.Tap;
import org.echelle.nn.Attention;
import org.echelle.nn.Linear;
import org.echelle.nn.Parameters;
import org.echelle.nn.Taps;
import org.echelle.protein.esm.EsmLayout.Part;
import org.echelle.torch.Scalars;
import org.echelle.torch.Torch;

/**
 * Self-attention with rotary positions; padding is seen by no query.
 *
 * <p>Without gradients it is one kernel around libtorch's fused operator; under autograd, which kernels do not record, the same in
 * plain operations.
 */
final class EsmAttention {
    private final Linear query;
    private final Linear key;
    private final Linear value;
    private final Linear out;
    private final EsmKernels kernels;
    private final Rotary rotary;
    private final int layer;
    private final int heads;
    private final double scale;
    private final String path;

    EsmAttention(EsmConfig config, int layer, Parameters p, EsmKernels kernels, Rotary rotary) {
        EsmLayout layout = config.layout();
        int d = config.width();
        query = new Linear(p.at(layout.name(Part.QUERY, layer)), d, d, true);
        key = new Linear(p.at(layout.name(Part.KEY, layer)), d, d, true);
        value = new Linear(p.at(layout.name(Part.VALUE, layer)), d, d, true);
        out = new Linear(p.at(layout.name(Part.ATTENTION_OUT, layer)), d, d, true);
        path = layout.name(Part.ATTENTION, layer);
        this.layer = layer;
        this.kernels = kernels;
        this.rotary = rotary;
        heads = config.heads();
        scale = Attention.scale(config.headWidth());
    }

    /**
     * Applies the block; the rotary tables reach far enough already.
     *
     * @param x {@code [batch, positions, width]}
     * @param contacts gets this layer's maps; null when nobody asked
     */
    NDArray forward(NDArray x, Padding padding, EsmContacts.Sum contacts, Tap tap) {
        try (NDArray q = query.forward(x);
                NDArray k = key.forward(x);
                NDArray v = value.forward(x);
                NDArray joined = Torch.recordsGradients()
                        ? plain(q, k, v, padding)
                        : kernels.call(
                                x,
                                "attend",
                                q,
                                k,
                                v,
                                rotary.cosines(),
                                rotary.sines(),
                                padding.keep(),
                                padding.any(),
                                heads,
                                scale)) {
            if (contacts != null) {
                contacts.add(layer, q, k, rotary, padding, scale);
            }
            return Taps.at(tap, path, out.forward(joined));
        }
    }

    private NDArray plain(NDArray q, NDArray k, NDArray v, Padding padding) {
        Shape shape = q.getShape();
        NDArray qh = turn(heads(q));
        NDArray kh = turn(heads(k));
        NDArray products = Scalars.times(qh.matMul(kh.transpose(0, 1, 3, 2)), scale);
        NDArray weights = (padding.any() ? products.add(padding.bias()) : products).softmax(-1);
        return weights.matMul(heads(v)).transpose(0, 2, 1, 3).reshape(shape);
    }

    private NDArray heads(NDArray x) {
        Shape shape = x.getShape();
        return x.reshape(shape.get(0), shape.get(1), heads, -1).transpose(0, 2, 1, 3);
    }

    private NDArray turn(NDArray x) {
        long positions = x.getShape().get(2);
        try (NDArray cos = rows(rotary.cosines(), positions, x);
                NDArray sin = rows(rotary.sines(), positions, x)) {
            NDList halves = x.split(2, 3);
            NDArray turned = NDArrays.concat(new NDList(halves.get(1).neg(), halves.get(0)), 3);
            return x.mul(cos).add(turned.mul(sin));
        }
    }

    private static NDArray rows(NDArray table, long positions, NDArray owner) {
        NDArray rows = table.get(new NDIndex(":{}", positions));
        rows.attach(owner.getManager());
        return rows;
    }
}
