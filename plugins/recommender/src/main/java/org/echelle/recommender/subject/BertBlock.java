package org.echelle.recommender.subject;

import ai.djl.ndarray.NDArray;
import org.echelle.nn.Activation;
import org.echelle.nn.Linear;
import org.echelle.nn.Parameters;
import org.echelle.torch.Scalars;

/** One block: {@code x = x + attend(norm(x)); x = x + pointwise(norm(x))}, the published code's order. */
final class BertBlock {
    private final SpreadNorm inputNorm;
    private final SpreadNorm outputNorm;
    private final Linear[] projections = new Linear[3]; // queries, keys, values
    private final Linear out;
    private final Linear first;
    private final Linear second;
    private final int width;
    private final int heads;

    BertBlock(Parameters p, BertConfig c) {
        width = c.width();
        heads = c.heads();
        for (int i = 0; i < projections.length; i++) {
            projections[i] = new Linear(p.at("attention.linear_layers." + i), width, width, true);
        }
        out = new Linear(p.at("attention.output_linear"), width, width, true);
        first = new Linear(p.at("feed_forward.w_1"), width, c.inner(), true);
        second = new Linear(p.at("feed_forward.w_2"), c.inner(), width, true);
        inputNorm = new SpreadNorm(p.at("input_sublayer.norm"), width);
        outputNorm = new SpreadNorm(p.at("output_sublayer.norm"), width);
    }

    /**
     * Runs the block; closes nothing that it was given.
     *
     * @param x {@code [batch, positions, width]}
     * @param mask {@code [batch, 1, 1, positions]}, -1e9 where there is padding and 0 elsewhere
     */
    NDArray forward(NDArray x, NDArray mask) {
        NDArray y = x.add(attend(inputNorm.forward(x), mask));
        return y.add(second.forward(Activation.GELU_TANH.forward(first.forward(outputNorm.forward(y)))));
    }

    private NDArray attend(NDArray x, NDArray mask) {
        NDArray q = Scalars.times(heads(projections[0].forward(x)), 1 / Math.sqrt((double) width / heads));
        NDArray k = heads(projections[1].forward(x));
        NDArray v = heads(projections[2].forward(x));
        NDArray mixed = q.matMul(k.transpose(0, 1, 3, 2)).add(mask).softmax(-1).matMul(v);
        return out.forward(mixed.transpose(0, 2, 1, 3).reshape(x.getShape()));
    }

    private NDArray heads(NDArray x) {
        return x.reshape(x.getShape().get(0), x.getShape().get(1), heads, -1).transpose(0, 2, 1, 3);
    }
}
