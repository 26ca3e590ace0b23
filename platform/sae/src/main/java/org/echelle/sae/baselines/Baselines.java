package org.echelle.sae.baselines;

import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.echelle.sae.Dictionary;
import org.echelle.sae.SaeException;
import org.echelle.sae.StoredDictionary;
import org.echelle.sae.pursuit.Pursuit;
import org.echelle.torch.HostTensor;

/** Dictionaries from given directions. */
public final class Baselines {
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
        return signed(name, directions, directions, mean, k, more, manager);
    }

    /** The same where component j is read along {@code reads} and written along {@code writes}, each {@code [m, d]}. */
    static Dictionary signed(
            String name,
            float[] reads,
            float[] writes,
            float[] mean,
            int k,
            Map<String, Object> more,
            NDManager manager) {
        int n = 2 * reads.length / mean.length;
        return open(
                name,
                HostTensor.ofFloats(both(reads), n, mean.length),
                HostTensor.ofFloats(both(writes), n, mean.length),
                mean,
                k,
                more,
                manager);
    }

    private static float[] both(float[] directions) {
        float[] both = Arrays.copyOf(directions, 2 * directions.length);
        for (int i = 0; i < directions.length; i++) {
            both[directions.length + i] = -directions[i];
        }
        return both;
    }

    /** Encoder and decoder are both the given directions, {@code [n, d]}. */
    public static Dictionary linear(
            String name, float[] directions, float[] mean, int k, Map<String, Object> more, NDManager manager) {
        HostTensor w = HostTensor.ofFloats(directions, directions.length / mean.length, mean.length);
        return open(name, w, w, mean, k, more, manager);
    }

    /** A dictionary from an encoder and a decoder, {@code [n, d]} each. */
    static Dictionary open(
            String name,
            HostTensor encoder,
            HostTensor decoder,
            float[] mean,
            int k,
            Map<String, Object> more,
            NDManager manager) {
        int n = (int) encoder.shape()[0];
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("format", "echelle-dictionary/1");
        facts.put("architecture", name);
        facts.put("width", mean.length);
        facts.put("features", n);
        facts.put("k", k);
        facts.put("threshold", -1.0);
        facts.put("normalisation", Map.of("kind", "none"));
        facts.putAll(more);
        return Pursuit.open(
                StoredDictionary.of(
                        encoder,
                        decoder,
                        HostTensor.ofFloats(new float[n], n),
                        HostTensor.ofFloats(mean, mean.length),
                        facts),
                manager);
    }

    public static float[] floats(double[] values) {
        float[] out = new float[values.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (float) values[i];
        }
        return out;
    }
}
