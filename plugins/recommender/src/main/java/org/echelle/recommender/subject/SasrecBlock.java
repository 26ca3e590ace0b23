package org.echelle.recommender.subject;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import org.echelle.nn.Activation;
import org.echelle.nn.LayerNorm;
import org.echelle.nn.Linear;
import org.echelle.nn.Parameters;
import org.echelle.torch.Scalars;

/** One block: causal attention, then two pointwise layers with a ReLU between. */
final class SasrecBlock {
    private final SasrecVariant variant;
    private final LayerNorm attentionNorm;
    private final LayerNorm forwardNorm;
    private final Linear projection; // queries, keys and values in one
    private final Linear out;
    private final NDArray first; // [width, width, 1]
    private final NDArray firstBias;
    private final NDArray second;
    private final NDArray secondBias;
    private final int width;
    private final int heads;

    SasrecBlock(Parameters p, int block, SasrecConfig c) {
        variant = c.variant();
        width = c.width();
        heads = c.heads();
        attentionNorm = new LayerNorm(p.at("attention_layernorms." + block), width, SasrecConfig.EPS);
        forwardNorm = new LayerNorm(p.at("forward_layernorms." + block), width, SasrecConfig.EPS);
        Parameters attention = p.at("attention_layers." + block);
        projection = new Linear(attention, "in_proj_weight", "in_proj_bias", width, 3L * width);
        out = new Linear(attention.at("out_proj"), width, width, true);
        Parameters layers = p.at("forward_layers." + block);
        first = layers.get("conv1.weight", width, width, 1);
        firstBias = layers.get("conv1.bias", width);
        second = layers.get("conv2.weight", width, width, 1);
        secondBias = layers.get("conv2.bias", width);
    }

    /**
     * Runs the block; closes nothing that it was given.
     *
     * @param x {@code [batch, positions, width]}
     * @param mask {@code [positions, positions]}, minus infinity where a query must not look
     */
    NDArray forward(NDArray x, NDArray mask) {
        return switch (variant) {
            case ORIGINAL -> {
                NDArray q = attentionNorm.forward(x);
                NDArray y = forwardNorm.forward(q.add(attend(q, x, mask)));
                yield y.add(pointwise(y));
            }
            case POST_LN -> {
                NDArray y = attentionNorm.forward(x.add(attend(x, x, mask)));
                yield forwardNorm.forward(y.add(pointwise(y)));
            }
            case PRE_LN -> {
                NDArray n = attentionNorm.forward(x);
                NDArray y = x.add(attend(n, n, mask));
                yield y.add(pointwise(forwardNorm.forward(y)));
            }
        };
    }

    /** Keys and values come from {@code context}, queries from {@code x}. */
    private NDArray attend(NDArray x, NDArray context, NDArray mask) {
        NDList ours = projection.forward(x).split(3, 2);
        NDList theirs = x == context ? ours : projection.forward(context).split(3, 2);
        NDArray q = Scalars.times(heads(ours.get(0)), 1 / Math.sqrt((double) width / heads));
        NDArray products = q.matMul(heads(theirs.get(1)).transpose(0, 1, 3, 2)).add(mask);
        NDArray mixed = products.softmax(-1).matMul(heads(theirs.get(2))).transpose(0, 2, 1, 3);
        return out.forward(mixed.reshape(x.getShape()));
    }

    private NDArray heads(NDArray x) {
        return x.reshape(x.getShape().get(0), x.getShape().get(1), heads, -1).transpose(0, 2, 1, 3);
    }

    private NDArray pointwise(NDArray x) {
        return linear(Activation.RELU.forward(linear(x, first, firstBias)), second, secondBias);
    }

    /** A convolution of one place: its weight has a last dimension of 1. */
    private static NDArray linear(NDArray x, NDArray weight, NDArray bias) {
        NDArray matrix = weight.squeeze(2);
        matrix.attach(x.getManager());
        return x.getNDArrayInternal().linear(x, matrix, bias).singletonOrThrow();
    }
}
