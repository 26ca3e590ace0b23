package org.echelle.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.Map;
import org.echelle.torch.Scalars;

/**
 * Exponential running means of weights while they learn: {@code m = d m + (1 - d) w} after each step, {@code d} rising from 0.1 towards
 * its last value as {@code (1 + step) / (10 + step)}, so that the first weights are soon forgotten.
 */
public final class RunningMeans {
    private final Map<String, NDArray> weights;
    private final Map<String, NDArray> means = new LinkedHashMap<>();
    private final double decay;
    private int step;

    /**
     * Starts at the weights as they are.
     *
     * @param weights by name; only read
     * @param decay from 0 (the weights themselves) to below 1
     * @param manager owns the means
     */
    public RunningMeans(Map<String, NDArray> weights, double decay, NDManager manager) {
        this.weights = weights;
        this.decay = decay;
        weights.forEach((name, w) -> means.put(name, manager.create(w.toFloatArray(), w.getShape())));
    }

    /** Takes the weights of one more step into the means. */
    public void update() {
        float d = (float) Math.min(decay, (1.0 + step) / (10 + step));
        step++;
        weights.forEach((name, w) -> {
            NDArray mean = means.get(name);
            mean.muli(d);
            try (NDArray share = Scalars.times(w, 1 - d)) {
                mean.addi(share);
            }
        });
    }

    /** The means by name. */
    public Map<String, NDArray> values() {
        return means;
    }
}
