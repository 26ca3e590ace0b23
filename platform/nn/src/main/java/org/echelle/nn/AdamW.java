package org.echelle.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2019, arXiv 1711.05101), by libtorch's update; vectors (biases, norms)
 * do not decay. Keeps its moments in the given manager, where DJL's own optimizer would leave them behind.
 */
public final class AdamW {
    private static final float BETA1 = 0.9f;
    private static final float BETA2 = 0.99f;
    private static final float EPS = 1e-8f;

    private final Map<String, NDArray> weights;
    private final Map<String, NDArray[]> moments = new LinkedHashMap<>();
    private final float decay;
    private int step;

    /**
     * Starts with moments of zero.
     *
     * @param weights leaves that want gradients, by name; changed by {@link #step}
     * @param decay share of a matrix that a step at learning rate 1 takes away
     * @param manager owns the moments
     */
    public AdamW(Map<String, NDArray> weights, double decay, NDManager manager) {
        this.weights = weights;
        this.decay = (float) decay;
        weights.forEach((name, w) ->
                moments.put(name, new NDArray[] {manager.zeros(w.getShape()), manager.zeros(w.getShape())}));
    }

    /** Takes one step along the gradients that the weights carry; the update clears them. */
    public void step(double learningRate) {
        step++;
        double correction = Math.sqrt(1 - Math.pow(BETA2, step)) / (1 - Math.pow(BETA1, step));
        weights.forEach((name, w) -> {
            NDArray[] m = moments.get(name);
            try (NDArray gradient = w.getGradient()) {
                w.getNDArrayInternal()
                        .adamUpdate(
                                new NDList(w, gradient, m[0], m[1]),
                                new NDList(w),
                                (float) learningRate,
                                (float) (learningRate * correction),
                                w.getShape().dimension() > 1 ? decay : 0,
                                1,
                                -1,
                                BETA1,
                                BETA2,
                                EPS,
                                true,
                                true);
            }
        });
    }
}
