package org.echelle.vision.shapes;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.echelle.torch.Scalars;

/**
 * What the shapes transformer is trained for: one softmax a factor over its part of the logits, cross-entropies summed over
 * factors, averaged over pictures.
 */
final class FactorLoss {
    private FactorLoss() {}

    /**
     * @param logits {@code [batch, }{@link Factor#total}{@code ]}
     * @param truth {@code [picture][factor]}, numbers of the values
     * @return a scalar, owned by the manager of {@code logits}
     */
    static NDArray of(NDArray logits, int[][] truth) {
        NDManager manager = logits.getManager();
        NDArray loss = null;
        int from = 0;
        for (Factor factor : Factor.values()) {
            int to = from + factor.terms().size();
            NDArray logShares = logits.get(new NDIndex(":, {}:{}", from, to)).logSoftmax(1);
            NDArray part = logShares.mul(oneHot(manager, truth, factor)).sum();
            loss = loss == null ? part : loss.add(part);
            from = to;
        }
        return Scalars.times(loss, -1.0 / truth.length);
    }

    private static NDArray oneHot(NDManager manager, int[][] truth, Factor factor) {
        int width = factor.terms().size();
        float[] values = new float[truth.length * width];
        for (int i = 0; i < truth.length; i++) {
            values[i * width + truth[i][factor.place()]] = 1;
        }
        return manager.create(values, new Shape(truth.length, width));
    }

    /**
     * Counts the pictures whose largest logit of a factor is the true one.
     *
     * @return {@code [factor]}
     */
    static int[] right(NDArray logits, int[][] truth) {
        float[] values = logits.toType(DataType.FLOAT32, false).toFloatArray();
        int total = Factor.total();
        int[] right = new int[Factor.values().length];
        for (int i = 0; i < truth.length; i++) {
            int from = i * total;
            for (Factor factor : Factor.values()) {
                int best = 0;
                for (int v = 1; v < factor.terms().size(); v++) {
                    if (values[from + v] > values[from + best]) {
                        best = v;
                    }
                }
                if (best == truth[i][factor.place()]) {
                    right[factor.place()]++;
                }
                from += factor.terms().size();
            }
        }
        return right;
    }
}
