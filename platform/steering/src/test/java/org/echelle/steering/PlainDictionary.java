package org.echelle.steering;

import ai.djl.ndarray.NDManager;
import java.util.Map;
import org.echelle.sae.Dictionary;
import org.echelle.sae.StoredDictionary;
import org.echelle.sae.formats.Dictionaries;
import org.echelle.torch.HostTensor;

/** A rectifying dictionary of six features on rows of four, opened for use and written out in plain arrays beside it. */
public final class PlainDictionary {
    public static final int N = 6;
    final float[] encoder;
    final float[] decoder;
    final float[] bias;
    final float[] centre;

    public PlainDictionary(long seed) {
        int d = TinySubject.WIDTH;
        encoder = TinySubject.random(N * d, seed);
        decoder = TinySubject.random(N * d, seed + 1);
        bias = TinySubject.random(N, seed + 2);
        centre = TinySubject.random(d, seed + 3);
    }

    public Dictionary open(NDManager manager) {
        int d = TinySubject.WIDTH;
        return Dictionaries.open(
                StoredDictionary.of(
                        HostTensor.ofFloats(encoder, N, d),
                        HostTensor.ofFloats(decoder, N, d),
                        HostTensor.ofFloats(bias, N),
                        HostTensor.ofFloats(centre, d),
                        Map.of("architecture", "relu-l1")),
                manager);
    }

    /** {@code relu((x - centre) E^T + bias)}. */
    double[] encode(double[] x) {
        double[] z = new double[N];
        for (int j = 0; j < N; j++) {
            z[j] = bias[j];
            for (int i = 0; i < x.length; i++) {
                z[j] += (x[i] - centre[i]) * encoder[j * x.length + i];
            }
            z[j] = Math.max(0, z[j]);
        }
        return z;
    }

    /** {@code z D + centre}. */
    double[] decode(double[] z) {
        int d = TinySubject.WIDTH;
        double[] x = new double[d];
        for (int i = 0; i < d; i++) {
            x[i] = centre[i];
            for (int j = 0; j < N; j++) {
                x[i] += z[j] * decoder[j * d + i];
            }
        }
        return x;
    }
}
