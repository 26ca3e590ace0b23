package org.echelle.sae;

import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.echelle.torch.HostTensor;

/** Dictionaries from given directions. */
final class Baselines {
    private Baselines() {}

    static void requireK(int k, int features) {
        if (k < 0 || k > features) {
            throw new SaeException("k is " + k + " but this baseline has " + features
                    + " features; give k from 0 (all) to " + features + ".");
        }
    }

    /** Features j and m + j are the positive and negative part along direction j of m. */
    static Dictionary signed(
            String name, float[] directions, float[] mean, int k, Map<String, Object> more, NDManager manager) {
        float[] both = Arrays.copyOf(directions, 2 * directions.length);
        for (int i = 0; i < directions.length; i++) {
            both[directions.length + i] = -directions[i];
        }
        return linear(name, both, mean, k, more, manager);
    }

    /** Encoder and decoder are both the given directions, {@code [n, d]}. */
    static Dictionary linear(
            String name, float[] directions, float[] mean, int k, Map<String, Object> more, NDManager manager) {
        int d = mean.length;
        int n = directions.length / d;
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("format", "echelle-dictionary/1");
        facts.put("architecture", name);
        facts.put("width", d);
        facts.put("features", n);
        facts.put("k", k);
        facts.put("threshold", -1.0);
        facts.put("normalisation", Map.of("kind", "none"));
        facts.putAll(more);
        HostTensor w = HostTensor.ofFloats(directions, n, d);
        return Dictionaries.open(
                StoredDictionary.of(w, w, HostTensor.ofFloats(new float[n], n), HostTensor.ofFloats(mean, d), facts),
                manager);
    }
}
