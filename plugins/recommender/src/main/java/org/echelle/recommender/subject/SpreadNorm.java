package org.echelle.recommender.subject;

import ai.djl.ndarray.NDArray;
import org.echelle.nn.Init;
import org.echelle.nn.Parameters;
import org.echelle.torch.Scalars;

/**
 * The published BERT4Rec's own layer norm: {@code a_2 (x - mean) / (s + 1e-6) + b_2}, where {@code s} is the deviation with a divisor of
 * one less than the width, unlike PyTorch's, which adds to the variance and divides by the width.
 */
final class SpreadNorm {
    private static final double EPS = 1e-6;

    private final NDArray scale;
    private final NDArray shift;
    private final int width;

    SpreadNorm(Parameters p, int width) {
        scale = p.get("a_2", Init.ONES, width);
        shift = p.get("b_2", width);
        this.width = width;
    }

    /** {@code [..., width]} to the same. */
    NDArray forward(NDArray x) {
        NDArray centred = x.sub(x.mean(new int[] {-1}, true));
        NDArray spread = Scalars.over(centred.square().sum(new int[] {-1}, true), width - 1.0)
                .sqrt()
                .add(EPS);
        return centred.div(spread).mul(scale).add(shift);
    }
}
