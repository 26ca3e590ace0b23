package org.echelle.sae.baselines;

import ai.djl.ndarray.NDManager;
import java.util.Map;
import org.echelle.sae.Dictionary;

/**
 * The subject's own neurons as a dictionary: feature i is the positive part of coordinate i, feature d + i the negative part. With
 * all of them the reconstruction is exact.
 */
public final class NeuronDictionary {
    private NeuronDictionary() {}

    /**
     * Makes.
     *
     * @param width number d of neurons
     * @param k largest activations kept of a row; 0 keeps all
     * @param manager owns the dictionary, which the caller closes
     */
    public static Dictionary create(int width, int k, NDManager manager) {
        Baselines.requireK(k, 2 * width);
        float[] identity = new float[width * width];
        for (int i = 0; i < width; i++) {
            identity[i * width + i] = 1;
        }
        return Baselines.signed("neurons", identity, new float[width], k, Map.of(), manager);
    }
}
