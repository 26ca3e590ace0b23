package org.echelle.sae.baselines;

import ai.djl.ndarray.NDManager;
import java.util.Map;
import org.echelle.sae.Dictionary;
import org.echelle.sae.Start;

/** Random unit directions as a dictionary: what a trained one has to beat. */
public final class RandomDictionary {
    private RandomDictionary() {}

    /**
     * Draws.
     *
     * @param mean {@code [d]} subtracted from rows before they are encoded, and added back
     * @param features number of directions
     * @param k largest activations kept of a row; 0 keeps all positive ones
     * @param seed equal seeds give equal directions
     * @param manager owns the dictionary, which the caller closes
     */
    public static Dictionary create(float[] mean, int features, int k, long seed, NDManager manager) {
        Baselines.requireK(k, features);
        return Baselines.linear(
                "random", Start.directions(seed, features, mean.length), mean, k, Map.of("seed", seed), manager);
    }
}
