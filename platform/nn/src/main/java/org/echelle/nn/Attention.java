package org.echelle.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.echelle.api.Tap;
import org.echelle.torch.Scalars;
import org.echelle.torch.Torch;

/**
 * Multi-head attention (Vaswani et al. 2017): {@code softmax(scale * q k^T) v} for each head, heads joined, one more linear layer.
 *
 * <p>Without gradients it is libtorch's fused operator, which never forms the whole matrix of weights; under autograd the same in
 * plain operations.
 */
public final class Attention {
    private final Linear qkv; // null unless fused
    private final Linear q; // null when fused
    private final Linear k; // null when fused or packed
    private final Linear v;
    private final Linear kv; // null unless packed
    private final Linear out;
    private final Kernels kernels;
    private final Precision precision;
    private final int heads;
    private final double scale;
    private final boolean causal;

    private Attention(
            Parameters p,
            Linear qkv,
            Linear q,
            Linear k,
            Linear v,
            Linear kv,
            Linear out,
            int heads,
            double scale,
            boolean causal) {
        kernels = p.kernels();
        precision = p.precision();
        this.qkv = qkv;
        this.q = q;
        this.k = k;
        this.v = v;
        this.kv = kv;
        this.out = out;
        this.heads = heads;
        this.scale = scale;
        this.causal = causal;
    }

    /**
     * One linear layer makes queries, keys and values, in this order: timm's {@code qkv}, PyTorch's packed {@code in_proj}.
     *
     * @param p any scope of the parameters
     * @param qkv {@code [..., width]} to {@code [..., 3 * inner]}
     * @param out {@code [..., inner]} to {@code [..., width]}
     * @param heads divides the inner width
     * @param scale factor of the products, commonly {@link #scale}
     * @param causal whether a position sees only itself and those before it
     */
    public static Attention fused(Parameters p, Linear qkv, Linear out, int heads, double scale, boolean causal) {
        return new Attention(p, qkv, null, null, null, null, out, heads, scale, causal);
    }

    /** Three linear layers make queries, keys and values; otherwise as {@link #fused}. */
    public static Attention split(
            Parameters p, Linear q, Linear k, Linear v, Linear out, int heads, double scale, boolean causal) {
        return new Attention(p, null, q, k, v, null, out, heads, scale, causal);
    }

    /**
     * Attention to another sequence, one linear layer making its keys and values, in this order (PixArt's {@code kv_linear}).
     *
     * @param q {@code [..., width]} to {@code [..., inner]}
     * @param kv {@code [..., contextWidth]} to {@code [..., 2 * inner]}
     */
    public static Attention packed(Parameters p, Linear q, Linear kv, Linear out, int heads, double scale) {
        return new Attention(p, null, q, null, null, kv, out, heads, scale, false);
    }

    /** The usual factor, {@code headWidth^-0.5}. */
    public static double scale(long headWidth) {
        return 1 / Math.sqrt((double) headWidth);
    }

    /**
     * Attention of a sequence to itself.
     *
     * @param x {@code [batch, positions, width]}
     * @param tap offered the result (after the output layer) at {@code path}
     * @return {@code [batch, positions, width]}
     */
    public NDArray forward(NDArray x, Tap tap, String path) {
        if (qkv == null) {
            return forward(x, x, tap, path);
        }
        try (NDArray packed = qkv.forward(x);
                NDArray joined = Torch.recordsGradients() ? unpack(packed) : attend(packed)) {
            return Taps.at(tap, path, out.forward(joined));
        }
    }

    /**
     * Attention of a sequence to another one; needs an attention made by {@link #split} or {@link #packed}.
     *
     * @param x {@code [batch, positions, width]}: queries
     * @param context {@code [batch, others, contextWidth]}: keys and values
     */
    public NDArray forward(NDArray x, NDArray context, Tap tap, String path) {
        return across(x, context, null, tap, path);
    }

    /**
     * The same with something added to the products of queries and keys.
     *
     * @param bias {@code [batch or 1, heads or 1, positions or 1, others]}; far below zero where a query must not look
     */
    public NDArray forward(NDArray x, NDArray context, NDArray bias, Tap tap, String path) {
        return across(x, context, bias, tap, path);
    }

    private NDArray across(NDArray x, NDArray context, NDArray bias, Tap tap, String path) {
        if (q == null) {
            throw new NnException(
                    "The attention at " + path + " has fused queries, keys and values: it attends to itself only.");
        }
        try (NDArray queries = q.forward(x);
                NDList read = read(context);
                NDArray joined = joined(queries, read.get(0), read.get(1), bias)) {
            return Taps.at(tap, path, out.forward(joined));
        }
    }

    /** Keys and values. */
    private NDList read(NDArray context) {
        if (kv == null) {
            return new NDList(k.forward(context), v.forward(context));
        }
        try (NDArray both = kv.forward(context)) {
            return both.split(2, 2);
        }
    }

    private NDArray joined(NDArray queries, NDArray keys, NDArray values, NDArray bias) {
        if (Torch.recordsGradients()) {
            return plain(queries, keys, values, bias);
        }
        return bias == null
                ? kernels.call(queries, "attend", queries, keys, values, heads, scale, causal, precision.type())
                : kernels.call(queries, "attend_biased", queries, keys, values, bias, heads, scale, precision.type());
    }

    private NDArray attend(NDArray packed) {
        return kernels.call(packed, "attend_fused", packed, heads, scale, causal, precision.type());
    }

    private NDArray unpack(NDArray packed) {
        try (NDList parts = packed.split(3, 2)) {
            return plain(parts.get(0), parts.get(1), parts.get(2), null);
        }
    }

    /** The same in operations that autograd through DJL knows. */
    private NDArray plain(NDArray queries, NDArray keys, NDArray values, NDArray bias) {
        Shape shape = queries.getShape();
        try (NDArray qh = heads(queries);
                NDArray kh = heads(keys);
                NDArray kt = kh.transpose(0, 1, 3, 2);
                NDArray vh = heads(values);
                NDArray products = qh.matMul(kt);
                NDArray scaled = Scalars.times(products, scale);
                NDArray masked = bias != null ? scaled.add(bias) : causal ? mask(scaled) : scaled;
                NDArray weights = masked.softmax(-1);
                NDArray mixed = weights.matMul(vh);
                NDArray back = mixed.transpose(0, 2, 1, 3)) {
            return back.reshape(shape.get(0), shape.get(1), -1);
        }
    }

    private NDArray heads(NDArray x) {
        Shape shape = x.getShape();
        try (NDArray split = x.reshape(shape.get(0), shape.get(1), heads, -1)) {
            return split.transpose(0, 2, 1, 3);
        }
    }

    private static NDArray mask(NDArray scaled) {
        int rows = (int) scaled.getShape().get(2);
        int columns = (int) scaled.getShape().get(3);
        float[] values = new float[rows * columns];
        for (int i = 0; i < rows; i++) {
            for (int j = i + 1; j < columns; j++) {
                values[i * columns + j] = Float.NEGATIVE_INFINITY;
            }
        }
        NDManager manager = scaled.getManager();
        try (NDArray forbidden = manager.create(values, new Shape(rows, columns))) {
            return scaled.add(forbidden);
        }
    }
}
